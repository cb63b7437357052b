"""Freezing an edition, reading it back, and who may open which."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from funds.models import Aid
from plics.models import Role
from reports.booklet.render import print_html
from reports.editions import AlreadyValidated, edition_of, figures_for, freeze
from reports.indicators import CATALOGUE
from reports.models import Edition, Figure, Rendering
from reports.services import request_pdf
from reports.tasks import render_booklet
from tests.factories import CommissionFactory, EditionFactory, UserFactory
from tests.reports.booklets import text_of

# --- freezing --------------------------------------------------------------------------


@pytest.fixture
def validated(demo_database):
    edition = edition_of(2020, "argentan")
    freeze(edition)
    return edition


def test_frozen_edition_prints_the_same_text_as_the_draft_it_was(demo_database):
    edition = edition_of(2020, "argentan")
    draft = text_of(print_html(edition))
    freeze(edition)
    frozen = text_of(print_html(edition))
    start = "L’essentiel"
    annex = "Annexe : méthode et définitions"
    assert (
        frozen[frozen.rindex(start) : frozen.rindex(annex)]
        == (draft[draft.rindex(start) : draft.rindex(annex)])
    )


def test_frozen_edition_does_not_move_when_data_do(validated):
    before = print_html(validated)
    Aid.objects.all().delete()
    assert print_html(validated) == before


def test_draft_follows_the_data(demo_database):
    edition = edition_of(2020, "flers")
    before = print_html(edition)
    Aid.objects.all().delete()
    assert print_html(edition) != before


def test_freezing_stores_every_indicator_and_the_years_beside(validated):
    stored = Figure.objects.filter(edition=validated)
    assert set(stored.filter(year=2019).values_list("code", flat=True)) == set(CATALOGUE)
    assert stored.filter(year=2018, code="rsa.households", territory="argentan").exists()
    assert stored.filter(year=2020, code="action.capacity", subject="asi").exists()


def test_frozen_figures_answer_like_live_ones(validated):
    frozen = figures_for(validated).now
    live = figures_for(Edition(commission=validated.commission, programme_year=2020)).now
    assert [t.key for t in frozen.territories] == [t.key for t in live.territories]
    for result in live:
        kept = frozen.get(result.code, result.territory, result.subject, result.group)
        assert (kept.value is None) == (result.value is None)
        assert (kept.display, kept.share_display, kept.group_label) == (
            result.display,
            result.share_display,
            result.group_label,
        )


def test_validation_is_dated_and_signed(demo_database):
    author, edition = UserFactory(), edition_of(2020, "flers")
    number = freeze(edition, by=author)
    assert edition.is_validated and edition.validated_by == author
    assert edition.validated_at.date() >= dt.date(2020, 1, 1)
    assert number == edition.figures.count()


def test_validated_edition_is_never_frozen_twice(validated):
    count = validated.figures.count()
    with pytest.raises(AlreadyValidated):
        freeze(validated)
    assert validated.figures.count() == count


def test_command_freezes_once(demo_database):
    call_command("freeze_edition", year=2020, commission="alencon")
    assert Edition.objects.get(commission__slug="alencon", programme_year=2020).is_validated
    with pytest.raises(CommandError, match="déjà validée"):
        call_command("freeze_edition", year=2020, commission="alencon")


def test_command_leaves_no_edition_where_there_is_no_data(demo_database):
    with pytest.raises(CommandError, match="Aucune donnée"):
        call_command("freeze_edition", year=2040, commission="alencon")
    assert not Edition.objects.filter(programme_year=2040).exists()


# --- reading rights --------------------------------------------------------------------


@pytest.fixture
def argentan(db):
    return CommissionFactory(slug="argentan", name="Argentan")


def status(client, user, edition) -> int:
    client.force_login(user)
    address = reverse("reports:booklet", args=[edition.programme_year, edition.commission.slug])
    return client.get(address).status_code


@pytest.mark.parametrize(
    ("role", "is_own", "validated", "expected"),
    [
        (Role.READER, False, False, 404),
        (Role.READER, False, True, 200),
        (Role.COORDINATOR, False, False, 404),
        (Role.COORDINATOR, True, False, 200),
        (Role.COORDINATOR, False, True, 200),
        (Role.STAFF, False, False, 200),
    ],
)
def test_drafts_are_for_those_who_work_on_them(client, argentan, role, is_own, validated, expected):
    edition = EditionFactory(commission=argentan, validated=validated)
    user = UserFactory(role=role, commissions=[argentan] if is_own else [])
    assert status(client, user, edition) == expected


def test_list_shows_the_editions_one_may_open(client, argentan):
    EditionFactory(commission=argentan)
    EditionFactory(commission=CommissionFactory(slug="flers", name="Flers"), validated=True)
    client.force_login(UserFactory(role=Role.READER))
    page = client.get(reverse("reports:editions")).content.decode()
    assert "Flers" in page and "Argentan" not in page


# --- PDF in the background -------------------------------------------------------------


def asked(edition, user) -> Rendering:
    return Rendering.objects.create(edition=edition, requested_by=user)


def test_pdf_is_queued_and_the_page_reloads_until_it_is_there(
    client, argentan, django_capture_on_commit_callbacks
):
    edition = EditionFactory(commission=argentan)
    client.force_login(UserFactory())
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("reports:make_pdf", args=[2020, "argentan"]))
    rendering = Rendering.objects.get(edition=edition)
    assert response.url == reverse("reports:rendering", args=[rendering.pk])
    assert 'http-equiv="refresh"' in client.get(response.url).content.decode()
    assert client.get(reverse("reports:download", args=[rendering.pk])).status_code == 404


def test_two_requests_share_one_waiting_document(argentan, django_capture_on_commit_callbacks):
    edition = EditionFactory(commission=argentan)
    with django_capture_on_commit_callbacks():
        first = request_pdf(edition, by=UserFactory())
        assert request_pdf(edition, by=UserFactory()) == first


def test_request_lost_by_a_killed_worker_may_be_made_again(
    argentan, django_capture_on_commit_callbacks
):
    edition, user = EditionFactory(commission=argentan), UserFactory()
    lost = asked(edition, user)
    old = lost.created_at - Rendering.STALE_AFTER - dt.timedelta(seconds=1)
    Rendering.objects.filter(pk=lost.pk).update(created_at=old)
    with django_capture_on_commit_callbacks():
        assert request_pdf(edition, by=user) != lost


def test_worker_makes_a_tagged_pdf_that_can_be_downloaded(client, argentan):
    user = UserFactory()
    rendering = asked(EditionFactory(commission=argentan), user)
    render_booklet.func(rendering.pk)
    client.force_login(user)
    response = client.get(reverse("reports:download", args=[rendering.pk]))
    content = b"".join(response.streaming_content)
    assert content.startswith(b"%PDF-1.7") and response["Content-Disposition"].endswith(
        'filename="plics-2020-argentan.pdf"'
    )


def test_failed_document_says_so(client, argentan, monkeypatch):
    user = UserFactory()
    rendering = asked(EditionFactory(commission=argentan), user)

    def broken(edition):
        raise RuntimeError("no ink")

    monkeypatch.setattr("reports.tasks.print_html", broken)
    with pytest.raises(RuntimeError):
        render_booklet.func(rendering.pk)
    client.force_login(user)
    page = client.get(reverse("reports:rendering", args=[rendering.pk])).content.decode()
    assert "n’a pas pu être produit" in page and "refresh" not in page


@pytest.mark.parametrize("name", ["rendering", "download"])
def test_document_of_a_draft_is_closed_to_readers(client, argentan, name):
    rendering = asked(EditionFactory(commission=argentan), UserFactory())
    client.force_login(UserFactory(role=Role.READER))
    assert client.get(reverse(f"reports:{name}", args=[rendering.pk])).status_code == 404
