"""Stock before + entries + arrivals − exits − departures = stock now, everywhere."""

import datetime as dt
import random

import pytest

from reports.figures import Scope, evaluate
from reports.figures.months import household_trend, month_ends, monthly_movements, moving_ends
from tests import factories as f
from tests.reports import cohort

pytestmark = pytest.mark.django_db
CODES = ["rsa.households", "rsa.entries", "rsa.exits", "rsa.moves_in", "rsa.moves_out"]
DAY = dt.date(2019, 11, 30)


def story(household, *steps):
    """Situations (first day, commune or None for a closed right), each until the next."""
    ends = [start for start, _ in steps[1:]] + [None]
    for (starts_on, commune), ends_on in zip(steps, ends, strict=True):
        f.SituationFactory(
            household=household,
            starts_on=starts_on,
            ends_on=ends_on,
            commune=commune or f.CommuneFactory(),
            right_state="2" if commune else "5",
            closing_reason="" if commune else "ECH",
        )


@pytest.fixture
def communes():
    cohort.loaded_monthly(dt.date(2017, 12, 31), dt.date(2019, 12, 31))
    argentan = f.CommissionFactory(slug="argentan")
    flers = f.CommissionFactory(slug="flers")
    canton = f.CantonFactory(code="6106")
    return [
        f.CommuneFactory(commission=argentan, canton=canton),
        f.CommuneFactory(commission=argentan, canton=canton),
        f.CommuneFactory(commission=flers, canton=canton),
    ]


def home():
    return f.HouseholdFactory(situation=None)


def test_moving_house_within_a_commission_is_no_movement_of_it(communes):
    story(home(), (dt.date(2018, 1, 1), communes[0]), (dt.date(2019, 3, 1), communes[1]))
    figures = evaluate(CODES, Scope(year=2019))
    assert [figures.get(code, "argentan").value for code in CODES] == [1, 0, 0, 0, 0]


def test_moving_to_another_commission_is_a_departure_and_an_arrival(communes):
    story(home(), (dt.date(2018, 1, 1), communes[0]), (dt.date(2019, 3, 1), communes[2]))
    figures = evaluate(CODES, Scope(year=2019))
    assert [figures.get(code, "argentan").value for code in CODES] == [0, 0, 0, 0, 1]
    assert [figures.get(code, "flers").value for code in CODES] == [1, 0, 0, 1, 0]
    assert [figures.get(code, "departement").value for code in CODES] == [1, 0, 0, 0, 0]


def test_exit_counts_under_the_reason_of_the_closed_situation(communes):
    story(home(), (dt.date(2018, 1, 1), communes[0]), (dt.date(2019, 3, 1), None))
    figures = evaluate(["rsa.exits.by_reason"], Scope(year=2019))
    assert figures.get("rsa.exits.by_reason", "argentan", group="ECH").value == 1


def test_exit_without_reason_is_unknown(communes):
    gone = home()
    f.SituationFactory(
        household=gone,
        starts_on=dt.date(2018, 1, 1),
        ends_on=dt.date(2019, 11, 30),
        commune=communes[0],
    )
    figures = evaluate(["rsa.exits.by_reason"], Scope(year=2019))
    assert figures.get("rsa.exits.by_reason", "argentan", group="unknown").value == 1


def random_stories(communes, seed):
    draw = random.Random(seed)
    for _ in range(80):
        days = sorted(draw.sample(range(900), draw.randrange(1, 6)))
        story(
            home(),
            *(
                (dt.date(2018, 1, 1) + dt.timedelta(days=day), draw.choice([None, *communes]))
                for day in days
            ),
        )


@pytest.mark.parametrize("seed", range(5))
def test_movements_balance_in_every_territory(communes, seed):
    random_stories(communes, seed)
    scope = Scope(year=2019, commission="argentan")
    now, before = evaluate(CODES, scope), evaluate(CODES, scope.previous())
    for territory in now.territories:
        stock, entries, exits, moves_in, moves_out = (
            now.get(code, territory.key).value for code in CODES
        )
        earlier = before.get("rsa.households", territory.key).value
        assert earlier + entries + moves_in - exits - moves_out == stock, territory.key


def test_trend_is_the_indicator_on_each_month_end(communes):
    random_stories(communes, 7)
    trend = household_trend(Scope(year=2019), months=12)
    for rank, day in enumerate(trend.days):
        figures = evaluate(["rsa.households"], Scope(year=day.year, on=day))
        for territory, values in trend.values.items():
            assert values[rank] == figures.get("rsa.households", territory).value


def test_monthly_movements_add_up_to_the_year(communes):
    random_stories(communes, 8)
    scope = Scope(year=2019)
    months = monthly_movements(scope)["departement"]
    figures = evaluate(CODES, scope)
    assert sum(months["entries"]) == figures.get("rsa.entries", "departement").value
    assert sum(months["exits"]) == figures.get("rsa.exits", "departement").value


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (dt.date(2018, 2, 28), ["2018-02"]),
        (dt.date(2018, 2, 27), []),
        (dt.date(2020, 6, 30), ["2019-10", "2019-11", "2019-12"]),
    ],
)
def test_a_month_of_movements_is_known_from_its_first_day_to_its_last(day, known):
    # January begins before the first file: all the stock would enter in it.
    cohort.loaded(dt.date(2018, 1, 15), dt.date(2019, 12, 31))
    ends = moving_ends(Scope(year=day.year, on=day), 3)
    assert [f"{end:%Y-%m}" for end in ends] == known


def test_no_month_is_known_before_anything_is_loaded():
    assert household_trend(Scope(year=2019)).days == []
    assert monthly_movements(Scope(year=2019)) == {}


def test_unfinished_month_is_cut():
    assert month_ends(dt.date(2019, 11, 29), 2) == [dt.date(2019, 9, 30), dt.date(2019, 10, 31)]
    assert month_ends(dt.date(2019, 11, 30), 1) == [dt.date(2019, 11, 30)]
