"""While figures are being protected, a page says so at once; the work is queued once."""

import pytest

from beneficiaries.models import Commission
from reports.editions import preparing
from reports.figures import Scope
from reports.figures.guard import protected as guard
from tests.reports import cohort


@pytest.fixture
def people(db):
    cohort.build()


@pytest.fixture
def moved(people, monkeypatch):
    """A set was stored, of much to hide; then something changed."""
    guard.protected(Scope(year=2019))
    monkeypatch.setattr(guard, "QUICK", 0)
    monkeypatch.setattr(guard, "_state", lambda year: "another")


def test_what_is_being_protected_is_not_counted_by_the_page(moved, monkeypatch):
    monkeypatch.setattr(guard, "_figures", None)
    with pytest.raises(guard.NotReady):
        guard.protected(Scope(year=2019), is_awaited=False)


def test_the_worker_finds_that_nothing_moved_and_pages_are_back(moved):
    found = guard.protected(Scope(year=2019))
    assert guard.protected(Scope(year=2019), is_awaited=False) == found


@pytest.mark.parametrize(("rows", "is_waiting"), [(0, True), (10**9, False)])
def test_a_first_set_is_waited_for_where_there_is_little(people, monkeypatch, rows, is_waiting):
    monkeypatch.setattr(guard, "_state", lambda year: "first")
    monkeypatch.setattr(guard, "FEW_ROWS", rows)
    if is_waiting:
        with pytest.raises(guard.NotReady):
            guard.protected(Scope(year=2019), is_awaited=False)
    else:
        assert guard.protected(Scope(year=2019), is_awaited=False)


def test_the_same_work_is_queued_once(people, monkeypatch):
    queued = []
    monkeypatch.setattr(preparing, "is_awaited", lambda task, *asked: asked in queued)
    monkeypatch.setattr(
        preparing, "protect", type("Task", (), {"enqueue": lambda self, *a: queued.append(a)})()
    )
    for knowing in [(), (), ("argentan",), ("argentan",)]:
        preparing.protect_soon(guard.NotReady(Scope(year=2019), knowing))
    argentan = Commission.objects.get(slug="argentan").pk
    assert queued == [(2019, 11, 30), (2019, 11, 30, argentan)]
