"""What is kept of a validated edition, and that nothing moves it."""

import datetime as dt
import hashlib

import pytest
from django.urls import reverse

from plics.models import Department, Role
from reports.booklet.services import request_pdf
from reports.booklet.tasks import content_of
from reports.editions import documents, tasks, workflow
from reports.editions.freezing import EditionFigures, figures_for, freeze
from reports.figures import CATALOGUE, Figures, Result, Scope
from reports.figures.base import Status
from reports.models import Edition, KeptPdf, Rendering
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_database]


@pytest.fixture
def argentan():
    return f.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def edition(argentan):
    f.DepartmentFactory(contact="Madame Avant")
    agreement = f.AgreementFactory(commission=argentan, year=2020)
    f.SheetBlockFactory(agreement=agreement, kind="publics", body="<p>Texte d’avant.</p>")
    return f.EditionFactory(commission=argentan, preamble="<p>Préambule d’avant.</p>")


@pytest.fixture
def published(edition):
    workflow.release(edition)
    return edition


def page(client, role, edition, *, section="", **fields):
    client.force_login(f.UserFactory(role=role, **fields))
    args = [edition.programme_year, edition.place]
    answer = client.get(reverse("reports:booklet", args=args) + section)
    assert answer.status_code == 200
    return answer.content


def everything_moves(edition):
    Department.objects.update(contact="Monsieur Après", phone="00 00 00 00 00")
    for agreement in edition.commission.agreement_set.all():
        agreement.blocks.update(body="<p>Texte d’après.</p>")
        f.CaseStoryFactory(agreement=agreement, name="Quenouille")
    Edition.objects.filter(pk=edition.pk).update(preamble="<p>Préambule d’après.</p>")
    f.PersonFactory.create_batch(3, commission=edition.commission)


def test_published_pages_do_not_move_with_what_they_were_made_of(client, published, argentan):
    readers = [(Role.STAFF, []), (Role.COORDINATOR, [argentan]), (Role.READER, [])]
    sections = ["", "preambule/", "ii-1/"]

    def read():
        return [
            page(client, role, published, section=section, commissions=own)
            for role, own in readers
            for section in sections
        ]

    before = read()
    everything_moves(published)
    assert read() == before
    assert "Préambule d’avant" in before[0].decode()


def test_the_pdf_is_made_once_and_laid_out_again_to_the_same_bytes(published, monkeypatch):
    kept = documents.print_page(published, None)
    made = documents.keep_pdf(kept)
    assert hashlib.sha256(bytes(made.content)).hexdigest() == made.sha256
    assert "weasyprint" in made.made_with
    everything_moves(published)
    assert documents.laid_out(kept) == bytes(made.content)
    monkeypatch.setattr(documents, "apart", lambda *args: pytest.fail("laid out twice"))
    rendering = request_pdf(published, by=f.UserFactory())
    assert content_of(rendering) == bytes(made.content)


def test_each_gets_the_pdf_made_for_them(client, published, argentan):
    for variant in documents.variants_of(published):
        kept = published.kept_pages.get(variant=variant, medium="print")
        f.KeptPdfFactory(page=kept, content=variant.encode())
    address = reverse("reports:kept_pdf", args=[2020, "argentan", 1])
    flers = f.CommissionFactory(slug="flers", name="Flers")
    given = []
    for role, own, names in [
        (Role.STAFF, [], True),
        (Role.STAFF, [], False),
        (Role.COORDINATOR, [argentan], True),
        (Role.COORDINATOR, [argentan, flers], True),
        (Role.COORDINATOR, [argentan], False),
        (Role.COORDINATOR, [flers], True),
        (Role.READER, [], False),
    ]:
        client.force_login(f.UserFactory(role=role, commissions=own, may_see_names=names))
        given.append(client.get(address).content.decode())
    assert given == ["internal", "public", "own", "own", "public", "public", "public"]


def test_the_pdf_of_a_version_not_published_is_nobody_elses(client, edition):
    freeze(edition)
    documents.keep_missing_pages(edition, "public")
    f.KeptPdfFactory(page=edition.kept_pages.get(medium="print"))
    client.force_login(f.UserFactory(role=Role.READER))
    assert client.get(reverse("reports:kept_pdf", args=[2020, "argentan", 1])).status_code == 404


def test_an_edition_frozen_before_pages_were_kept_is_read_from_its_figures(client, edition):
    freeze(edition)
    workflow.publish(edition, by=None)
    assert "Préambule d’avant" in page(client, Role.READER, edition).decode()


def test_the_departement_keeps_what_all_and_what_readers_read():
    edition = f.EditionFactory(commission=None)
    assert documents.variants_of(edition) == ["internal", "public"]


def test_the_departement_keeps_no_sheet_its_booklet_lists_the_actions_only():
    """The same action, in two commissions."""
    action = f.ActionFactory()
    for _ in range(2):
        agreement = f.AgreementFactory(action=action, year=2020, commission=f.CommissionFactory())
        f.SheetBlockFactory(agreement=agreement, kind="publics")
        f.CaseStoryBlockFactory(story__agreement=agreement)
    edition = f.EditionFactory(commission=None, preamble="<p>Tout.</p>")
    documents.keep_texts(edition)
    kept = edition.kept_texts.values_list("key", flat=True)
    assert [key for key in kept if not key.startswith("section/")] == ["preamble"]


def test_what_several_editions_share_is_kept_as_this_one_prints_it(edition, argentan):
    block = argentan.agreement_set.get().blocks.get()
    block.body = '<p>Texte.</p><p data-shared="missions"></p>'
    block.save()
    shared = f.SharedTextFactory(code="missions", body="<p>Commun.</p>")
    section = block.agreement.action.axis.section
    section.introduction = "<p>Rubrique.</p>"
    section.save()
    fund = f.FundFactory(rule="<p>Règle.</p>")
    documents.keep_texts(edition)
    shared.delete()
    kept = dict(edition.kept_texts.values_list("key", "text"))
    assert kept[f"section/{section.code}"] == "<p>Rubrique.</p>"
    assert kept[f"fund/{fund.code}"] == "<p>Règle.</p>"
    assert "<p>Texte.</p><p>Commun.</p>" in kept.values()


def test_the_pdf_of_a_draft_does_not_become_that_of_the_edition(edition):
    """Made in review for a reader who was named, it says what nobody published."""
    named, other = (f.UserFactory(role=Role.READER) for _ in range(2))
    made = f.RenderingFactory(edition=edition, is_public=True, requested_by=named)
    freeze(edition)
    workflow.publish(edition, by=None)
    assert list(Rendering.objects.visible_to(named)) == [made]
    assert not Rendering.objects.visible_to(other).exists()
    # Still waiting its turn, it is not joined by who asks for what was published.
    asked = request_pdf(edition, by=other)
    assert asked != made and list(Rendering.objects.visible_to(other)) == [asked]


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_a_pdf_is_asked_for_again_of_its_own_version(client, argentan, status):
    first = f.EditionFactory(commission=argentan, validated=True)
    f.EditionFactory(commission=argentan, version=2, correction_note="Une faute.")
    client.force_login(f.UserFactory(role=Role.STAFF))
    rendering = f.RenderingFactory(edition=first, status=status)
    page = client.get(reverse("reports:rendering", args=[rendering.pk])).content.decode()
    assert page.count("Relancer") == 1 and 'action="/livrets/2020/argentan/v1/pdf/"' in page


def test_pdfs_of_an_edition_validated_again_meanwhile_are_those_of_its_new_pages(
    edition, monkeypatch
):
    """Sent back while its first page was laid out."""
    freeze(edition)
    first = f.KeptPageFactory(edition=edition, medium="print", variant="public")
    for variant in ("internal", "own"):
        f.KeptPageFactory(edition=edition, medium="screen", variant=variant)
    laid = []

    def laid_out(page):
        laid.append(page.pk)
        if page == first:
            first.delete()
            f.KeptPageFactory(edition=edition, medium="print", variant="public")
        return b"%PDF"

    monkeypatch.setattr(documents, "laid_out", laid_out)
    tasks.make_documents.func(edition.pk)
    (kept,) = KeptPdf.objects.all()
    assert laid[-1] == kept.page_id != laid[0] and len(laid) == 2


def test_pages_worked_out_for_one_validation_are_not_kept_of_another(edition, monkeypatch):
    """Left to the worker, and the edition sent back meanwhile: once validated again, it keeps its
    own."""
    freeze(edition)
    told = documents.pages_of(edition, "public")

    def pages_of(found, variant):
        workflow.send_back(Edition.objects.get(pk=edition.pk), by=None, note="À revoir.")
        return told

    monkeypatch.setattr(documents, "pages_of", pages_of)
    documents.keep_missing_pages(edition, "public")
    assert not edition.kept_pages.exists()
    monkeypatch.undo()
    edition.refresh_from_db()
    freeze(edition)
    documents.keep_missing_pages(edition, "public")
    assert edition.kept_pages.filter(medium="print").count() == 1


def test_until_when_a_figure_was_known_is_frozen_with_it(edition, monkeypatch):
    carried = Result(
        indicator=CATALOGUE["rsa.households"],
        territory="argentan",
        value=12,
        status=Status.CARRIED,
        as_of=dt.date(2019, 10, 31),
    )
    scope = Scope(year=2019, commission="argentan")
    none = Figures(scope.previous(), [], [], [])
    now = Figures(scope, [], [carried], [carried.code])
    found = EditionFigures(now=now, before=none, plan=none)
    monkeypatch.setattr("reports.editions.freezing._open", lambda edition, codes: found)
    assert freeze(edition) == 1
    kept = figures_for(edition).now.get("rsa.households", "argentan")
    assert (kept.value, kept.status, kept.as_of) == (12, Status.CARRIED, carried.as_of)
