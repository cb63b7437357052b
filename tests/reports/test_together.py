"""All actions and all funds of a commission together, on rows counted by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from actions.enums import ExitGroup
from reports.figures import Scope, evaluate
from reports.figures.catalogue import together, together_funds
from reports.figures.publication import hidden
from reports.figures.standing import gap_told, standings
from tests import factories as f

YEAR = 2019
WHERE = ("argentan", "flers", "departement")


@pytest.fixture
def figures(db):
    """Argentan: two actions in places (10 and 5), one in full-time equivalents, one without a
    capacity; an amount is agreed for the first and the last."""
    argentan = f.CommissionFactory(slug="argentan", name="Argentan")
    f.CommissionFactory(slug="flers", name="Flers")
    places = f.CapacityUnitFactory(code="place")
    fte = f.CapacityUnitFactory(code="etp", is_full_time_equivalent=True)
    shared = {"commission": argentan, "year": YEAR}
    first = f.AgreementFactory(**shared, capacity=10, unit=places, amount=3000)
    second = f.AgreementFactory(**shared, capacity=5, unit=places)
    posts = f.AgreementFactory(**shared, capacity=2, unit=fte)
    open_to_all = f.AgreementFactory(**shared, capacity=None, unit=None, amount=1000)
    outcomes = {group: f.ExitOutcomeFactory(group=group) for group in ExitGroup.values}

    def came(agreement, count, **more):
        for _ in range(count):
            f.ParticipationFactory(
                agreement=agreement, **{"entered_on": dt.date(YEAR, 2, 1)} | more
            )

    def left(group, **more):
        return {"outcome": outcomes[group], "exited_on": dt.date(YEAR, 11, 30)} | more

    came(first, 4)
    # There before the year: present, not entered.
    came(first, 1, entered_on=dt.date(YEAR - 1, 12, 31))
    came(first, 2, **left("durable"))
    came(second, 3, **left("transition"))
    came(second, 1, **left("positive"))
    came(second, 1, **left("autre", is_dropout=True))
    came(posts, 2, **left("durable", is_excluded_from_rate=True, exclusion_reason="maladie"))
    came(posts, 1, **left("autre"))
    came(open_to_all, 3)
    return evaluate(
        [each.code for each in (*together.INDICATORS, *together_funds.INDICATORS)], Scope(year=YEAR)
    )


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("actions.entries.in_places", 11),
        # Whoever leaves that day is still there.
        ("actions.present.on_day.in_places", 12),
        ("actions.capacity.places", 15),
        ("actions.filling", Decimal(1100) / 15),
        ("actions.occupancy.on_day", Decimal(80)),
        ("actions.present.funded", 10),
        ("actions.amount", 4000),
        ("actions.cost", 400),
        ("actions.exits", 10),
        ("actions.exits.counted", 8),
        ("actions.dynamic_exits.counted", 6),
        ("actions.dynamic_exits.rate", Decimal(75)),
        ("actions.exits.to_work", 5),
        ("actions.exits.to_work.rate", Decimal("62.5")),
        ("actions.dropouts.rate", Decimal(10)),
    ],
)
def test_all_actions_are_counted_as_one(figures, code, value):
    assert figures.get(code, "argentan").value == value
    assert figures.get(code, "departement").value == value


def test_a_commission_without_anything_has_no_rate(figures):
    for code in ("actions.filling", "actions.cost", "actions.dynamic_exits.rate", "aids.rate"):
        assert figures.get(code, "flers").value is None


# --- ranks -----------------------------------------------------------------------------


@pytest.fixture
def rates(figures):
    shown = figures.get("actions.dynamic_exits.rate", "argentan")

    def rates(*values):
        return [shown._replace(value=value) for value in values]

    return rates


def told(found):
    return [each and (each.told.replace("\u00a0", " "), each.gap) for each in found]


def test_ranks_go_down_from_the_highest_and_ties_share_theirs(rates):
    found = standings(rates(Decimal(50), Decimal("60.4"), Decimal("59.5"), Decimal(40)))
    assert told(found) == [("3e", -5), ("1er ex æquo", 5), ("1er ex æquo", 5), ("4e", -15)]


def test_what_is_unknown_is_not_ranked_and_weighs_nothing(rates):
    assert told(standings(rates(Decimal(50), None, Decimal(53), None))) == [
        ("2e", Decimal("-1.5")), None, ("1er", Decimal("1.5")), None,
    ]  # fmt: skip
    assert standings(rates(Decimal(50), None)) == [None, None]
    assert standings(rates(None, None)) == [None, None]


def test_where_one_is_hidden_nobody_is_ranked(rates):
    """Neither from which side it is nor the median, of which it may be a half."""
    first, second, third = rates(Decimal(50), Decimal(60), Decimal(70))
    assert standings([first, second, hidden(third)]) == [None, None, None]


def test_a_gap_is_told_in_the_unit_of_its_figure(figures, rates):
    (rate,) = rates(Decimal(50))
    assert gap_told(rate, Decimal("1.5")) == "+1,5\u00a0point"
    assert gap_told(rate, Decimal(-2)) == "\u22122\u00a0points"
    cost = figures.get("actions.cost", "argentan")
    assert gap_told(cost, Decimal(1250)) == "+1\u202f250\u00a0€"
    assert gap_told(figures.get("actions.exits", "argentan"), Decimal(0)) == "0"


def test_an_action_costs_by_those_of_the_agreements_that_bear_an_amount(db):
    """Two present for 1,000 € at Argentan, three of an agreement without amount at Flers."""
    argentan, flers = (f.CommissionFactory(slug=slug) for slug in ("argentan", "flers"))
    action = f.ActionFactory(slug="atelier")
    shared = {"action": action, "year": YEAR}
    paid = f.AgreementFactory(**shared, commission=argentan, amount=1000)
    free = f.AgreementFactory(**shared, commission=flers, amount=None)
    f.ParticipationFactory.create_batch(2, agreement=paid, entered_on=dt.date(YEAR, 2, 1))
    f.ParticipationFactory.create_batch(3, agreement=free, entered_on=dt.date(YEAR, 2, 1))
    found = evaluate(["action.cost"], Scope(year=YEAR))
    costs = [found.get("action.cost", place, "atelier").value for place in WHERE]
    assert costs == [Decimal(500), None, Decimal(500)]
