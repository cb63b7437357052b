"""Until when a figure is known: by payer for stocks, by year for what belongs to one."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actions.models import Agreement
from beneficiaries.models import Decision
from reports.figures import DEPARTMENT, Scope, evaluate
from reports.figures.base import Status
from reports.figures.horizon import known_days, known_years, reference_day, stock_known
from reports.figures.months import household_trend, monthly_movements
from reports.figures.supplies import BY_MODEL, STOCK
from tests import factories as f

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = dt.date(2019, 10, 31), dt.date(2019, 11, 30)


def told(day, code="rsa.households", **asked):
    found = evaluate([code], Scope(year=day.year, on=day)).get(code, DEPARTMENT, **asked)
    return str(found.status), found.as_of, found.value


def stock(day, *payers):
    return f.ImportRunFactory(reference_date=day, payers=list(payers))


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (dt.date(2019, 9, 29), "not_loaded"),
        (dt.date(2019, 9, 30), "ok"),
        (dt.date(2019, 10, 15), "ok"),
        (NOVEMBER, "ok"),
        (dt.date(2019, 12, 1), "carried"),
        (dt.date(2020, 1, 14), "carried"),
        (dt.date(2020, 1, 15), "not_loaded"),
    ],
)
def test_a_stock_is_known_between_its_files_then_carried_forty_five_days(day, status):
    for loaded in (dt.date(2019, 9, 30), NOVEMBER):
        stock(loaded, "CAF")
    as_of = {"ok": None, "carried": NOVEMBER}
    assert told(day)[0] == status
    assert status == "not_loaded" or told(day)[1:] == (as_of[status], 0)


def test_how_long_a_stock_is_carried_is_a_setting(settings):
    stock(NOVEMBER, "CAF")
    settings.STOCK_CARRIED_DAYS = 1
    assert told(dt.date(2019, 12, 1)) == ("carried", NOVEMBER, 0)
    assert told(dt.date(2019, 12, 2)) == ("not_loaded", NOVEMBER, None)


def test_the_payer_least_up_to_date_decides():
    for day, payers in ((OCTOBER, ["CAF", "MSA"]), (NOVEMBER, ["CAF"])):
        stock(day, *payers)
    assert told(OCTOBER) == ("ok", None, 0)
    assert told(NOVEMBER) == ("carried", OCTOBER, 0)
    assert told(dt.date(2019, 12, 15)) == ("carried", OCTOBER, 0)
    assert told(dt.date(2019, 12, 16)) == ("not_loaded", OCTOBER, None)
    stock(NOVEMBER, "MSA")
    assert told(NOVEMBER) == ("ok", None, 0)


def test_a_payer_whose_files_begin_later_leaves_the_past_as_it_was():
    stock(OCTOBER, "CAF")
    stock(NOVEMBER, "CAF", "MSA")
    assert told(OCTOBER) == ("ok", None, 0)


def test_a_stock_taken_back_is_no_longer_known():
    run = stock(NOVEMBER, "CAF")
    assert told(NOVEMBER)[0] == "ok"
    run.is_stock = False
    run.save()
    assert told(NOVEMBER) == ("not_loaded", None, None)


def test_what_was_typed_goes_by_its_last_change():
    f.SituationFactory(starts_on="2019-01-01", ends_on="2019-10-31")
    f.SituationFactory(starts_on="2019-06-01")
    assert told(dt.date(2018, 12, 31))[0] == "not_loaded"
    assert told(dt.date(2019, 1, 1)) == ("ok", None, 1)
    assert told(OCTOBER) == ("ok", None, 1)
    assert told(dt.date(2019, 12, 15)) == ("carried", OCTOBER, 1)
    assert told(dt.date(2019, 12, 16)) == ("not_loaded", OCTOBER, None)


def test_the_first_file_leaves_known_what_was_typed_before_it():
    f.SituationFactory(starts_on="2018-01-01")
    stock(OCTOBER, "CAF")
    assert told(dt.date(2017, 12, 31))[0] == "not_loaded"
    assert told(dt.date(2018, 11, 30)) == ("ok", None, 1)
    assert told(NOVEMBER) == ("carried", OCTOBER, 1)


@pytest.mark.parametrize("code", ["rsa.entries", "rsa.households.change"])
def test_a_movement_is_known_when_both_its_days_are(code):
    stock(dt.date(2018, 12, 1), "CAF")
    stock(NOVEMBER, "CAF")
    assert told(NOVEMBER, code)[0] == "not_loaded"
    stock(dt.date(2018, 11, 30), "CAF")
    assert told(NOVEMBER, code)[0] == "ok"


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("fund.count", lambda: f.AidFactory(decided_on=dt.date(2019, 3, 1))),
        ("decisions.total", lambda: f.DecisionFactory(sitting__held_on=dt.date(2019, 3, 1))),
        ("actions.measures", lambda: f.ParticipationFactory(agreement__year=2019)),
    ],
)
def test_a_year_without_a_row_is_not_loaded_and_one_with_rows_is(code, make):
    fund = f.FundFactory().code if code == "fund.count" else None
    assert told(NOVEMBER, code, subject=fund) == ("not_loaded", None, None)
    make()
    assert told(NOVEMBER, code, subject=fund)[0] == "ok"
    assert told(dt.date(2018, 11, 30), code, subject=fund)[0] == "not_loaded"


def test_what_was_agreed_does_not_wait_for_participations():
    agreement = f.AgreementFactory(year=2019, capacity=12)
    assert told(NOVEMBER, "action.capacity", subject=agreement.action.slug) == ("ok", None, 12)


def test_the_command_tells_the_status_and_gives_no_value_beyond():
    f.SituationFactory(starts_on="2019-06-01")
    written = StringIO()
    call_command("figures", year=2020, stdout=written)
    rows = [row for row in json.loads(written.getvalue()) if row["code"].startswith("rsa.house")]
    assert {row["status"] for row in rows} == {"not_loaded"}
    assert {row["as_of"] for row in rows} == {"2019-06-01"}
    empty = {row[name] for row in rows for name in ("value", "share", "numerator", "denominator")}
    assert empty == {None}
    assert {row["display"] for row in rows} == {"non chargé"}


def test_an_edition_is_not_frozen_on_a_stock_not_loaded():
    argentan = f.CommissionFactory(slug="argentan")
    f.SituationFactory(starts_on="2019-06-01", commune=f.CommuneFactory(commission=argentan))
    with pytest.raises(CommandError, match="Aucune donnée"):
        call_command("freeze_edition", year=2021, commission="argentan")


# --- referents -----------------------------------------------------------------------------


@pytest.fixture
def referent():
    body, commission = f.ReferentBodyFactory(), f.CommissionFactory()
    action = f.ActionFactory(slug="ccas", referent_body=body)
    for year in (2018, 2019, 2020):
        f.AgreementFactory(year=year, action=action, commission=commission)
    return {"body": body, "commission": commission}


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("contracts", lambda **of: f.EngagementContractFactory(signed_on="2019-12-31", **of)),
        ("interviews", lambda **of: f.InterviewFactory(held_on="2019-01-01", **of)),
    ],
)
def test_what_referents_do_is_not_loaded_in_a_year_that_tells_nothing_of_it(code, make, referent):
    make(**referent)

    def status(year):
        day = dt.date(year, 11, 30)
        return told(day, f"referent.{code}", subject="ccas")[0]

    assert [status(year) for year in (2018, 2019, 2020)] == ["not_loaded", "ok", "not_loaded"]


def test_supports_last_but_are_known_up_to_the_last_one_begun_or_ended(referent):
    f.SupportFactory(starts_on="2017-05-01", **referent)

    def seen(year):
        return told(dt.date(year, 11, 30), "referent.persons", subject="ccas")[::2]

    assert seen(2019) == ("not_loaded", None)
    f.SupportFactory(starts_on="2018-05-01", ends_on="2019-01-01", **referent)
    assert [seen(year) for year in (2018, 2019)] == [("ok", 2), ("ok", 2)]
    assert seen(2020) == ("not_loaded", None)


def test_contracts_of_no_year_leave_the_stock_of_those_with_one_known():
    f.SituationFactory(starts_on="2019-06-01")
    assert told(dt.date(2019, 6, 1), "pathway.with_contract.count")[0] == "ok"


# --- months --------------------------------------------------------------------------------


def series(on=dt.date(2019, 12, 31)):
    trend = household_trend(Scope(year=on.year, on=on), 6)
    return dict(zip([f"{day:%m}" for day in trend.days], trend.values["departement"], strict=True))


def test_a_trend_has_a_hole_where_the_month_of_no_payer_was_loaded():
    f.SituationFactory(starts_on="2019-09-30")
    for day in ((9, 30), (11, 30), (12, 31)):
        stock(dt.date(2019, *day), "CAF")
    assert series() == {"09": 1, "10": None, "11": 1, "12": 1}
    # What moved in October is dated of November's file: neither month is known.
    moves = monthly_movements(Scope(year=2019, on=dt.date(2019, 12, 31)))["departement"]
    assert moves["entries"] == [None, None, 0]
    # A day between two files is known all the same: what each household was is dated.
    assert stock_known(OCTOBER).status is Status.OK


def test_a_file_of_any_day_of_the_month_stands_for_it():
    f.SituationFactory(starts_on="2019-09-30")
    for day in ((9, 30), (10, 1), (11, 30)):
        stock(dt.date(2019, *day), "CAF")
    assert series() == {"09": 1, "10": 1, "11": 1}


def test_a_month_of_one_payer_alone_keeps_its_count():
    f.SituationFactory(starts_on="2019-09-30")
    for day, payers in (((9, 30), "CM"), ((10, 31), "C"), ((11, 30), "CM")):
        stock(dt.date(2019, *day), *({"C": "CAF", "M": "MSA"}[each] for each in payers))
    assert series() == {"09": 1, "10": 1, "11": 1}


def test_a_payer_lost_for_more_than_its_days_takes_the_months_away():
    f.SituationFactory(starts_on="2019-09-30")
    stock(dt.date(2019, 9, 30), "CAF", "MSA")
    for day in (OCTOBER, NOVEMBER, dt.date(2019, 12, 31)):
        stock(day, "CAF")
    # From 30 September, forty-five days end on 14 November.
    assert series() == {"09": 1, "10": 1, "11": None, "12": None}


def test_what_was_typed_has_no_month_missing():
    f.SituationFactory(starts_on="2019-09-30", ends_on="2019-12-31")
    assert series() == {"09": 1, "10": 1, "11": 1, "12": 0}


# --- what pages open on, and offer ---------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "day"),
    [
        ([], NOVEMBER),
        ([NOVEMBER], NOVEMBER),
        # Carried from the last file; too old, the page opens on that file's day.
        ([dt.date(2019, 10, 16)], NOVEMBER),
        ([dt.date(2019, 10, 15)], dt.date(2019, 10, 15)),
        ([dt.date(2019, 12, 31)], dt.date(2019, 12, 31)),
        ([dt.date(2018, 12, 31)], NOVEMBER),
        ([dt.date(2018, 10, 31), dt.date(2020, 1, 31)], NOVEMBER),
    ],
)
def test_a_year_opens_on_a_day_that_is_known(files, day):
    for loaded in files:
        stock(loaded, "CAF")
    assert reference_day(2019) == day


def test_a_payer_lost_leaves_the_year_open_on_the_last_day_of_all():
    stock(dt.date(2019, 6, 30), "CAF", "MSA")
    stock(dt.date(2019, 9, 30), "CAF")
    assert reference_day(2019) == dt.date(2019, 6, 30)


def test_years_offered_are_those_of_what_a_page_shows():
    assert known_years() == set()
    stock(dt.date(2016, 12, 31), "CAF")
    stock(dt.date(2018, 1, 31), "CAF")
    # Of 2016, only a day after the usual one is known: the year would open on nothing.
    assert known_years([STOCK], []) == {2017, 2018}
    f.DecisionFactory(sitting__held_on=dt.date(2021, 3, 1), household=None)
    f.AgreementFactory(year=2022)
    assert known_years([BY_MODEL[Decision]], []) == {2021}
    assert known_years([STOCK], [Agreement]) == {2017, 2018, 2022}
    assert known_years() == {2017, 2018, 2021, 2022}


def test_days_offered_end_with_the_stock_where_there_is_nothing_else():
    years = [2019, 2020]
    whole = dt.date(2019, 1, 1), dt.date(2020, 12, 31)
    assert known_days([STOCK], years) == whole
    stock(dt.date(2019, 3, 31), "CAF")
    stock(NOVEMBER, "CAF")
    assert known_days([STOCK], years) == (dt.date(2019, 3, 31), dt.date(2020, 1, 14))
    assert known_days([STOCK, *BY_MODEL.values()], years) == whole


@pytest.mark.parametrize(
    "day", [dt.date(1900, 1, 1), dt.date(2000, 2, 29), dt.date(2100, 12, 31), dt.date.max]
)
def test_days_of_another_century_are_not_loaded(day):
    assert stock_known(day).status is Status.NOT_LOADED
    stock(NOVEMBER, "CAF")
    assert stock_known(day).status is Status.NOT_LOADED


def test_a_leap_day_is_known_by_its_file():
    stock(dt.date(2020, 2, 29), "CAF")
    assert told(dt.date(2020, 2, 29))[0] == "ok"
    assert told(dt.date(2020, 2, 28))[0] == "not_loaded"
