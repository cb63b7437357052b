"""A reject file sent again gives back the values first typed, whatever their kind."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.models import Participation
from beneficiaries.models import Decision
from plics.importing import values
from plics.importing.errors import Invalid
from plics.importing.reports import safe, typed
from tests.factories.actions import AgreementFactory
from tests.imports.files import bring, csv_file, refused, table, xlsx_file

DETAILS = [
    "-50 % pendant 3 mois", "@retour", "+33 6 12", "'-50", "''=1+1", "'citation'", "-12,5",
    "deux ; mots", 'un "mot"', "- ' =",
]  # fmt: skip
CELLS = st.text("'=+-@ab1,\t\n ", max_size=6)


@given(CELLS)
@example("'=1+1")
@example("-")
def test_what_is_made_safe_is_told_apart_again(text):
    assert typed(safe(text)) == text
    assert safe(text)[:1] not in ("=", "+", "@", "\t", "\r")


@pytest.mark.parametrize("cell", [12.5, 0.125, 12.345, 100 / 3, -0.5, 1e-7, 12.0, 1234.56])
@pytest.mark.parametrize("places", [2, 3])
def test_a_number_computed_by_a_spreadsheet_is_rounded_the_same_again(cell, places):
    parse = values.decimal(places=places, maximum=10_000, signed=True)
    assert parse(safe(cell)) == parse(cell)


def test_a_part_of_a_whole_number_stays_refused():
    for cell in (12.5, 12.3456, safe(12.3456), "12,3456000000"):
        with pytest.raises(Invalid, match="nombre entier"):
            values.integer()(cell)
    assert values.integer()("12,0") == 12


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("detail", DETAILS)
def test_a_decision_keeps_its_detail(tmp_path, detail):
    row = {"commission": "argentan", "date_seance": "2019-03-14", "decision": "suspensionX",
           "precision": detail}  # fmt: skip
    report = bring("decisions", csv_file(tmp_path, [row]))
    corrected = report.rejects_path.read_text(encoding="utf-8-sig").replace("onX", "on", 1)
    report.rejects_path.write_text(corrected, encoding="utf-8-sig")
    assert not bring("decisions", report.rejects_path).errors
    assert Decision.objects.get().detail == detail


@pytest.mark.usefixtures("reference")
def test_a_file_that_is_no_reject_keeps_its_quotes(tmp_path):
    row = {"commission": "argentan", "date_seance": "2019-03-14", "decision": "suspension",
           "precision": "'-50"}  # fmt: skip
    bring("decisions", csv_file(tmp_path, [row]))
    assert Decision.objects.get().detail == "'-50"


@pytest.mark.usefixtures("reference")
def test_dates_and_numbers_of_a_workbook_come_back_as_they_were(tmp_path):
    agreement = AgreementFactory(year=2019)
    row = {
        "annee": 2019, "action": f"{agreement.action.slug}-x", "nom": "A", "prenom": "ANNE",
        "date_naissance": dt.date(1990, 1, 15), "date_entree": dt.datetime(2019, 2, 4, 14),
        "heures": 100 / 3, "etp": 0.125, "periodes_immersion": 2,
    }  # fmt: skip
    report = bring("participations", xlsx_file(tmp_path, table([row])))
    corrected = report.rejects_path.read_text(encoding="utf-8-sig").replace("-x;", ";", 1)
    report.rejects_path.write_text(corrected, encoding="utf-8-sig")
    assert not bring("participations", report.rejects_path).errors
    kept = Participation.objects.get()
    assert (kept.entered_on, kept.person.birth_date) == (dt.date(2019, 2, 4), dt.date(1990, 1, 15))
    assert (kept.hours, kept.full_time_equivalent, kept.immersions) == (
        Decimal("33.33"), Decimal("0.125"), 2,
    )  # fmt: skip


@pytest.mark.usefixtures("reference")
def test_a_hidden_number_is_asked_again(tmp_path):
    row = {"commission": "argentan", "date_seance": "2019-03-14", "decision": "suspensionX",
           "precision": "2 85 03 61 006 001 23"}  # fmt: skip
    report = bring("decisions", csv_file(tmp_path, [row]))
    corrected = report.rejects_path.read_text(encoding="utf-8-sig").replace("onX", "on", 1)
    report.rejects_path.write_text(corrected, encoding="utf-8-sig")
    assert refused(bring("decisions", report.rejects_path)) == [(2, "precision")]
