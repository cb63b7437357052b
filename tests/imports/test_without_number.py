"""A row without file number is about the known person who has that name and that birth."""

import pytest

from actions.models import Participation
from beneficiaries.models import Commission, Person
from funds.models import Aid
from tests.factories.actions import AgreementFactory
from tests.factories.plics import UserFactory
from tests.imports.files import NOVEMBER, OCTOBER, bring, csv_file, messages, person, refused, stock
from tests.imports.test_aids import aid, aids

pytestmark = pytest.mark.usefixtures("reference")


def entries(folder, *rows):
    agreement = AgreementFactory(year=2019)
    base = {"annee": 2019, "action": agreement.action.slug, "numero_demande": "", "nom": "ÉVRARD",
            "prenom": "Anne", "date_naissance": "1985-03-02",
            "date_entree": "2019-11-04"}  # fmt: skip
    return bring("participations", csv_file(folder, [base | row for row in rows]))


def test_a_participation_finds_the_person_of_the_rsa_and_tells(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    report = entries(tmp_path, {"nom": "evrard"})
    assert not report.errors
    assert "reconnues à leurs nom, prénom et date de naissance" in messages(report)
    assert Participation.objects.get().person == Person.objects.get()
    assert Participation.objects.get().commune.insee_code == "61006"


def test_an_aid_does_too(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    assert not aids(tmp_path, aid()).errors
    assert Aid.objects.get().household.number == "00000000001"


def test_namesakes_are_refused_with_the_choice_told(tmp_path):
    stock(tmp_path, [person(1), person(2)], OCTOBER)
    report = entries(tmp_path, {}, {"numero_demande": "2"})
    assert refused(report) == [(2, "nom")]
    assert "00000000001, 00000000002" in messages(report)
    assert Participation.objects.get().person.memberships.get().household.number == "00000000002"


def test_the_files_of_namesakes_are_not_told_to_who_may_not_see_them(tmp_path):
    stock(tmp_path, [person(1), person(2)], OCTOBER)
    coordinator = UserFactory(role="coordinator")
    coordinator.commissions.set(Commission.objects.filter(slug="argentan"))
    report = aids(tmp_path, aid(), by=coordinator)
    assert refused(report) == [(2, "nom")] and "00000000001" not in messages(report)


def test_a_namesake_outside_the_rsa_is_a_choice_too(tmp_path):
    entries(tmp_path, {})
    stock(tmp_path, [person(1)], OCTOBER)
    report = entries(tmp_path, {})
    assert "(00000000001, hors du RSA)" in messages(report)


def test_another_birth_is_another_person(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    assert not entries(tmp_path, {"date_naissance": "1985-03-03"}).errors
    assert Person.objects.count() == 2


def test_known_persons_cost_no_query_a_row(tmp_path, django_assert_max_num_queries):
    stock(tmp_path, [person(number, nom=f"NOM{number:03}") for number in range(60)], OCTOBER)
    agreement = AgreementFactory(year=2019)
    rows = [
        {"annee": 2019, "action": agreement.action.slug, "nom": f"NOM{number:03}", "prenom": "Anne",
         "date_naissance": "1985-03-02", "date_entree": "2019-11-04"}
        for number in range(60)
    ]  # fmt: skip
    path = csv_file(tmp_path, rows)
    with django_assert_max_num_queries(40):
        assert bring("participations", path).created == 60


@pytest.mark.parametrize(
    "names",
    [{"nom": "MARTIN", "nom_naissance": "ÉVRARD"}, {"nom": "EVRARD", "nom_naissance": ""}],
)
@pytest.mark.parametrize("number", ["", "1"])
def test_the_name_somebody_was_born_with_finds_them_after_it_changed(tmp_path, names, number):
    stock(tmp_path, [person(1) | {"nom_naissance": "ÉVRARD"}], OCTOBER)
    married = {"nom": "DURAND", "nom_naissance": "ÉVRARD"}
    stock(tmp_path, [person(1) | married], NOVEMBER)
    assert not entries(tmp_path, names | {"numero_demande": number}).errors
    assert Participation.objects.get().person == Person.objects.get(last_name="DURAND")
