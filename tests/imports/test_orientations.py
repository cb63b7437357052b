"""The file of orientations, and what it shares with the others about known persons."""

import pytest

from beneficiaries.merging import merge
from beneficiaries.models import Commission, Orientation, Person
from plics.models import ImportRun
from tests.factories.beneficiaries import PersonFactory
from tests.factories.plics import UserFactory
from tests.factories.support import OrientationFactory
from tests.imports.files import OCTOBER, bring, csv_file, messages, person, refused, stock

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture(autouse=True)
def households(reference, tmp_path):
    stock(tmp_path, [person(1), person(2, code_commune="61169")], OCTOBER)


def orientation(**values) -> dict:
    return {
        "numero_demande": "1",
        "nom": "ÉVRARD",
        "prenom": "Anne",
        "date_naissance": "1985-03-02",
        "date_information": "2019-03-04",
        "date_notification": "2019-03-28",
        "parcours": "social",
        "organisme": "departement",
    } | values


def orientations(folder, *rows, **options):
    return bring("orientations", csv_file(folder, list(rows)), **options)


def fates(report) -> tuple:
    return report.created, report.updated, report.unchanged, report.refused


def test_an_orientation_is_created_for_a_known_person(tmp_path):
    report = orientations(tmp_path, orientation(nom="evrard"), orientation(numero_demande="2"))
    assert (fates(report), report.errors) == ((2, 0, 0, 0), [])
    row = Orientation.objects.get(person__memberships__household__number=f"{1:011}")
    assert (f"{row.informed_on}", f"{row.notified_on}") == ("2019-03-04", "2019-03-28")
    assert (row.path, row.body.slug) == ("social", "departement")
    assert ImportRun.objects.filter(kind="orientations", created=2).exists()


def test_the_same_file_again_changes_nothing(tmp_path):
    orientations(tmp_path, orientation())
    again = orientations(tmp_path, orientation(organisme="Département de l’Orne"))
    assert fates(again) == (0, 0, 1, 0)
    assert Orientation.objects.count() == 1


def test_the_same_person_and_day_change_the_row_that_is_there(tmp_path):
    orientations(tmp_path, orientation(), orientation(date_notification="2020-01-15"))
    new = orientation(parcours="emploi", organisme="france-travail", date_information="")
    report = orientations(tmp_path, new, detailed=True)
    assert fates(report) == (0, 1, 0, 0)
    (change,) = report.changes
    assert change.fields == (
        ("parcours", "social", "emploi"),
        ("organisme référent", "Département de l’Orne", "France Travail"),
    )
    row = Orientation.objects.get(notified_on="2019-03-28")
    assert (row.path, row.body.slug, f"{row.informed_on}") == (
        "emploi", "france-travail", "2019-03-04"
    )  # fmt: skip
    assert Orientation.objects.get(notified_on="2020-01-15").path == "social"


def test_a_dry_run_writes_nothing(tmp_path):
    assert orientations(tmp_path, orientation(), dry_run=True).created == 1
    assert not Orientation.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"nom": "INCONNU"}, "nom", "Aucune personne connue"),
        ({"numero_demande": ""}, "nom", "2 personnes ont ce nom"),
        ({"numero_demande": "77"}, "nom", "Aucune personne connue"),
        ({"date_naissance": "1985-03-03"}, "nom", "Aucune personne connue"),
        ({"parcours": "sportif"}, "parcours", "emploi, socio-professionnel, social"),
        ({"organisme": "ccas"}, "organisme", "organismes référents"),
        ({"organisme": ""}, "parcours", "a un parcours et un organisme"),
        ({"date_notification": "", "date_information": ""}, "date_information", "Indiquez le jour"),
        ({"date_information": "2019-04-01"}, "date_information", "ne peut précéder l’information"),
        ({"date_notification": "1984-01-01"}, "date_notification", "n’était pas née"),
        ({"numero_demande": "2"}, "", "répète la ligne 2"),
    ],
)
def test_a_bad_row_is_refused_alone(tmp_path, values, field, said):
    report = orientations(tmp_path, orientation(numero_demande="2"), orientation(**values))
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert report.rejects_path.exists()
    assert Orientation.objects.get().person.memberships.get().household.number == f"{2:011}"
    assert Person.objects.count() == 2


def test_someone_known_outside_the_stock_needs_no_number(tmp_path):
    someone = Person.objects.create(last_name="ROUX", first_name="Léa", birth_date="1999-01-02")
    row = orientation(numero_demande="", nom="Roux", prenom="LEA", date_naissance="02/01/1999")
    assert orientations(tmp_path, row).created == 1
    assert Orientation.objects.get().person == someone


def test_a_name_given_up_by_a_merge_means_the_person_who_remains(tmp_path):
    kept = Person.objects.get(memberships__household__number=f"{1:011}")
    home = kept.memberships.get().household
    duplicate = PersonFactory(household=home, last_name="LEBRETON", first_name="Anne",
                              birth_date="1985-03-02")  # fmt: skip
    merge(kept=kept, duplicate=duplicate, by=UserFactory())
    report = orientations(tmp_path, orientation(nom="Lebreton"))
    assert report.errors == []
    assert Orientation.objects.get().person == kept


def test_two_rows_already_there_are_left_to_a_human_choice(tmp_path):
    someone = Person.objects.get(memberships__household__number=f"{1:011}")
    OrientationFactory.create_batch(2, person=someone, notified_on="2019-03-28")
    report = orientations(tmp_path, orientation(parcours="social"))
    assert refused(report) == [(2, "date_notification")]
    assert "2 orientations de cette personne répondent déjà" in messages(report)
    assert not Orientation.objects.filter(path="social").exists()


def test_someone_of_another_territory_is_as_unknown_as_a_stranger(tmp_path):
    coordinator = UserFactory(role="coordinator")
    coordinator.commissions.set(Commission.objects.filter(slug="flers"))
    rows = orientation(), orientation(nom="INCONNU"), orientation(numero_demande="2")
    report = orientations(tmp_path, *rows, by=coordinator)
    assert refused(report) == [(2, "nom"), (3, "nom")]
    assert len({error.message for error in report.errors}) == 1
    assert Orientation.objects.get().person.memberships.get().household.number == f"{2:011}"


WAITING = {"date_notification": "", "parcours": "", "organisme": ""}


def test_a_row_without_notification_is_a_wait_that_the_next_file_completes(tmp_path):
    assert fates(orientations(tmp_path, orientation(**WAITING))) == (1, 0, 0, 0)
    assert Orientation.objects.get().is_waiting
    assert fates(orientations(tmp_path, orientation(**WAITING))) == (0, 0, 1, 0)
    assert fates(orientations(tmp_path, orientation())) == (0, 1, 0, 0)
    row = Orientation.objects.get()
    assert (f"{row.informed_on}", f"{row.notified_on}", row.path) == (
        "2019-03-04", "2019-03-28", "social"
    )  # fmt: skip
    # The older file again: the wait it tells is over.
    assert fates(orientations(tmp_path, orientation(**WAITING))) == (0, 0, 1, 0)


def test_a_notification_of_before_the_wait_is_another_orientation(tmp_path):
    orientations(tmp_path, orientation(**WAITING | {"date_information": "2019-06-03"}))
    assert fates(orientations(tmp_path, orientation())) == (1, 0, 0, 0)
    assert Orientation.objects.filter(notified_on=None).count() == 1


@pytest.mark.parametrize("is_reversed", [False, True])
def test_one_file_tells_a_wait_on_one_line(tmp_path, is_reversed):
    rows = [orientation(**WAITING), orientation()]
    report = orientations(tmp_path, *(reversed(rows) if is_reversed else rows))
    assert refused(report) == [(3, "date_notification")]
    assert "Une autre ligne du fichier" in messages(report)
    assert Orientation.objects.count() == 1
