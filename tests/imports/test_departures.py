"""A household that left the département: its right is closed wherever it lives now."""

import pytest

from beneficiaries.models import Household, HouseholdSituation
from tests.imports.files import (
    NOVEMBER,
    OCTOBER,
    bring,
    cnaf_xml,
    dossier,
    messages,
    person,
    refused,
    stock,
    written,
)

pytestmark = pytest.mark.usefixtures("reference")
LE_MANS, CORSICA, ABROAD = "72181", "2A004", ""


def flux(folder, rows: list[dict], day, **options):
    content = cnaf_xml([dossier([row]) for row in rows], day)
    reason = "<ETATDOSRSA>5</ETATDOSRSA></EtatDossierRSA>"
    content = content.replace(reason, f"{reason}<FinDroit><MOTICLORSA>MUT</MOTICLORSA></FinDroit>")
    return bring("cnaf", written(folder, content, "flux.xml"), **options)


def right_of(number: int) -> tuple[str, str]:
    """The state of the right in November, and the commune."""
    rows = HouseholdSituation.objects.on(NOVEMBER).filter(household__number=f"{number:011}")
    return rows.values_list("right_state", "commune__insee_code").get()


@pytest.mark.parametrize("load", [stock, flux])
@pytest.mark.parametrize("place", [LE_MANS, CORSICA, ABROAD])
def test_a_right_that_ended_is_closed_wherever_the_household_lives(tmp_path, load, place):
    load(tmp_path, [person(1), person(2)], OCTOBER)
    report = load(tmp_path, [person(1), person(2, etat_droit="5", code_commune=place)], NOVEMBER)
    assert not report.errors
    assert right_of(2) == ("5", "61006")


def test_the_reason_of_the_closing_is_kept(tmp_path):
    flux(tmp_path, [person(1), person(2)], OCTOBER)
    flux(tmp_path, [person(1), person(2, etat_droit="5", code_commune=LE_MANS)], NOVEMBER)
    assert HouseholdSituation.objects.on(NOVEMBER).get(right_state="5").closing_reason == "MUT"


@pytest.mark.parametrize("load", [stock, flux])
@pytest.mark.parametrize("place", [LE_MANS, CORSICA, ABROAD])
def test_an_open_right_elsewhere_is_refused_and_stays_as_it_was(tmp_path, load, place):
    load(tmp_path, [person(1), person(2)], OCTOBER)
    report = load(tmp_path, [person(1), person(2, code_commune=place)], NOVEMBER)
    field = "NUMCOM" if load is flux else "code_commune"
    assert [found for _, found in refused(report)] == [field]
    assert right_of(2) == ("2", "61006")


@pytest.mark.parametrize("load", [stock, flux])
def test_a_closed_household_from_elsewhere_never_known_is_left_out_and_told(tmp_path, load):
    report = load(tmp_path, [person(1), person(2, etat_droit="5", code_commune=LE_MANS)], OCTOBER)
    assert not report.errors
    assert "jamais connus ici, laissés de côté : 1" in messages(report)
    assert Household.objects.count() == 1
