"""Checks on the RSA population: persons, households, territory."""

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Window
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Left, Upper

from actions.models import Agreement, Participation
from beneficiaries.enums import PersonRole
from beneficiaries.models import Attachment, Household, HouseholdSituation, Membership, Person
from plics.periods import stock_day
from reports.figures import Scope
from reports.figures.sources import covered_persons, open_households
from reports.quality.activity import present_participations
from reports.quality.base import Check, Severity

PREFIX = 3  # letters that two spellings of one name share: DUPOND, DUPONT

# What rows are set side by side by, in a window.
Together = list[BaseExpression | F | str]


def covered(year: int):
    return covered_persons(Scope(year=year))


def adults_without_level(year: int):
    return covered(year).adults().filter(person__education_level="")


def without_sex(year: int):
    counted = Q(pk__in=covered(year).values("person")) | Q(
        pk__in=present_participations(year).values("person")
    )
    return Person.objects.filter(counted, sex="")


def in_two_households(year: int):
    """One window, where a self-join would compare all pairs of persons."""
    same: Together = [
        Upper("person__last_name"),
        Upper("person__first_name"),
        F("person__birth_date"),
    ]
    return (
        covered(year)
        .annotate(
            lowest=Window(Min("household_id"), partition_by=same),
            highest=Window(Max("household_id"), partition_by=same),
        )
        .filter(lowest__lt=F("highest"))
    )


def open_with_applicants(year: int, **wanted):
    applicants = Q(memberships__in=covered(year).filter(role=PersonRole.APPLICANT))
    return (
        Household.objects.filter(pk__in=open_households(Scope(year=year)).values("household"))
        .annotate(applicants=Count("memberships", filter=applicants))
        .filter(**wanted)
    )


def nowhere(year: int):
    day = stock_day(year)
    attached = Attachment.objects.in_force(day).filter(commune=OuterRef("commune"))
    return open_households(Scope(year=year)).filter(~Exists(attached))


def close_name(year: int):
    """Born the same day, one of the two names the same, the other begun alike."""
    last, first = Upper("last_name"), Upper("first_name")
    found = Q()
    for same, other in ((first, last), (last, first)):
        begun_alike: Together = [F("birth_date"), same, Left(other, PREFIX)]
        differing = Person.objects.annotate(
            lowest=Window(Min(other), partition_by=begun_alike),
            highest=Window(Max(other), partition_by=begun_alike),
        ).filter(lowest__lt=F("highest"))
        found |= Q(pk__in=differing.values("pk"))
    return Person.objects.filter(found)


CHECKS = [
    Check(
        code="deux-menages",
        label="Personnes présentes dans deux ménages à la fois",
        reason="Mêmes nom, prénom et date de naissance dans deux ménages ouverts à la date : "
        "la personne est comptée deux fois. Un enfant en résidence alternée peut l’être à bon "
        "droit.",
        severity=Severity.WRONG,
        model=Membership,
        suspects=in_two_households,
        reads=(HouseholdSituation, Person),
    ),
    Check(
        code="sans-allocataire",
        label="Ménages ouverts sans allocataire",
        reason="Le ménage est compté, mais aucun allocataire : les répartitions par rôle, sexe "
        "et âge perdent une personne.",
        severity=Severity.WRONG,
        model=Household,
        suspects=lambda year: open_with_applicants(year, applicants=0),
        reads=(HouseholdSituation, Membership),
    ),
    Check(
        code="plusieurs-allocataires",
        label="Ménages ouverts avec plusieurs allocataires",
        reason="Un dossier de RSA n’a qu’un allocataire : l’un des deux est sans doute le "
        "conjoint, et les répartitions par rôle en sont faussées.",
        severity=Severity.WRONG,
        model=Household,
        suspects=lambda year: open_with_applicants(year, applicants__gt=1),
        reads=(HouseholdSituation, Membership),
    ),
    Check(
        code="commune-sans-commission",
        label="Ménages d’une commune rattachée à aucune commission",
        reason="Ils comptent dans le total du département mais dans aucune commission ni aucun "
        "canton : la somme des territoires ne retrouve pas le total.",
        severity=Severity.WRONG,
        model=HouseholdSituation,
        suspects=nowhere,
        reads=(Attachment,),
    ),
    Check(
        code="doublons",
        label="Fiches en double possibles",
        reason="Mêmes nom, prénom et date de naissance : les personnes aidées ou accompagnées "
        "sont comptées deux fois, et leur parcours est coupé en deux. Toutes années confondues.",
        severity=Severity.WRONG,
        model=Person,
        suspects=lambda year: Person.objects.possible_duplicates(),
        tool=(
            "Les fusionner dans la liste des personnes",
            "admin:beneficiaries_person_changelist",
            "attention=doublons",
        ),
    ),
    Check(
        code="noms-proches",
        label="Fiches aux noms proches",
        reason="Nées le même jour, avec un nom identique et l’autre presque : peut-être la même "
        "personne orthographiée de deux façons. Toutes années confondues.",
        severity=Severity.WRONG,
        model=Person,
        suspects=close_name,
    ),
    Check(
        code="sans-sexe",
        label="Personnes sans sexe",
        reason="Elles sortent des parts de femmes et d’hommes et de la pyramide des âges.",
        severity=Severity.INCOMPLETE,
        model=Person,
        suspects=without_sex,
        reads=(Agreement, Participation, HouseholdSituation, Membership),
    ),
    Check(
        code="adultes-sans-niveau",
        label="Adultes sans niveau de formation",
        reason="Le fichier mensuel ne porte pas le niveau : non saisi, il manquera aux "
        "participations que la personne commencera.",
        severity=Severity.INCOMPLETE,
        model=Membership,
        suspects=adults_without_level,
        reads=(HouseholdSituation, Person),
    ),
]
