"""The table of waits: for those who see persons, each number opening its list."""

import datetime as dt

import pytest

from actions.models import Agreement
from reports.figures import Scope, evaluate
from tests import factories as f

PAGE = "/tableaux/beneficiaires/"


def test_a_reader_has_no_table_of_waits(reader):
    page = reader.get(PAGE).content.decode()
    assert "Orientation et contrats" in page
    assert "Attentes et délais" not in page
    # Nor by an address of its own: not even its rows, hidden.
    assert reader.get("/tableaux/beneficiaires/attentes.csv").status_code == 404
    asked = "/tableaux/beneficiaires/attentes/chiffre/?indicateur=wait.orientation"
    assert reader.get(asked).status_code == 404


@pytest.mark.usefixtures("people")
def test_staff_see_who_waits_since_when_and_the_delay_counted(staff):
    page = staff.get(PAGE).content.decode().replace("\u00a0", " ")
    assert "Attentes et délais" in page
    assert "42 jours pour une orientation, 30 jours pour un contrat" in page
    listed = staff.get("/tableaux/liste/?indicateur=wait.orientation.late").content.decode()
    assert "Depuis le" in listed
    listed = listed.replace("\u00a0", " ")
    assert "18 octobre 2019" in listed
    assert "43 jours" in listed


@pytest.mark.usefixtures("people")
def test_a_line_of_both_waits_bears_the_code_of_neither(staff):
    file = staff.get("/tableaux/beneficiaires/attentes.csv").content.decode("utf-8-sig")
    assert "wait.late" in file
    assert "wait.orientation" not in file.replace("wait.orientation.", "")


@pytest.mark.usefixtures("people")
def test_who_waits_is_left_aside_beside_the_figures_of_one_public(staff):
    address = "/tableaux/action/?action=atelier"
    assert "Personnes en attente d’une place" in staff.get(address).content.decode()
    page = staff.get(f"{address}&public=jeune").content.decode()
    assert "Personnes en attente d’une place" not in page


@pytest.mark.usefixtures("people")
def test_who_leaves_soon_is_of_those_who_are_present():
    """Of the year's agreements, and entered that day at the latest."""
    scope, code = Scope(year=2019), "action.leaving.on_day"
    before = evaluate([code], scope).get(code, "argentan", "atelier").value
    this_year = Agreement.objects.get(action__slug="atelier", year=2019)
    last_year = f.AgreementFactory(
        action=this_year.action, commission=this_year.commission, year=2018
    )
    soon = scope.on + dt.timedelta(days=9)
    eve, morrow = scope.on - dt.timedelta(days=1), scope.on + dt.timedelta(days=1)
    f.ParticipationFactory(agreement=last_year, entered_on=dt.date(2018, 5, 1), exited_on=soon)
    f.ParticipationFactory(agreement=this_year, entered_on=morrow, exited_on=soon)
    assert evaluate([code], scope).get(code, "argentan", "atelier").value == before
    for entered_on in (eve, scope.on):
        f.ParticipationFactory(agreement=this_year, entered_on=entered_on, exited_on=soon)
    assert evaluate([code], scope).get(code, "argentan", "atelier").value == before + 2
