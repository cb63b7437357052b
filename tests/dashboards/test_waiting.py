"""The table of waits: for those who see persons, each number opening its list."""

import pytest

PAGE = "/tableaux/beneficiaires/"


def test_a_reader_has_no_table_of_waits(reader):
    page = reader.get(PAGE).content.decode()
    assert "Orientation et contrats" in page
    assert "Attentes et délais" not in page


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
