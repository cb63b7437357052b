"""Until when a figure is known: by payer for stocks, by year for what belongs to one."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.figures import DEPARTMENT, Scope, evaluate
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
