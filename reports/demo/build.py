"""Build the whole synthetic data set, once, or not at all."""

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from beneficiaries.models import Commission, Commune, Household
from plics.models import Department, ImportRun
from reports.demo import (
    aids,
    catalogue,
    decisions,
    events,
    families,
    households,
    orientations,
    participations,
    records,
    referents,
    texts,
    timeline,
    waits,
)
from reports.demo.files import FOLDER
from reports.models import Edition

KIND = "demonstration"
FILE_NAME = "Jeu de données synthétique PLICS 2020"
PROGRAMME_YEAR = 2020
Progress = Callable[[str], None]


class RealData(Exception):
    """Invented households never mix with those of a real installation."""


@transaction.atomic
def build_demonstration(progress: Progress) -> bool:
    """True if the data set was built, False if it was there already."""
    if ImportRun.objects.filter(kind=KIND).exists():
        return False
    refuse_real_data()
    progress("Ménages : dix mille parcours depuis 2017…")
    plan, communes = timeline.population(), communes_with_commission()
    homes = compose(plan, communes)
    progress("Actions, conventions et textes…")
    texts.write_sections()
    planned = catalogue.write_catalogue()
    texts.write_pact()
    for slug in Commission.objects.values_list("slug", flat=True):
        texts.write_sheets(slug)
    enrolments = participations.enrol(planned, homes, communes)
    progress("Écriture des ménages et des personnes…")
    households.write_households(homes)
    households.write_people([e.person for e in enrolments if e.person.home is None])
    progress("Participations, contrats, décisions, aides…")
    participations.write_participations(enrolments)
    orientations.write_orientations(homes)
    referents.write_supports(homes)
    decisions.write_decisions(homes)
    aids.write_aids(homes, communes)
    waits.write_waits()
    create_editions()
    records.record_files(len(plan["monthly"]), fingerprint())
    ImportRun.objects.create(kind=KIND, file_name=FILE_NAME, fingerprint=fingerprint())
    return True


def compose(plan: dict, communes: list[Commune]) -> list[timeline.Home]:
    homes = timeline.all_homes(plan)
    timeline.communes_for(homes, communes)
    families.settle(plan, homes)
    events.happen(homes, communes)
    families.identify(homes)
    families.lengthen_rights(homes)
    return homes


def refuse_real_data() -> None:
    if Household.objects.exclude(number__startswith=households.PREFIX).exists():
        raise RealData(
            "Cette base contient déjà des bénéficiaires : le jeu de démonstration, inventé, "
            "ne s’y ajoute pas. Indiquez une autre base dans DATABASE_URL."
        )


def communes_with_commission() -> list[Commune]:
    return list(
        Commune.objects.filter(attachments__ends_on=None, population__gt=0)
        .annotate(commission_slug=F("attachments__commission__slug"))
        .order_by("insee_code")
    )


def create_editions() -> None:
    department = Department.objects.get()
    shared = texts.shared_texts(year=PROGRAMME_YEAR, department_of=department.of_form)
    Edition.objects.bulk_create(
        Edition(
            commission=commission,
            programme_year=PROGRAMME_YEAR,
            preamble=shared["preamble"],
            participants_note=shared["participants"],
        )
        for commission in [None, *Commission.objects.all()]
    )


def fingerprint() -> str:
    """Of the files that the data set was built from."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
