"""What was given before is known: who compares two releases finds no more than in each."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beneficiaries.models import HouseholdSituation
from reports.editions.freezing import edition_of, figures_for, freeze
from reports.figures import DEPARTMENT, Scope
from reports.figures.guard import protected as guard
from reports.figures.guard import releases
from reports.figures.guard.cells import Cell
from reports.figures.guard.protected import protected
from reports.figures.guard.releases import Released, cells_from
from reports.figures.publication import Reader, is_hidden
from reports.models import Release
from tests import factories as f
from tests.reports import cohort

PLACES = ("alencon", "argentan", "flers")
THRESHOLD = 3


def at(place):
    return Cell(2019, "decisions.total", place)


def table(*counts):
    return {at(place): n for place, n in zip(PLACES, counts, strict=True)} | {
        at(DEPARTMENT): sum(counts)
    }


def given_in_turn(*tables, threshold=THRESHOLD):
    """What is hidden of each table, by who remembers those given before it."""
    found = []
    for rank, values in enumerate(tables):
        before = Released()
        for former, hidden in zip(tables[:rank], found, strict=True):
            before.add(former, hidden, values)
        answer = before.hidden_of(values, threshold)
        assert not answer.exposed
        found.append(answer.cells)
    return found


# --- by somebody who tries every table ------------------------------------------------------


def possible(tables, found, most):
    """Every count that each hidden place may have, for who knows which have not moved."""
    unknown, names = {}, []
    for rank, (values, hidden) in enumerate(zip(tables, found, strict=True)):
        for place in PLACES:
            cell = at(place)
            if cell in hidden:
                same = rank and cell in found[rank - 1] and tables[rank - 1][cell] == values[cell]
                unknown[rank, place] = unknown[rank - 1, place] if same else len(names)
                if not same:
                    names.append((rank, place))
    could = {name: set() for name in names}
    for guess in itertools.product(range(1, most + 1), repeat=len(names)):
        if all(
            at(DEPARTMENT) in hidden
            or values[at(DEPARTMENT)]
            == sum(
                guess[unknown[rank, place]] if at(place) in hidden else values[at(place)]
                for place in PLACES
            )
            for rank, (values, hidden) in enumerate(zip(tables, found, strict=True))
        ):
            for name, value in zip(names, guess, strict=True):
                could[name].add(value)
    return could


def check(*tables):
    found = given_in_turn(*tables)
    for (rank, place), values in possible(tables, found, most=8).items():
        told = f"{place} of {tables}, {found}"
        assert len(values) > 1, told
        if tables[rank][at(place)] < THRESHOLD:
            assert max(values) >= THRESHOLD, told
    return found


counts = st.integers(0, 6)
tables = st.tuples(counts, counts, counts)


@settings(max_examples=60)
@given(first=tables, moved=st.sampled_from(range(3)), by=st.integers(-6, 6))
def test_whichever_count_moves_both_releases_together_tell_no_more(first, moved, by):
    second = [max(0, n + by) if rank == moved else n for rank, n in enumerate(first)]
    check(table(*first), table(*second))


@settings(max_examples=30)
@given(first=tables, second=tables)
def test_when_everything_moves_neither(first, second):
    check(table(*first), table(*second))


def test_a_total_that_moved_by_a_count_now_small_goes_with_it():
    """Five become two: the total less by three would say so to whoever has both."""
    first, second = check(table(5, 6, 4), table(2, 6, 4))
    assert first == frozenset()
    assert second == {at("alencon"), at(DEPARTMENT)}


def test_without_the_release_before_the_total_would_be_shown_and_another_place_hidden():
    [alone] = given_in_turn(table(2, 6, 4))
    assert at(DEPARTMENT) not in alone and len(alone) == 2


def test_what_hid_a_small_count_stays_hidden_when_it_moves():
    """Argentan hides Alençon; shown once it is one more, it would give Alençon with the total."""
    first = frozenset({at("alencon"), at("argentan")})
    before = Released()
    before.add(table(2, 5, 4), first, table(2, 6, 4))
    found = before.hidden_of(table(2, 6, 4), THRESHOLD)
    assert not found.exposed
    assert found.cells == first


def test_nothing_more_is_hidden_while_nothing_moves():
    first, second = check(table(2, 5, 4), table(2, 5, 4))
    assert first == second


def test_what_was_shown_and_has_not_moved_is_not_hidden_afterwards():
    """A place may hide another only if nobody had it: here the total goes, not Flers."""
    before = Released()
    before.add(table(5, 6, 4), frozenset(), table(2, 6, 4))
    assert {at("argentan"), at("flers")} <= before.known
    assert before.hidden_of(table(2, 6, 4), THRESHOLD).cells == {at("alencon"), at(DEPARTMENT)}


def test_a_release_of_which_nothing_moved_adds_no_count_to_what_is_solved():
    hidden = frozenset({at("alencon"), at("argentan")})
    before = Released()
    before.add(table(2, 5, 4), hidden, table(2, 5, 4))
    assert before.values == {} and before.unmoved == []
    assert before.hidden == hidden and before.known == {at("flers"), at(DEPARTMENT)}
    assert before.hidden_of(table(2, 5, 4), THRESHOLD).cells == hidden


# --- booklets -------------------------------------------------------------------------------

DAY = dt.date(2019, 11, 30)


@pytest.fixture
def published(db):
    """The booklet of Argentan, validated."""
    cohort.build()
    edition = edition_of(2020, "argentan")
    freeze(edition)
    return edition


def read_by(reader, edition):
    """Each figure of a booklet, and whether it is hidden."""
    return {
        (part.scope.year, each.code, each.territory, each.subject, each.group): is_hidden(each)
        for part in figures_for(edition, reader=reader)
        for each in part
    }


def one_household_more():
    commune = HouseholdSituation.objects.on(DAY).first().commune
    f.SituationFactory(commune=commune, starts_on=dt.date(2019, 1, 1))


def test_a_booklet_is_released_once_somebody_reads_it(published):
    read_by(None, published)
    assert not Release.objects.exists()
    for _ in range(2):
        read_by(Reader(), published)
    release = Release.objects.get(day=DAY)
    assert release.knowing == ""
    assert any(cell.code == "rsa.households" for cell in cells_from(release.hidden))


def test_a_published_booklet_hides_the_same_whatever_moves_after(published):
    first = read_by(Reader(), published)
    for _ in range(2):
        one_household_more()
        protected(Scope(year=2019))
        assert read_by(Reader(), published) == first


def test_a_booklet_that_was_given_waits_for_nothing_when_data_move(published, monkeypatch):
    first = read_by(Reader(), published)
    one_household_more()
    monkeypatch.setattr(guard, "QUICK", 0)
    monkeypatch.setattr(guard, "_state", lambda year: "another")
    assert read_by(Reader(is_awaited=False), published) == first


def test_a_booklet_first_read_after_its_data_moved_is_protected_beside_those_of_today(
    published, monkeypatch
):
    one_household_more()
    protected(Scope(year=2019))
    asked = spied(monkeypatch)
    read_by(Reader(), published)
    assert any(told["unmoved"] for told in asked)


def test_what_a_booklet_told_is_held_with_the_figures_of_today(published, monkeypatch):
    read_by(Reader(), published)
    one_household_more()
    asked = spied(monkeypatch)
    protected(Scope(year=2019))
    assert any(told["unmoved"] for told in asked)


def test_a_coordinator_is_held_to_what_she_was_given_not_to_what_readers_were(published):
    read_by(Reader(), published)
    assert releases.released(DAY, (), {}).values
    assert not releases.released(DAY, ("argentan",), {}).values


def test_only_the_latest_releases_are_held_together(db, monkeypatch):
    monkeypatch.setattr(releases, "REMEMBERED", 2)
    for rank in range(3):
        Release.objects.create(
            day=DAY,
            digest=str(rank),
            values=releases.packed_values({at("alencon"): rank}),
            hidden=releases.packed([]),
        )
    assert sorted(releases.released(DAY, (), {}).values.values()) == [1, 2]


def spied(monkeypatch) -> list[dict]:
    """What the solver is told from now on, besides counts and threshold."""
    asked, hide = [], releases.hide

    def spy(values, threshold, **told):
        asked.append(told)
        return hide(values, threshold, **told)

    monkeypatch.setattr(releases, "hide", spy)
    return asked
