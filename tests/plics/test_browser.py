"""A real browser: what a person sees, and what the content policy refuses."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from beneficiaries.models import Person
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(chromium, live_server):
    """A page, signed in as staff; what its console refuses fails the test."""
    factories.UserFactory(username="claire", role="staff")
    context = chromium.new_context(base_url=live_server.url, locale="fr-FR")
    page = context.new_page()
    refused = []
    page.on("console", lambda told: refused.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.goto(reverse("account_login"))
    page.get_by_label("Identifiant ou courriel").fill("claire")
    page.get_by_label("Mot de passe").fill(factories.PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Accueil")).to_be_visible()
    yield page
    context.close()
    assert refused == []


def admin(name: str, *args) -> str:
    return reverse(f"admin:{name}", args=args)


@pytest.mark.same_on_any_database
def test_an_entry_is_typed_from_the_index_to_the_list(page):
    person = factories.PersonFactory(last_name="MERCIER", first_name="Anne")
    agreement = factories.AgreementFactory(action__title="Plateforme de mobilité")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(admin("index"))
    page.get_by_role("link", name="Ajouter : participations").click()
    for label, typed, option in [
        ("Personne", "merc", "MERCIER Anne, née le 15/06/1980"),
        ("Convention", "mobilité", str(agreement)),
    ]:
        page.locator(".form-row", has_text=label).locator(".select2-selection").first.click()
        page.locator(".select2-search__field:focus").press_sequentially(typed)
        page.get_by_role("option", name=option).click()
    page.get_by_label("Date d’entrée").fill("15/03/2019")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("MERCIER Anne")
    assert person.participations.get().agreement == agreement
    assert not [url for url in asked if "merc" in url.lower()]


@pytest.mark.same_on_any_database
def test_pages_open_without_a_refusal_of_the_content_policy(page):
    person = factories.PersonFactory()
    agreement = factories.AgreementFactory()
    factories.SheetBlockFactory(agreement=agreement)
    for address in [
        admin("beneficiaries_person_changelist"),
        admin("beneficiaries_person_change", person.pk),
        admin("beneficiaries_household_change", person.memberships.get().household_id),
        admin("actions_agreement_change", agreement.pk),
        admin("beneficiaries_person_history", person.pk),
        f"{admin('actions_participation_changelist')}?entree_du=2019-01-01",
        admin("beneficiaries_decisiontype_import"),
        reverse("account_change_password"),
        reverse("account_reset_password"),
        reverse("account_logout"),
    ]:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.same_on_any_database
def test_pages_hold_in_a_telephone_in_both_schemes(page):
    person = factories.PersonFactory()
    page.set_viewport_size({"width": 360, "height": 740})
    wide = []
    for address in [
        reverse("home"),
        reverse("account_change_password"),
        admin("index"),
        admin("beneficiaries_person_changelist"),
        admin("actions_participation_add"),
        f"{admin('actions_participation_changelist')}?entree_du=hier",
        admin("beneficiaries_decisiontype_import"),
        admin("beneficiaries_household_change", person.memberships.get().household_id),
    ]:
        page.goto(address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((address, scheme))
    assert wide == []


@pytest.mark.same_on_any_database
def test_forms_lists_and_records_have_no_accessibility_violation(page):
    participation = factories.ParticipationFactory()
    person = participation.person
    household = person.memberships.get().household
    # Colours would else be on their way from one page to the next.
    page.emulate_media(reduced_motion="reduce")
    violations = {}
    for address in [
        reverse("home"),
        person.get_absolute_url(),
        household.get_absolute_url(),
        admin("actions_participation_changelist"),
        admin("actions_participation_change", participation.pk),
        admin("beneficiaries_household_change", household.pk),
        admin("beneficiaries_sitting_add"),
    ]:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 740})
            # It would fetch style sheets once more, against the content policy.
            options = {"resultTypes": ["violations"], "preload": False}
            found = Axe().run(page, options=options).response
            violations |= {
                (address, width, each["id"]): [node["target"] for node in each["nodes"]][:3]
                for each in found["violations"]
            }
    assert violations == {}


@pytest.mark.same_on_any_database
def test_a_list_is_filtered_by_its_form_from_a_screen_and_a_telephone(page):
    wanted = factories.ParticipationFactory(person__last_name="MERCIER")
    factories.ParticipationFactory(closed=True, person__last_name="AUTRE")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(admin("actions_participation_changelist"))
        form = page.get_by_role("search", name="Filtres")
        if width < 768:
            expect(form).to_be_hidden()
            page.get_by_text("Filtrer").first.click()
        form.get_by_label("État").select_option("en cours")
        form.get_by_role("button", name="Filtrer").click()
        expect(page).to_have_url(re.compile(r"\?etat=en-cours$"))
        expect(page.locator("#result_list")).to_contain_text(wanted.person.last_name)
        expect(page.locator("#result_list")).not_to_contain_text("AUTRE")


@pytest.mark.same_on_any_database
def test_the_keyboard_reaches_the_content_first(page):
    page.goto(reverse("home"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_a_double_click_then_back_then_save_make_one_person(page):
    page.goto(admin("beneficiaries_person_add"))
    typed = {"last_name": "PETIT", "first_name": "Anne", "birth_date": "02/01/1980"}
    for name, text in typed.items():
        page.locator(f"#id_{name}").fill(text)
    page.get_by_role("button", name="Enregistrer", exact=True).dblclick()
    expect(page.get_by_role("heading", name="Personnes")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("avait déjà été envoyé")
    expect(page.get_by_role("heading", name="PETIT Anne")).to_be_visible()
    assert Person.objects.count() == 1


@pytest.mark.same_on_any_database
def test_who_answers_alone_is_taken_by_the_next_line_two_namesakes_are_not(page):
    """A group is typed without waiting for the suggestions."""
    agreement = factories.AgreementFactory(year=2019)
    for first_name, day in [("Anne", "1980-06-15"), ("Luc", "1985-03-12"), ("Léa", "1985-03-12")]:
        born = dt.date.fromisoformat(day)
        factories.PersonFactory(last_name="MERCIER", first_name=first_name, birth_date=born)
    page.goto(reverse("groups:enter", args=[agreement.pk]))
    picker = page.locator("[data-picker]")
    picker.nth(0).press_sequentially("merc 15061980")
    page.keyboard.press("Enter")
    page.keyboard.type("merc 12031985")
    page.keyboard.press("Enter")
    expect(picker.nth(0)).to_have_value(re.compile("MERCIER Anne, né.* le 15/06/1980"))
    expect(page.locator("tr[data-row=r1] .told")).to_contain_text("(12/03/1985)")
    expect(picker.nth(1)).to_have_value("merc 12031985")
    expect(picker.nth(2)).to_be_focused()
