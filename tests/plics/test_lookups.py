"""Names are found as people type them, on both databases."""

import pytest

from actions.models import Agreement
from beneficiaries.models import Person
from tests import factories


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("LEFÈVRE", "lefevre"),
        ("LEFÈVRE", "lefèvre"),
        ("LEFEVRE", "lefèvre"),
        ("Lefèvre", "FÈVR"),
        ("Lefe\u0300vre", "lefèvre"),
        ("CŒUR", "coeur"),
        ("COEUR", "cœur"),
        ("ØSTERGAARD", "ostergaard"),
        ("GROSS", "groß"),
        ("Noël-Çelik", "noel-celik"),
        ("100 %", "%"),
        ("A_B", "a_b"),
        ("LEFÈVRE", "lef\0evre"),
    ],
)
def test_case_and_accents_do_not_count(stored, typed, db):
    person = factories.PersonFactory(last_name=stored)
    assert Person.objects.get(last_name__reads=typed) == person


@pytest.mark.parametrize("typed", ["lefevres", "%", "_", "lef vre", "'"])
def test_other_letters_count(typed, db):
    factories.PersonFactory(last_name="LEFÈVRE")
    assert not Person.objects.filter(last_name__reads=typed).exists()


def test_a_number_is_read_as_it_is_written(db):
    agreement = factories.AgreementFactory(year=2019)
    assert Agreement.objects.get(year__reads="2019") == agreement


def test_an_empty_value_is_not_found(db):
    person = factories.PersonFactory(outside_rsa=True)
    assert person not in Person.objects.filter(memberships__household__number__reads="0")
