"""Texts typed beside their page: who may, two hands, versions, figures, shared texts."""

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from actions.models import SheetBlock
from plics.models import Role
from reports.booklet.render import screen_html
from reports.editions.freezing import freeze
from reports.figures.publication import SECRET, Reader
from reports.models import SharedText
from reports.writing.figures import faults
from tests import factories as f
from tests.forms import values_of

REVIEWED = {"story__reviewed_on": dt.date(2020, 1, 2), "story__reviewed_text": "0"}


@pytest.fixture
def here(db):
    return f.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def edition(here):
    return f.EditionFactory(commission=here, programme_year=2020)


@pytest.fixture
def block(here):
    """Printed in the edition of 2020."""
    return f.SheetBlockFactory(agreement__commission=here, agreement__year=2020, body="Avant.")


def as_account(**fields) -> Client:
    client = Client()
    client.force_login(f.UserFactory(**fields))
    return client


def address(row, kind: str = "fiche") -> str:
    return reverse("reports:text", args=[kind, row.pk])


def typed(client: Client, row, text: str, kind: str = "fiche", name: str = "body"):
    shown = values_of(client.get(address(row, kind)))
    return client.post(address(row, kind), shown | {name: text})


def held(block) -> str:
    return SheetBlock.objects.get(pk=block.pk).body


@pytest.mark.parametrize(("role", "is_own"), [("staff", False), ("coordinator", True)])
def test_staff_and_the_coordinator_of_the_commission_write_its_sheets(
    here, edition, block, role, is_own
):
    client = as_account(role=role, commissions=[here] if is_own else [])
    answer = typed(client, block, "Après.")
    assert answer.status_code == 302 and answer.url.endswith(f"#texte-fiche-{block.pk}")
    assert held(block) == "<p>Après.</p>"


def test_a_coordinator_writes_no_text_of_the_departement_nor_of_others(here, edition, block):
    there = f.CommissionFactory(slug="flers")
    f.EditionFactory(commission=there, programme_year=2020, validated=True)
    fund = f.FundFactory()
    own, other = (as_account(role=Role.COORDINATOR, commissions=[each]) for each in (here, there))
    assert own.get(address(fund, "fonds")).status_code == 403
    assert other.get(address(block)).status_code == 404


def test_a_portrait_is_written_by_who_may_see_names(here, edition):
    part = f.CaseStoryBlockFactory(story__agreement__commission=here, story__agreement__year=2019)
    blind = as_account(role=Role.STAFF, may_see_names=False)
    assert blind.get(address(part, "parcours")).status_code == 403
    assert as_account(role=Role.STAFF).get(address(part, "parcours")).status_code == 200


def test_a_changed_portrait_is_to_be_read_over_again(here, edition):
    part = f.CaseStoryBlockFactory(story__agreement__commission=here, story__agreement__year=2019)
    typed(as_account(role=Role.STAFF), part, "Il a trouvé un emploi.", "parcours")
    part.story.refresh_from_db()
    assert part.story.written_by is not None and not part.story.is_reviewed


def test_a_validated_edition_keeps_its_texts(here, block):
    edition = f.EditionFactory(commission=here, programme_year=2020, validated=True)
    client = as_account(role=Role.ADMINISTRATOR)
    page = client.get(address(block)).content.decode()
    assert "ses textes ne changent plus" in page and 'name="body"' not in page
    sent = {"_once": "1" * 32, "body": "Après.", "edition": edition.pk}
    assert "ses textes ne changent plus" in client.post(address(block), sent).content.decode()
    assert held(block) == "<p>Avant.</p>"
    block.body = "Autre."
    with pytest.raises(ValidationError, match="ne changent plus"):
        block.full_clean()


def test_a_text_added_to_nothing_is_refused_in_words(edition):
    client = as_account(role=Role.STAFF)
    added = reverse("admin:actions_sheetblock_add")
    sent = values_of(client.get(added)) | {"agreement": "", "body": "Texte."}
    refused = client.post(added, sent)
    assert refused.status_code == 200 and not SheetBlock.objects.exists()


def test_who_may_only_read_a_row_reads_its_text_without_tags(here, edition, block):
    client = as_account(role=Role.COORDINATOR, commissions=[here])
    for row in (block, block.agreement):
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
        page = client.get(reverse(name, args=[row.pk])).content.decode()
        assert "Avant." in page and "&lt;p&gt;" not in page


def test_a_new_version_of_the_edition_opens_its_texts_again(here, block):
    f.EditionFactory(commission=here, programme_year=2020, validated=True)
    f.EditionFactory(commission=here, programme_year=2020, version=2, correction_note="Une faute.")
    assert typed(as_account(role=Role.STAFF), block, "Après.").status_code == 302


def test_two_hands_in_one_text_are_told_and_lose_neither(edition, block):
    anne, bruno = (as_account(role=Role.STAFF, first_name=name) for name in ("Anne", "Bruno"))
    shown = values_of(bruno.get(address(block)))
    typed(anne, block, "De la main d’Anne.")
    refused = bruno.post(address(block), shown | {"body": "De la main de Bruno."})
    page = refused.content.decode()
    assert "Enregistré par quelqu’un d’autre" in page and "Par Anne" in page
    assert page.count("De la main d’Anne.") == 2
    again = values_of(refused)
    assert again["body"] == "De la main de Bruno." and held(block) == "<p>De la main d’Anne.</p>"
    assert bruno.post(address(block), again).status_code == 302
    assert held(block) == "<p>De la main de Bruno.</p>"


def test_a_former_version_comes_back_once_it_is_saved(edition, block):
    client = as_account(role=Role.STAFF, first_name="Anne")
    typed(client, block, "<p>Un <strong>deux</strong>.</p>")
    typed(client, block, "Trois.")
    page = client.get(address(block)).content.decode()
    assert page.count("Reprendre cette version") == 2 and "par Anne" in page
    first = page.split("version=")[-1].split('"')[0]
    taken = client.get(address(block), {"version": first})
    assert held(block) == "<p>Trois.</p>"
    client.post(address(block), values_of(taken))
    assert held(block) == "<p>Avant.</p>"


def test_a_version_of_another_text_is_not_found(edition, block):
    client = as_account(role=Role.STAFF)
    assert client.get(address(block), {"version": "1"}).status_code == 404


# --- figures ---------------------------------------------------------------------------


def test_an_unknown_figure_is_refused_and_the_likely_one_told(edition, block):
    text = '<p>Il y a <span data-figure="rsa.houshold"></span> ménages.</p>'
    page = typed(as_account(role=Role.STAFF), block, text).content.decode()
    assert "n’est le code d’aucun chiffre" in page and "rsa.households" in page
    assert held(block) == "<p>Avant.</p>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reference", "is_known"),
    [
        ("rsa.households", True),
        ("rsa.households|departement", True),
        ("rsa.households|argentan", True),
        ("rsa.households|nulle-part", False),
        ("rsa.households|canton:9999", False),
        ("", False),
    ],
)
def test_a_reference_names_a_figure_and_a_territory(here, reference, is_known):
    html = f'<p>x <span data-figure="{reference or "|"}"></span></p>'
    assert (faults(html) == []) is is_known


def test_a_figure_is_printed_as_it_is_counted_now(here, edition, block):
    client = as_account(role=Role.STAFF)
    typed(client, block, '<p>En tout <span data-figure="rsa.households"></span>.</p>')
    page = reverse("reports:section", args=[2020, "argentan", section(block)])
    f.SituationFactory(commission=here, starts_on=dt.date(2019, 11, 20))
    assert "<p>En tout 1.</p>" in client.get(page).content.decode()
    f.SituationFactory(commission=here, starts_on=dt.date(2019, 11, 20))
    assert "<p>En tout 2.</p>" in client.get(page).content.decode()


def section(block) -> str:
    return block.agreement.action.axis.section.code.lower().replace(".", "-")


# --- shared texts, preview, notes ------------------------------------------------------


def test_a_shared_text_changes_wherever_it_is_included(edition, block):
    f.SharedTextFactory(code="missions", body="Pour toutes les années.")
    own = f.SharedTextFactory(code="missions", year=2020, body="Pour 2020.")
    client = as_account(role=Role.STAFF)
    typed(client, block, '<p>Avant.</p><p data-shared="missions"></p>')
    page = reverse("reports:section", args=[2020, "argentan", section(block)])
    assert "<p>Avant.</p><p>Pour 2020.</p>" in client.get(page).content.decode()
    typed(client, own, "Pour 2020, corrigé.", "commun")
    assert "<p>Pour 2020, corrigé.</p>" in client.get(page).content.decode()
    own.delete()
    assert "<p>Pour toutes les années.</p>" in client.get(page).content.decode()


def test_a_shared_text_is_written_beside_a_page_that_includes_it(here, edition, block):
    text = f.SharedTextFactory(code="missions", body="Écouter.")
    client = as_account(role=Role.STAFF)
    typed(client, block, '<p>Avant.</p><p data-shared="missions"></p>')
    assert address(text, "commun") in client.get(address(block)).content.decode()
    page = client.get(address(text, "commun")).content.decode()
    assert f'data-key="fiche-{block.pk}"' in page
    asked = reverse("reports:text_preview", args=["commun", text.pk])
    shown = client.post(asked, {"text": "Orienter.", "edition": edition.pk}).content.decode()
    assert shown == "<div><p>Avant.</p><p>Orienter.</p></div>"
    assert SharedText.objects.get().body == "<p>Écouter.</p>"


def test_a_shared_text_that_nobody_wrote_is_refused(edition, block):
    page = typed(as_account(role=Role.STAFF), block, '<p data-shared="missions"></p>')
    assert "Aucun texte commun ne s’appelle" in page.content.decode()


def test_a_shared_text_includes_no_other(db):
    text = f.SharedTextFactory.build(body='<p data-shared="missions"></p>')
    with pytest.raises(ValidationError):
        text.full_clean()
    assert not SharedText.objects.exists()


def test_the_preview_is_what_the_page_would_print(edition, block):
    client = as_account(role=Role.STAFF)
    text = "<p>Le 1<sup>er</sup> mai<small>Férié.</small> : fête<script>x</script></p>"
    shown = client.post(
        reverse("reports:text_preview", args=["fiche", block.pk]),
        {"text": text, "edition": edition.pk},
    ).content.decode()
    assert "<script" not in shown and "mai<sup" in shown and "\u00a0: fête" in shown
    assert f'<li id="note-fiche-{block.pk}-1">Férié.' in shown
    assert held(block) == "<p>Avant.</p>"


def test_two_hundred_thousand_characters_are_refused(edition, block):
    client = as_account(role=Role.STAFF)
    page = typed(client, block, "a" * 200_000).content.decode()
    assert "30\u202f000 au plus" in page and held(block) == "<p>Avant.</p>"
    asked = reverse("reports:text_preview", args=["fiche", block.pk])
    assert client.post(asked, {"text": "a" * 200_000, "edition": edition.pk}).status_code == 422


def test_links_to_change_a_text_are_for_who_may(here, edition, block):
    """Not for the reader named to read it in review."""
    type(edition).objects.update(status="review")
    page = reverse("reports:section", args=[2020, "argentan", section(block)])
    for role, is_told in ((Role.STAFF, True), (Role.COORDINATOR, True), (Role.READER, False)):
        account = f.UserFactory(role=role, commissions=[here])
        edition.readers.add(account)
        client = Client()
        client.force_login(account)
        html = client.get(page).content.decode()
        assert "<p>Avant.</p>" in html
        assert (f'data-text="fiche-{block.pk}"' in html) is is_told


def test_a_page_is_framed_by_this_site_alone(edition, block):
    client = as_account(role=Role.STAFF)
    page = reverse("reports:section", args=[2020, "argentan", section(block)])
    assert "frame-ancestors 'none'" in client.get(page)["Content-Security-Policy"]
    framed = client.get(page, {"cadre": "1"})
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert framed["X-Frame-Options"] == "SAMEORIGIN"


def test_figures_are_found_by_their_words(here, edition):
    f.SituationFactory(commission=here, starts_on=dt.date(2019, 11, 20))
    client = as_account(role=Role.STAFF)
    asked = reverse("reports:figure_search")
    page = client.get(asked, {"edition": edition.pk, "q": "menages allocataires argentan"})
    assert "&lt;span data-figure=&quot;rsa.households&quot;&gt;" in page.content.decode()
    none = client.get(asked, {"edition": edition.pk, "q": "licornes"}).content.decode()
    assert "Aucun chiffre de 2019" in none


# --- readers, and what was published ---------------------------------------------------


def test_a_reader_gets_the_sign_of_secrecy_in_place_of_a_small_count(here, edition, block):
    there = f.CommissionFactory(slug="flers", name="Flers")
    f.SituationFactory.create_batch(2, commission=there, starts_on=dt.date(2019, 11, 20))
    block.body = '<p>À Flers <span data-figure="rsa.households|flers"></span>.</p>'
    block.save()
    pages = [
        screen_html(edition, only=section(block), reader=reader)
        for reader in (None, Reader(knowing=("argentan",)))
    ]
    assert "<p>À Flers 2.</p>" in pages[0]
    assert f"<p>À Flers {SECRET}.</p>" in pages[1]


def test_a_validated_edition_prints_the_figure_of_that_day(here, edition, block):
    f.SituationFactory(commission=here, starts_on=dt.date(2019, 11, 20))
    block.body = '<p>En tout <span data-figure="rsa.households"></span>.</p>'
    block.save()
    freeze(edition)
    f.SituationFactory(commission=here, starts_on=dt.date(2019, 11, 20))
    edition.refresh_from_db()
    assert "<p>En tout 1.</p>" in screen_html(edition, only=section(block))


def test_plain_texts_of_before_become_html_and_a_portrait_read_over_stays_so(here):
    migration = importlib.import_module("actions.migrations.0011_texts_in_html")
    part = f.CaseStoryBlockFactory(story__reviewed_by=f.UserFactory(), **REVIEWED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE actions_casestoryblock SET body = %s", ["Un.\n- deux"])
    story = part.story
    story.reviewed_text = migration.digest(story)
    story.save()
    migration.to_markup(apps, None)
    part.refresh_from_db()
    assert part.body == "<p>Un.</p><ul><li>deux</li></ul>"
    assert type(story).objects.get().is_reviewed
