"""Point in time: every figure at each date is the recount of that month's file."""

import datetime as dt
from pathlib import Path

import pytest

from beneficiaries.models import Household, HouseholdSituation, Membership
from reports.figures import Scope, evaluate
from tests.imports.files import (
    NOVEMBER,
    bring,
    cnaf_xml,
    csv_text,
    dossier,
    ods_file,
    stock,
    table,
    written,
    xlsx_file,
)
from tests.imports.recount import recount
from tests.imports.scenario import MONTHS, monthly_stocks

pytestmark = pytest.mark.usefixtures("reference")
CODES = [
    "rsa.households", "rsa.households.by_family", "rsa.households.by_seniority", "rsa.persons",
    "rsa.persons.by_role", "rsa.adults", "rsa.adults.by_sex", "rsa.adults.by_age",
]  # fmt: skip


def flat(households: list[list[dict]]) -> list[dict]:
    return [row for rows in households for row in rows]


def figures(day: dt.date) -> dict:
    """Every figure that is not zero, by (code, territory, group)."""
    results = evaluate(CODES, Scope(year=day.year, on=day))
    found = {}
    for territory in (each.key for each in results.territories):
        for code in CODES:
            grouped = results.groups(code, territory) if ".by_" in code else []
            for result in grouped or [results.get(code, territory)]:
                found[code, territory, result.group] = result.value
    return {key: value for key, value in found.items() if value}


def rows_of_the_base() -> tuple:
    """All that a stock leaves, without the keys it happens to get."""
    return (
        sorted(Household.objects.values_list("number", "matricule_fingerprint")),
        sorted(
            HouseholdSituation.objects.values_list(
                "household__number", "starts_on", "ends_on", "right_state", "commune__insee_code",
                "family_situation", "applied_on", "rsa_type", "organisation",
            ),
            key=str,
        ),
        sorted(
            Membership.objects.values_list(
                "household__number", "person__last_name", "person__first_name",
                "person__birth_date", "person__sex", "role", "has_rights_and_duties",
                "starts_on", "ends_on",
            ),
            key=str,
        ),
    )  # fmt: skip


def check(months: dict) -> None:
    for day, households in months.items():
        assert figures(day) == dict(recount(households, day)), f"au {day}"


def test_every_figure_at_each_date_is_a_recount_of_its_file(tmp_path):
    months = monthly_stocks()
    loaded = {}
    for day, households in months.items():
        assert not stock(tmp_path, flat(households), day).errors
        loaded[day] = households
        check(loaded)
    assert HouseholdSituation.objects.filter(ends_on=None).count() == len(months[MONTHS[-1]])


def test_between_two_files_the_state_is_that_of_the_earlier_one(tmp_path):
    months = monthly_stocks()
    for day, households in months.items():
        stock(tmp_path, flat(households), day)
    middle = NOVEMBER + dt.timedelta(days=17)
    assert figures(middle) == dict(recount(months[NOVEMBER], middle))


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (0, 2, 1), (1, 2, 0, 1, 0, 2)])
def test_the_order_of_loading_does_not_matter(tmp_path, order):
    months = monthly_stocks()
    for rank in order:
        day = MONTHS[rank]
        assert not stock(tmp_path, flat(months[day]), day, force=True).errors
    check(months)


def test_correcting_a_month_changes_that_month_only(tmp_path):
    months = monthly_stocks()
    for day, households in months.items():
        stock(tmp_path, flat(households), day)
    months[NOVEMBER] = monthly_stocks(seed=62)[NOVEMBER]
    assert not stock(tmp_path, flat(months[NOVEMBER]), NOVEMBER, force=True).errors
    check(months)


def make_csv(folder: Path, households: list[list[dict]], day: dt.date) -> tuple[str, Path]:
    return "beneficiaires", written(folder, csv_text(flat(households), delimiter="\t"))


def make_xlsx(folder: Path, households: list[list[dict]], day: dt.date) -> tuple[str, Path]:
    return "beneficiaires", xlsx_file(folder, table(typed(flat(households))))


def make_ods(folder: Path, households: list[list[dict]], day: dt.date) -> tuple[str, Path]:
    return "beneficiaires", ods_file(folder, table(typed(flat(households))))


def make_xml(folder: Path, households: list[list[dict]], day: dt.date) -> tuple[str, Path]:
    content = cnaf_xml([dossier(rows) for rows in households], day)
    return "cnaf", written(folder, content, "flux.xml")


def typed(rows: list[dict]) -> list[dict]:
    """Real dates, and codes as numbers that lost their zeros, as a spreadsheet keeps them."""
    return [
        row
        | {
            "date_naissance": dt.date.fromisoformat(row["date_naissance"]),
            "numero_demande": int(row["numero_demande"]),
            "code_commune": int(row["code_commune"]),
        }
        for row in rows
    ]


def test_csv_xlsx_ods_and_cnaf_leave_the_same_rows_and_figures(tmp_path):
    months = monthly_stocks()
    bases = []
    for make in (make_csv, make_xlsx, make_ods, make_xml):
        Household.objects.all().delete()
        for day, households in months.items():
            kind, path = make(tmp_path, households, day)
            assert not bring(kind, path, day, force=True).errors
        bases.append(rows_of_the_base())
        check(months)
    assert bases[0][1], "the comparison is not of nothing"
    assert all(base == bases[0] for base in bases)
