"""Ten prints asked at once keep nobody else waiting."""

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from reports.booklet import tasks
from reports.booklet.services import request_pdf
from reports.editions.preparing import protect_all
from reports.models import Rendering
from tests.factories import UserFactory
from tests.factories.reports import EditionFactory


@pytest.fixture
def done(transactional_db, monkeypatch) -> list[str]:
    """What a worker did, in turn: nothing is drawn."""
    turns: list[str] = []

    def print_html(edition, reader):
        turns.append(edition.place)
        return ""

    monkeypatch.setattr(tasks, "print_html", print_html)
    monkeypatch.setattr(tasks, "apart", lambda *args: b"")
    monkeypatch.setattr(
        "reports.editions.preparing.known_years", lambda: turns.append("else") or ()
    )
    return turns


def edition(name: str):
    return EditionFactory(commission__name=name, commission__slug=name)


def test_other_work_goes_first_then_one_print_of_each(done):
    hasty, other = UserFactory(), UserFactory()
    for name in ("first", "second", "third"):
        request_pdf(edition(name), by=hasty)
    request_pdf(edition("of-another"), by=other)
    protect_all.enqueue()
    call_command("worker", batch=True)
    assert done == ["else", "first", "of-another", "second", "third"]


def test_a_print_under_way_ends_and_what_came_meanwhile_is_next(done, monkeypatch):
    monkeypatch.setattr(tasks, "apart", lambda *args: protect_all.enqueue() and b"")
    for name in ("first", "second"):
        request_pdf(edition(name), by=UserFactory())
    call_command("worker", max_tasks=3)
    assert done == ["first", "else", "second"]


def test_the_hundred_and_first_print_is_queued_with_the_last(db):
    user, waiting = UserFactory(), edition("first")
    Rendering.objects.bulk_create(
        [Rendering(edition=waiting, requested_by=user) for _ in range(120)]
    )
    request_pdf(edition("second"), by=user)
    assert DBTaskResult.objects.get().priority == -100
