"""What stands under a day is counted to that day, the year before to the same day."""

import dataclasses
import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command

from reports.figures import Scope, evaluate
from reports.figures.catalogue import RELEASED, TO_DATE, is_internal
from reports.figures.guard.cells import Cell
from reports.figures.guard.protected import Protected
from reports.figures.publication import is_hidden, masked
from tests import factories as f
from tests.reports import cohort

EVENT = dt.date(2019, 3, 31)
DAYS = [EVENT - dt.timedelta(days=1), EVENT, EVENT + dt.timedelta(days=1)]
HERE = "argentan"


@pytest.fixture
def events(db):
    """One thing of each kind, on 31 March."""
    f.DepartmentFactory()
    argentan = f.CommissionFactory(slug=HERE)
    commune = f.CommuneFactory(commission=argentan)
    cohort.loaded(dt.date(2018, 12, 31), dt.date(2019, 12, 31))
    fund = f.FundFactory(code="fsl")
    f.FundBudgetFactory(fund=fund, commission=argentan, voted=1000)
    shared = {"fund": fund, "commune": commune, "decided_on": EVENT}
    f.AidFactory(**shared, amount_requested=300, amount_granted=300)
    f.AidFactory(**shared, decision="refus", amount_granted=None)
    f.DecisionFactory(
        sitting=f.SittingFactory(commission=argentan, held_on=EVENT),
        type=f.DecisionTypeFactory(code="cer_valide"),
        household=None,
    )
    agreement = f.AgreementFactory(
        action=f.ActionFactory(slug="bus"),
        commission=argentan,
        capacity=4,
        # Exits of the year stop here: those to a day do not.
        reference_date=dt.date(2019, 2, 1),
    )
    period = {"agreement": agreement, "starts_on": dt.date(2019, 1, 1)}
    f.SessionFactory(**period, ends_on=EVENT, places=7)
    f.SessionFactory(agreement=agreement, starts_on=DAYS[2], ends_on=dt.date(2019, 6, 30), places=5)
    f.ParticipationFactory(agreement=agreement, entered_on=EVENT)
    f.ParticipationFactory(
        agreement=agreement,
        entered_on=dt.date(2019, 1, 1),
        exited_on=EVENT,
        outcome=f.ExitOutcomeFactory(code="emploi_durable", group="durable"),
    )


# code, subject, group, then the value on the eve, on the day and on the morrow
EXPECTED = [
    ("fund.requests.to_date", "fsl", None, 0, 2, 2),
    ("fund.refusals.to_date", "fsl", None, 0, 1, 1),
    ("fund.count.to_date", "fsl", None, 0, 1, 1),
    ("fund.amount.to_date", "fsl", None, 0, 300, 300),
    ("fund.remaining.to_date", "fsl", None, 1000, 700, 700),
    ("decisions.total.to_date", None, None, 0, 1, 1),
    ("decisions.by_type.to_date", None, "cer_valide", 0, 1, 1),
    ("decisions.by_sitting.to_date", None, "2019-03-31", None, 1, 1),
    ("sittings.count.to_date", None, None, 0, 1, 1),
    ("action.entries.to_date", "bus", None, 1, 2, 2),
    ("action.exits.to_date", "bus", None, 0, 1, 1),
    ("action.exits.by_outcome.to_date", "bus", "emploi_durable", 0, 1, 1),
    # Whoever leaves is there until the evening: the place is free on the morrow.
    ("action.present.on_day", "bus", None, 1, 2, 1),
    ("action.occupancy.on_day", "bus", None, 25, 50, 25),
    ("action.places_left.on_day", "bus", None, 3, 2, 3),
    # A session of 7 places ends on the day; the next, of 5, begins on the morrow.
    ("action.places.on_day", "bus", None, 7, 7, 5),
    ("action.places_free.on_day", "bus", None, 6, 5, 4),
    ("action.present.to_date", "bus", None, 1, 2, 2),
]


@pytest.mark.parametrize(
    ("code", "subject", "group", "eve", "day", "morrow"),
    EXPECTED,
    ids=[row[0] for row in EXPECTED],
)
def test_it_counts_from_the_day_it_happened(events, code, subject, group, eve, day, morrow):
    found = [
        evaluate([code], Scope(year=2019, on=on)).get(code, HERE, subject, group).value
        for on in DAYS
    ]
    assert found == [eve, day, morrow]


@pytest.mark.parametrize("on", DAYS)
def test_the_figures_of_the_year_do_not_move_with_the_day(events, on):
    codes = ["fund.amount", "decisions.total", "action.entries", "action.exits"]
    figures = evaluate(codes, Scope(year=2019, on=on))
    assert figures.get("fund.amount", HERE, "fsl").value == 300
    assert figures.get("decisions.total", HERE).value == 1
    assert figures.get("action.entries", HERE, "bus").value == 2
    # To the date of the agreement.
    assert figures.get("action.exits", HERE, "bus").value == 0


def test_on_the_last_day_of_the_year_both_are_the_same(events):
    # Exits of a year stop at the day that each agreement says.
    codes = [code for code in TO_DATE if not code.startswith(("action.", "actions."))]
    figures = evaluate(
        [*codes, *map(TO_DATE.get, codes)], Scope(year=2019, on=dt.date(2019, 12, 31))
    )
    for result in [each for each in figures if each.code in codes]:
        twin = figures.get(TO_DATE[result.code], result.territory, result.subject, result.group)
        assert twin.value == result.value, result.code


# --- readers ---------------------------------------------------------------------------


@pytest.mark.same_on_any_database
def test_a_reader_gets_no_count_to_a_day(events, capsys):
    """The year less what was counted to a day would be what one person did since."""
    call_command("figures", year=2019, public=True)
    codes = {row["code"] for row in json.loads(capsys.readouterr().out)}
    assert codes <= set(RELEASED)
    assert "fund.count" in codes
    assert "fund.count.to_date" not in codes
    with pytest.raises(CommandError, match=r"Réservé.*fund\.count\.to_date"):
        call_command("figures", year=2019, public=True, code=["fund.count.to_date"])


def test_a_rate_to_a_day_is_internal_like_its_parts(db):
    assert is_internal("fund.grant_rate.to_date")
    assert is_internal("fund.projection")
    assert not is_internal("fund.grant_rate")
    assert not is_internal("action.occupancy.on_day")


def test_should_a_count_to_a_day_reach_a_reader_it_is_hidden(events):
    from reports.figures.publication import Reader

    figures = Reader().seen(evaluate(["fund.count.to_date"], Scope(year=2019)))
    assert all(map(is_hidden, figures))


def test_a_rate_worked_out_of_fte_is_hidden_with_those_who_worked_them(db):
    """A page shows the rate alone: neither the FTE agreed nor those who are present."""
    cohort.build()
    figures = evaluate(["action.occupancy"], Scope(year=2019))
    present = Cell(2019, "action.present", HERE, "atelier")
    guard = Protected(cells=frozenset({present}), threshold=5, digest="")
    assert is_hidden(masked(figures, guard).get("action.occupancy", HERE, "atelier"))
    entries = dataclasses.replace(guard, cells=frozenset({present._replace(code="action.entries")}))
    assert not is_hidden(masked(figures, entries).get("action.occupancy", HERE, "atelier"))
