"""Groups that several indicators share: sex, age, level, family, nomenclatures."""

from __future__ import annotations

import functools

from django.db.models import CharField, Model, Q, TextChoices, Value

from actions.enums import Aim, Audience, ExitGroup
from actions.models import ExitOutcome, MeasureKind, Milestone, TargetKind
from beneficiaries.enums import ADULT_ROLES, COUPLES, DEPENDANT_ROLES, EducationLevel, Sex
from beneficiaries.models import (
    ContractKind,
    DecisionType,
    InterviewKind,
    Need,
    Step,
    SupportEndReason,
)
from funds.models import AidNature, RefusalReason
from plics.periods import latest_birth, months_before
from reports.figures.base import Scope
from reports.figures.indicators import Group, Groups, Lists, MergedClass, Term
from reports.figures.keeping import kept
from reports.figures.statements import Statement

AGES = [("under-18", 0, 17), ("18-25", 18, 25), ("26-35", 26, 35), ("36-45", 36, 45),
        ("46-55", 46, 55), ("56+", 56, None)]  # fmt: skip
AGE_LABELS = {
    "under-18": "moins de 18 ans",
    "18-25": "18 à 25 ans",
    "26-35": "26 à 35 ans",
    "36-45": "36 à 45 ans",
    "46-55": "46 à 55 ans",
    "56+": "56 ans et plus",
}
# What stands where most of these would be hidden: bounds that other figures quote already.
MERGED_AGES = (
    MergedClass(code="under-36", label="moins de 36 ans", groups=("under-18", "18-25", "26-35")),
    MergedClass(code="36-45", label="36 à 45 ans", groups=("36-45",)),
    MergedClass(code="46+", label="46 ans et plus", groups=("46-55", "56+")),
)
LEVEL_CODES = {
    EducationLevel.I_II: "I-II",
    EducationLevel.III: "III",
    EducationLevel.IV: "IV",
    EducationLevel.V: "V",
    EducationLevel.V_BIS: "VBIS",
    EducationLevel.VI: "VI",
    EducationLevel.VII: "VII",
}
MERGED_LEVELS = (
    MergedClass(code="V+", label="niveau V ou supérieur", groups=("I-II", "III", "IV", "V")),
    MergedClass(code="VBIS-", label="niveau V bis ou inférieur", groups=("VBIS", "VI", "VII")),
)
# Traits of a participation that several chapters count.
LEVEL_V_OR_LESS = Q(
    education_level__in=[
        EducationLevel.V,
        EducationLevel.V_BIS,
        EducationLevel.VI,
        EducationLevel.VII,
    ]
)
# A situation that nobody recorded is not read as living alone.
ISOLATED = ~Q(family_situation__in=COUPLES) & ~Q(family_situation="")
FAMILY_LABELS = {
    "single": "personnes seules",
    "single_parent": "familles monoparentales",
    "couple": "couples sans enfant",
    "couple_children": "couples avec enfants",
}
SENIORITIES = [("0-5", 0, 6, "moins de 6 mois"), ("6-11", 6, 12, "6 à 11 mois"),
               ("12-23", 12, 24, "12 à 23 mois"), ("24-35", 24, 36, "24 à 35 mois"),
               ("36+", 36, None, "36 mois et plus")]  # fmt: skip

MERGED_SENIORITIES = (
    MergedClass(code="0-11", label="moins d’un an", groups=("0-5", "6-11")),
    MergedClass(code="12-35", label="12 à 35 mois", groups=("12-23", "24-35")),
    MergedClass(code="36+", label="36 mois et plus", groups=("36+",)),
)


def terms(code: str, *groups: str) -> tuple[Term, ...]:
    """Those groups of a breakdown, to be added up."""
    return tuple((code, group) for group in groups)


def by_role(path: str) -> Groups:
    return lambda scope, lists: [
        Group(code="applicant", label="allocataires", where=Q(**{path: ADULT_ROLES[0]})),
        Group(code="partner", label="conjoints", where=Q(**{path: ADULT_ROLES[1]})),
        Group(
            code="dependant",
            label="personnes à charge",
            where=Q(**{f"{path}__in": DEPENDANT_ROLES}),
        ),
    ]


def by_sex(path: str) -> Groups:
    return lambda scope, lists: [
        Group(code="F", label="femmes", where=Q(**{path: Sex.WOMAN})),
        Group(code="M", label="hommes", where=Q(**{path: Sex.MAN})),
    ]


def aged(path: str, scope: Scope, at_least: int | None, at_most: int | None) -> Q:
    """Birth dates of that age on the reference day: bounds, so that an index serves."""
    where = Q()
    if at_least:
        where &= Q(**{f"{path}__lte": latest_birth(scope.on, at_least)})
    if at_most is not None:
        where &= Q(**{f"{path}__gt": latest_birth(scope.on, at_most + 1)})
    return where


def by_age(path: str) -> Groups:
    return lambda scope, lists: [
        Group(code=code, label=AGE_LABELS[code], where=aged(path, scope, lowest, highest))
        for code, lowest, highest in AGES
    ]


def by_level(path: str) -> Groups:
    return lambda scope, lists: [
        Group(code=LEVEL_CODES[level], label=f"niveau {level.label}", where=Q(**{path: level}))
        for level in EducationLevel
    ]


def by_family(situation: str, children: str) -> Groups:
    """`children` is the path or annotation telling whether a child lives in the household."""
    couple = Q(**{f"{situation}__in": COUPLES})
    isolated = ~couple & ~Q(**{situation: ""})
    with_children = Q(**{children: True})
    # A household whose children are not known is read as having none.
    without = ~with_children | Q(**{f"{children}__isnull": True})
    rules = {
        "single": isolated & without,
        "single_parent": isolated & with_children,
        "couple": couple & without,
        "couple_children": couple & with_children,
    }
    return lambda scope, lists: [
        Group(code=code, label=FAMILY_LABELS[code], where=where) for code, where in rules.items()
    ]


def by_seniority(path: str) -> Groups:
    """« n months or more » means applied on or before the day n months earlier."""

    def groups(scope: Scope, lists: Lists) -> list[Group]:
        found = []
        for code, least, below, label in SENIORITIES:
            where = Q()
            if least:
                where &= Q(**{f"{path}__lte": months_before(scope.on, least)})
            if below:
                where &= Q(**{f"{path}__gt": months_before(scope.on, below)})
            found.append(Group(code=code, label=label, where=where))
        return found

    return groups


def by_choices(path: str, choices: type[TextChoices]) -> Groups:
    return lambda scope, lists: [
        Group(code=choice.value, label=choice.label, where=Q(**{path: choice}))
        for choice in choices
    ]


def by_aim(path: str) -> Groups:
    return by_choices(path, Aim)


def by_audience(path: str) -> Groups:
    return by_choices(path, Audience)


def by_exit_group(path: str) -> Groups:
    return by_choices(path, ExitGroup)


# --- nomenclatures: rows, not code -----------------------------------------------------

# The « autres décisions » are a list of their own, so that one query reads all of them.
OTHER_DECISIONS = "OtherDecision"
LISTED = (
    ContractKind, DecisionType, ExitOutcome, InterviewKind, MeasureKind, Milestone, Need,
    Step, SupportEndReason, TargetKind, AidNature, RefusalReason,
)  # fmt: skip
# So are the stages of the licence: the stage stands where others have their label.
LICENCE_STAGES = "LicenceStage"
NOMENCLATURES = {model.__name__: model.objects.all() for model in LISTED} | {
    OTHER_DECISIONS: DecisionType.objects.filter(is_other=True),
    LICENCE_STAGES: Milestone.objects.exclude(licence_stage=""),
}
WORDS = {LICENCE_STAGES: "licence_stage"}


@kept(*LISTED)
def load_nomenclatures() -> Lists:
    """Every list, read in one query."""
    lists: Lists = {name: {} for name in NOMENCLATURES}
    for name, _, code, label, _ in _every_list().rows():
        lists[name].setdefault(code, label)
    return lists


@functools.cache
def _every_list() -> Statement:
    queries = [
        rows.order_by().values_list(
            Value(name, output_field=CharField()), "order", "code", WORDS.get(name, "label"), "pk"
        )
        for name, rows in NOMENCLATURES.items()
    ]
    # Rows of one rank come in the order they were made, on either database.
    return Statement.of(queries[0].union(*queries[1:], all=True).order_by("order", "pk"))


def licence_milestones() -> dict[str, str]:
    """The code of the milestone that stands for each stage of the driving licence."""
    return {stage: code for code, stage in load_nomenclatures()[LICENCE_STAGES].items()}


def by_nomenclature(model: type[Model], path: str, name: str = "") -> Groups:
    """One group a row of the model's list, or of the list of that `name`."""

    def groups(scope: Scope, lists: Lists) -> list[Group]:
        rows = lists[name or model.__name__]
        return [Group(code=c, label=label, where=Q(**{path: c})) for c, label in rows.items()]

    return groups
