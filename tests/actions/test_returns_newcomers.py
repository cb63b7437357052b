"""Participants that a provider adds."""

import datetime as dt

import pytest

from actions.models import Participation
from beneficiaries.models import Person
from tests import factories as f
from tests.actions.conftest import fates, refused

pytestmark = pytest.mark.django_db


def test_a_known_person_is_found_and_their_circumstances_copied(provider, agreement):
    luc = f.PersonFactory(
        last_name="BÉRNARD", first_name="Luc", birth_date=dt.date(1990, 1, 1), sex="1",
        education_level="1203", commission=agreement.commission,
    )  # fmt: skip
    provider.add("Bernard", "LUC", dt.date(1990, 1, 1), dt.date(2019, 5, 1))
    (line,) = provider.send()["created"]
    assert luc.household.number in line.note
    provider.confirm()
    added = Participation.objects.get(person=luc)
    assert (added.education_level, added.audience) == ("1203", "rsa")
    assert added.commune == luc.household.situations.get().commune
    assert Person.objects.filter(birth_date=dt.date(1990, 1, 1)).count() == 1


def test_an_unknown_person_is_created_outside_the_stock(provider, argentan):
    commune = f.CommuneFactory(commission=argentan)
    provider.add(
        "BERNARD", "Luc", dt.date(1999, 1, 1), dt.date(2019, 5, 1), sexe="homme", public="jeune",
        commune=commune.insee_code, niveau="IV (baccalauréat)",
    )  # fmt: skip
    assert not Person.objects.filter(last_name="BERNARD").exists()
    provider.send()
    provider.confirm()
    luc = Person.objects.get(last_name="BERNARD")
    assert (luc.memberships.first(), luc.sex, luc.commune, luc.education_level) == (
        None, "1", commune, "1203",
    )  # fmt: skip
    added = luc.participations.get()
    assert (added.audience, added.commune) == ("jeune", commune)


def test_namesakes_are_told_apart_by_their_file_number(provider, agreement):
    same = {"last_name": "BERNARD", "first_name": "Luc", "birth_date": dt.date(1990, 1, 1)}
    _, second = (f.PersonFactory(commission=agreement.commission, **same) for _ in range(2))
    line = provider.add("BERNARD", "Luc", dt.date(1990, 1, 1), dt.date(2019, 5, 1))
    assert "2 personnes ont ce nom" in refused(provider)["nom"][1]
    provider.write(line, numero=second.household.number)
    provider.send()
    provider.confirm()
    assert second.participations.count() == 1


def test_someone_already_entered_that_day_is_not_added_twice(provider):
    provider.add("BERNARD", "Luc", dt.date(1990, 1, 1), dt.date(2019, 5, 1), heures=5)
    provider.send()
    provider.confirm()
    assert fates(provider.send())["BERNARD Luc"] == "unchanged"


def test_a_name_that_a_merge_gave_up_is_known(provider, agreement):
    luc = f.PersonFactory(commission=agreement.commission)
    f.IdentityFactory(
        person=luc, last_name="BERNARD", first_name="Luc", birth_date=dt.date(1990, 1, 1)
    )
    provider.add("Bernard", "LUC", dt.date(1990, 1, 1), dt.date(2019, 5, 1))
    provider.send()
    provider.confirm()
    assert Participation.objects.filter(person=luc).exists()
    assert not Person.objects.filter(last_name__iexact="bernard").exists()
