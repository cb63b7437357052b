"""The editor of texts, in a browser: what it sends, and the page beside it that follows."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from actions.models import SheetBlock
from plics.models import Role
from tests import factories as f

FOLLOWS_WITHIN = 1_000  # milliseconds


@pytest.fixture
def block(transactional_db):
    here = f.CommissionFactory(slug="argentan", name="Argentan")
    f.EditionFactory(commission=here, programme_year=2020)
    return f.SheetBlockFactory(agreement__commission=here, agreement__year=2020, body="Avant.")


@pytest.fixture
def open_page(chromium, live_server, client, block):
    client.force_login(f.UserFactory(role=Role.ADMINISTRATOR))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    contexts, errors = [], []

    def open_page(address: str, **options):
        context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        contexts.append(context)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda line: line.type == "error" and errors.append(line.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def address(block) -> str:
    return reverse("reports:text", args=["fiche", block.pk])


def test_what_is_typed_shows_in_its_page_and_is_saved(open_page, block):
    page = open_page(address(block))
    place = page.frame_locator("iframe").locator(f'[data-text="fiche-{block.pk}"]')
    place.wait_for()
    text = page.get_by_role("textbox", name="Texte")
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Gras").click()
    page.keyboard.type("Après")
    place.locator("strong", has_text="Après").wait_for(timeout=FOLLOWS_WITHIN)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_url("**#texte-fiche-*")
    block = SheetBlock.objects.get(pk=block.pk)
    assert block.body == "<p>Avant.</p><p><strong>Après</strong></p>"


def test_a_figure_is_chosen_among_those_found(open_page, block):
    page = open_page(address(block))
    page.get_by_role("button", name="Chiffre").click()
    page.get_by_label("Libellé, code").fill("rsa.households")
    page.locator(".offers button").first.click()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_url("**#texte-fiche-*")
    assert 'data-figure="rsa.households"' in SheetBlock.objects.get(pk=block.pk).body


def test_without_a_script_the_text_is_typed_plain(open_page, block):
    page = open_page(address(block), java_script_enabled=False)
    area = page.get_by_label("Texte", exact=True)
    assert area.input_value() == "Avant."
    area.fill("Avant.\n- un\n- deux")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    block = SheetBlock.objects.get(pk=block.pk)
    assert block.body == "<p>Avant.</p><ul><li>un</li><li>deux</li></ul>"


def test_the_forms_of_the_administration_have_the_editor(open_page, block):
    page = open_page(reverse("admin:actions_sheetblock_change", args=[block.pk]))
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Après.")
    page.locator("[name=_save]").click()
    page.wait_for_load_state()
    assert SheetBlock.objects.get(pk=block.pk).body == "<p>Avant. Après.</p>"


def test_the_page_has_no_accessibility_violation(open_page, block):
    found = {}
    for scheme in ("light", "dark"):
        page = open_page(address(block), color_scheme=scheme)
        page.frame_locator("iframe").locator("[data-text]").first.wait_for()
        response = Axe().run(page, options={"resultTypes": ["violations"]}).response
        found |= {
            (scheme, each["id"]): [node["target"] for node in each["nodes"]]
            for each in response["violations"]
        }
    assert found == {}
