"""Checks on aids, budgets, sittings and decisions."""

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractDay, ExtractMonth, ExtractYear

from beneficiaries.enums import OPEN_STATES
from beneficiaries.models import (
    Attachment,
    Decision,
    DecisionType,
    HouseholdSituation,
    Membership,
    Person,
    Sitting,
    in_force,
)
from funds.models import Aid, AidNature, Fund, FundBudget
from plics import periods
from reports.quality.base import Check, Severity


def granted(year: int):
    return Aid.objects.decided_during(periods.year(year)).granted()


def month_and_day(field: str):
    return ExtractMonth(field) * 100 + ExtractDay(field)


def with_age(aids):
    """Annotates `age`: completed years on the day of the decision."""
    before_birthday = Q(decided__lt=F("born"))
    return aids.annotate(
        decided=month_and_day("decided_on"),
        born=month_and_day("person__birth_date"),
        age=ExtractYear("decided_on")
        - ExtractYear("person__birth_date")
        - Case(When(before_birthday, then=Value(1)), default=Value(0)),
    )


def outside_the_rule(year: int):
    """What `Fund.refusal` says of one aid, said of all: a test compares the two."""
    decided = OuterRef("decided_on")
    right = Membership.objects.filter(
        in_force(decided),
        in_force(decided, "situation__"),
        situation__right_state__in=OPEN_STATES,
        person=OuterRef("person"),
    )
    usual = (Q(fund__min_age=None) | Q(age__gte=F("fund__min_age"))) & (
        Q(fund__max_age=None) | Q(age__lte=F("fund__max_age"))
    )
    exceptional = Q(
        age__gte=F("fund__exceptional_min_age"),
        age__lt=F("fund__min_age"),
        nature__code=F("fund__exceptional_nature"),
    )
    closed = Q(~Exists(right), fund__requires_open_right=True)
    # Whoever was made anonymous has lost the day they were born on.
    aids = with_age(granted(year).filter(person__anonymised_on=None))
    # Not `exclude`: a fund without an exceptional age compares with nothing.
    allowed = aids.filter(usual | exceptional).order_by().values("pk")
    return aids.filter(closed | ~Q(pk__in=allowed))


def aided_nowhere(year: int):
    attached = Attachment.objects.in_force(periods.stock_day(year)).filter(
        commune=OuterRef("commune")
    )
    return granted(year).filter(~Exists(attached))


def above_the_cap(year: int):
    """Half at most for a household of several persons, on the day the sanction begins."""
    members = (
        Membership.objects.filter(in_force(OuterRef("begins")), household=OuterRef("household"))
        .order_by()
        .values("household")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Decision.objects.taken_during(periods.year(year))
        .filter(rate__gt=F("type__rate_cap_several"))
        .annotate(begins=Coalesce("takes_effect_on", "sitting__held_on"))
        .annotate(members=Subquery(members))
        .filter(members__gt=1)
    )


def empty_sittings(year: int):
    period = periods.year(year)
    held = Sitting.objects.filter(held_on__range=(period.start, period.end))
    return held.without_decision()


CHECKS = [
    Check(
        code="aide-hors-regle",
        label="Aides accordées hors de la règle de leur fonds",
        reason="L’âge, ou le droit au RSA à la date de la décision, n’est pas celui que le fonds "
        "exige : l’aide ou la fiche de la personne est à corriger.",
        severity=Severity.WRONG,
        model=Aid,
        suspects=outside_the_rule,
        reads=(HouseholdSituation, Membership, Person, AidNature, Fund),
    ),
    Check(
        code="aide-sans-commission",
        label="Aides d’une commune rattachée à aucune commission",
        reason="Elles comptent dans le total du département mais dans aucune commission.",
        severity=Severity.WRONG,
        model=Aid,
        suspects=aided_nowhere,
        reads=(Attachment,),
    ),
    Check(
        code="sanction-plafond",
        label="Sanctions au-delà du plafond",
        reason="Pour un ménage de plusieurs personnes, la loi plafonne la part suspendue ou "
        "supprimée : le taux enregistré, ou la composition du ménage, est à vérifier.",
        severity=Severity.WRONG,
        model=Decision,
        suspects=above_the_cap,
        reads=(DecisionType, Membership, Sitting),
    ),
    Check(
        code="accord-sans-montant",
        label="Aides accordées sans montant",
        reason="Elles comptent parmi les aides mais pas dans les montants : la dépense et la "
        "moyenne sont sous-estimées.",
        severity=Severity.WRONG,
        model=Aid,
        suspects=lambda year: granted(year).lacking_amount(),
    ),
    Check(
        code="seance-vide",
        label="Séances sans décision",
        reason="La séance a eu lieu mais rien n’y est enregistré : le nombre de décisions de la "
        "commission est incomplet.",
        severity=Severity.INCOMPLETE,
        model=Sitting,
        suspects=empty_sittings,
        reads=(Decision,),
    ),
    Check(
        code="budget-absent",
        label="Fonds sans budget voté",
        reason="Sans budget, la consommation du fonds n’est pas calculée.",
        severity=Severity.INCOMPLETE,
        model=Fund,
        suspects=lambda year: Fund.objects.exclude(budgets__year=year),
        reads=(FundBudget,),
        tool=("Saisir un budget", "admin:funds_fundbudget_add", ""),
    ),
]
