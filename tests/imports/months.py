"""A few persons through the months, in lists and in the CNAF's flux."""

import datetime as dt
from itertools import groupby
from operator import itemgetter

import pytest

from beneficiaries.models import Household, HouseholdSituation, Membership, Person
from tests.imports.files import bring, cnaf_xml, dossier, person, stock, written

JANUARY = dt.date(2020, 1, 31)
ANNE = {"nom": "COUPLE", "prenom": "Anne", "date_naissance": "1990-01-15", "sexe": "2"}
PAUL = {"nom": "COUPLE", "prenom": "Paul", "date_naissance": "1985-05-05", "sexe": "1"}
LEA = {"nom": "COUPLE", "prenom": "Léa", "date_naissance": "2012-05-06", "sexe": "2"}
# Open all along: no stock closes a fifth of the households.
WITNESS = person(900, nom="TEMOIN", prenom="Luc")


def as_csv(folder, date, *rows, **options):
    columns = {name: "" for row in rows for name in row}
    return stock(folder, [columns | row for row in (WITNESS, *rows)], date, force=True, **options)


def as_xml(folder, date, *rows, **options):
    in_files = sorted((WITNESS, *rows), key=itemgetter("numero_demande"))
    groups = groupby(in_files, key=itemgetter("numero_demande"))
    dossiers = [dossier(list(household)) for _, household in groups]
    path = written(folder, cnaf_xml(dossiers, date), "flux.xml")
    return bring("cnaf", path, force=True, **options)


def written_alike(read_a_list, read_a_flux) -> list:
    """Both ways to say a month: the same statements write it, one way is enough to try them."""
    flux = pytest.param(read_a_flux, id="cnaf", marks=pytest.mark.same_on_any_database)
    return [pytest.param(read_a_list, id="csv"), flux]


def dem(number, who, **values):
    return person(number, "DEM", **who | values)


def cjt(number, who, **values):
    return person(number, "CJT", **who | values)


def child(number, who=LEA, **values):
    return person(number, "ENF", **who | values)


def the(who) -> Person:
    return Person.objects.get(first_name=who["prenom"], birth_date=who["date_naissance"])


def places(who) -> list[tuple]:
    """(file, role, first day, day after the last) of each."""
    found = Membership.objects.filter(person=the(who)).order_by("starts_on", "household__number")
    return [
        (int(place.household.number), place.role, place.starts_on, place.ends_on)
        for place in found.select_related("household")
    ]


def open_households(day) -> int:
    households = Household.objects.exclude(number=f"{900:011}")
    return households.filter(situations__in=HouseholdSituation.objects.on(day)).count()
