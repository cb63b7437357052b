"""All editions of a year in one go: followed, cancelled, a failing part named."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from plics.models import Role
from reports.booklet import render, tasks
from reports.booklet.services import request_all, request_pdf
from reports.models import Rendering
from tests.factories import CommissionFactory, EditionFactory, UserFactory

Status = Rendering.Status


@pytest.fixture
def staff(db):
    return UserFactory(role=Role.STAFF)


@pytest.fixture
def editions(db):
    made = [CommissionFactory(slug=slug, name=slug.title()) for slug in ("argentan", "flers")]
    return [EditionFactory(commission=each) for each in [*made, None]]


@pytest.fixture
def page(client, staff, editions):
    """Reads the page of the batch, asked for if it was not."""

    def page() -> str:
        client.force_login(staff)
        asked = client.post(reverse("reports:make_all", args=[2020]))
        return client.get(asked.url).content.decode()

    return page


def test_each_edition_of_the_year_is_asked_for_once(staff, editions):
    EditionFactory(commission=editions[0].commission, programme_year=2021)
    batch = request_all(2020, by=staff)
    found = Rendering.objects.filter(batch=batch)
    assert {each.edition for each in found} == set(editions)
    assert request_all(2020, by=staff) == batch and Rendering.objects.count() == 3


def test_a_batch_over_leaves_room_for_another(staff, editions):
    first = request_all(2020, by=staff)
    Rendering.objects.update(status=Status.CANCELLED)
    assert request_all(2020, by=staff) != first


def test_cancelling_spares_what_runs_and_what_was_asked_for_alone(client, staff, editions):
    alone = request_pdf(editions[0], by=staff)
    batch = request_all(2020, by=staff)
    running, *waiting = Rendering.objects.filter(batch=batch).order_by("pk")
    Rendering.objects.filter(pk=running.pk).update(status=Status.RUNNING)
    client.force_login(staff)
    client.post(reverse("reports:batch_cancel", args=[batch]))
    states = dict(Rendering.objects.values_list("pk", "status"))
    assert states == {
        alone.pk: Status.WAITING,
        running.pk: Status.RUNNING,
        **{each.pk: Status.CANCELLED for each in waiting},
    }
    tasks.render_booklet.func(waiting[0].pk)
    waiting[0].refresh_from_db()
    assert waiting[0].status == Status.CANCELLED


def test_the_page_reloads_until_nothing_is_left(page, client):
    assert 'http-equiv="refresh"' in page()
    batch = Rendering.objects.first().batch
    start = timezone.now()
    Rendering.objects.filter(batch=batch).update(
        status=Status.CANCELLED, started_at=start, ended_at=start + dt.timedelta(seconds=7)
    )
    over = client.get(reverse("reports:batch", args=[batch])).content.decode()
    assert 'http-equiv="refresh"' not in over and over.count("<td>7&nbsp;s</td>") == 3


def test_the_failing_part_is_named_and_the_last_good_document_stays(
    page, client, staff, editions, monkeypatch
):
    good = Rendering.objects.create(
        edition=editions[0], status=Status.DONE, requested_by=staff, file="renderings/1/1/plics.pdf"
    )
    batch = request_all(2020, by=staff)

    def broken(*args):
        raise RuntimeError("no ink")

    monkeypatch.setattr(render, "render_to_string", broken)
    failed = Rendering.objects.get(edition=editions[0], batch=batch)
    with pytest.raises(RuntimeError):
        tasks.render_booklet.func(failed.pk)
    failed.refresh_from_db()
    assert failed.status == Status.FAILED and failed.failure
    shown = page()
    assert failed.failure in shown
    assert reverse("reports:download", args=[good.pk]) in shown
    alone = client.get(reverse("reports:rendering", args=[failed.pk])).content.decode()
    assert failed.failure in alone


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.COORDINATOR, 403), (Role.READER, 403), (Role.PROVIDER, 403), (Role.STAFF, 302)],
)
def test_the_service_alone_asks_for_all_and_cancels(client, staff, editions, role, expected):
    batch = request_all(2020, by=staff)
    client.force_login(UserFactory(role=role, commissions=[editions[0].commission]))
    asked = client.post(reverse("reports:make_all", args=[2020]))
    cancelled = client.post(reverse("reports:batch_cancel", args=[batch]))
    assert (asked.status_code, cancelled.status_code) == (expected, expected)
    has_waiting = Rendering.objects.filter(status=Status.WAITING).exists()
    assert has_waiting == (expected == 403)


def test_a_year_without_editions_is_told(client, staff):
    client.force_login(staff)
    assert client.post(reverse("reports:make_all", args=[2031])).status_code == 404
