"""Who may open which edition, and its PDF in the background."""

import datetime as dt

import pytest
from django.urls import reverse

from plics.models import Role, User
from reports.booklet.services import request_pdf
from reports.booklet.tasks import render_booklet
from reports.models import Rendering
from tests.factories import (
    AgreementFactory,
    CaseStoryBlockFactory,
    CaseStoryFactory,
    CommissionFactory,
    EditionFactory,
    UserFactory,
)

# --- reading rights --------------------------------------------------------------------


@pytest.fixture
def argentan(db):
    return CommissionFactory(slug="argentan", name="Argentan")


def status(client, user, edition) -> int:
    client.force_login(user)
    address = reverse("reports:booklet", args=[edition.programme_year, edition.place])
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


@pytest.mark.same_on_any_database
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

    def broken(edition, reader):
        raise RuntimeError("no ink")

    monkeypatch.setattr("reports.booklet.tasks.print_html", broken)
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


@pytest.mark.parametrize(
    "lost", [{"role": Role.READER}, {"role": Role.PROVIDER}, {"may_see_names": False}]
)
def test_a_right_lost_while_the_document_is_made_closes_it(client, argentan, lost, monkeypatch):
    monkeypatch.setattr("reports.booklet.tasks.print_html", lambda *args, **kwargs: "")
    monkeypatch.setattr("reports.booklet.tasks.apart", lambda work, html: b"%PDF")
    user = UserFactory(role=Role.STAFF)
    rendering = asked(EditionFactory(commission=argentan), user)
    User.objects.filter(pk=user.pk).update(**lost)
    render_booklet.func(rendering.pk)
    # Another role has closed the session: one signs in again.
    user.refresh_from_db()
    client.force_login(user)
    for name in ("rendering", "download"):
        assert client.get(reverse(f"reports:{name}", args=[rendering.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_portraits_not_read_over_are_for_those_who_see_names(client, argentan, role):
    edition = EditionFactory(commission=argentan, programme_year=2020)
    agreement = AgreementFactory(commission=argentan, year=2019)
    story = CaseStoryFactory(agreement=agreement, name="Quenouille")
    CaseStoryBlockFactory(story=story)
    address = reverse("reports:booklet", args=[2020, "argentan"])
    told = []
    for may_see_names in (True, False):
        client.force_login(
            UserFactory(role=role, commissions=[argentan], may_see_names=may_see_names)
        )
        page = client.get(address).content.decode()
        assert agreement.action.title in page
        told.append("Quenouille" in page)
    assert told == [True, False]
    assert edition.status == "draft"
