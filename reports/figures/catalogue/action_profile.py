"""Who is on one action: groups, and the shares that the booklet quotes."""

from collections.abc import Callable

from django.db.models import Q

from beneficiaries.enums import EducationLevel, Sex
from beneficiaries.models import Commune
from plics.periods import months_before
from reports.figures import groups, sources
from reports.figures.base import KNOWN, Scope, Unit
from reports.figures.declaring import share
from reports.figures.indicators import (
    Breakdown,
    Family,
    Groups,
    Indicator,
    MergedClass,
    Printed,
    Secrecy,
    Sums,
    ToDate,
    Where,
)
from reports.figures.sources import is_present

EVERYONE = Q()
EVERYBODY: Sums = (("action.present",),)
KNOWN_SEX = ~Q(person__sex="")
KNOWN_LEVEL = ~Q(education_level="")
KNOWN_FAMILY = ~Q(family_situation="")


def _by(
    dimension: str,
    label: str,
    definition: str,
    by: Groups,
    merged: tuple[MergedClass, ...] = (),
) -> Breakdown:
    return Breakdown(
        code=f"action.by_{dimension}",
        label=f"Personnes présentes, par {label}",
        definition=definition,
        family=Family.ACTIONS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        to_date=ToDate(),
        splits="action.present",
        said="{name} : {part}",
        unit=Unit.PERSONS,
        source=sources.participations,
        where=is_present,
        groups=by,
        merged=merged,
    )


def _share(
    name: str,
    label: str,
    definition: str,
    part: Q | Where,
    known: Q,
    said: str,
    opposite: str = "",
    *,
    by: str = "",
    of: tuple[str, ...] = (),
    to_date: ToDate | None = None,
) -> list[Indicator]:
    """A percent of the persons present for whom the trait is known, and its two counts.

    `opposite` names the share that completes it to a hundred; `of` are the groups of the
    breakdown `by` that it counts.
    """
    halves = (f"action.{name}.count", f"action.{opposite}.count")
    breakdown = f"action.by_{by}"
    base: Sums = (((breakdown, KNOWN),),) if by else ()
    return share(
        f"action.{name}",
        label,
        definition,
        source=sources.participations,
        within=is_present,
        part=part if callable(part) else lambda scope: part,
        known=known,
        known_as="Personnes présentes pour lesquelles l’information est connue.",
        share_of="Part des personnes présentes dont l’information est connue.",
        unit=Unit.PERSONS,
        family=Family.ACTIONS,
        said=said,
        adds_up=((halves,) if opposite else ()) + (base if known != EVERYONE else EVERYBODY),
        counts_up=(groups.terms(breakdown, *of),) if by else (),
        within_sums=(("action.present",),),
        to_date=to_date,
    )


def _aged(at_least: int | None, at_most: int | None) -> Callable[[Scope], Q]:
    return lambda scope: groups.aged("person__birth_date", scope, at_least, at_most)


GROUPS = [
    _by("sex", "sexe", "Sexe de la personne.", groups.by_sex("person__sex")),
    _by(
        "age",
        "âge",
        "Âge révolu à la date.",
        groups.by_age("person__birth_date"),
        groups.MERGED_AGES,
    ),
    _by(
        "level",
        "niveau de formation",
        "Niveau à l’entrée.",
        groups.by_level("education_level"),
        groups.MERGED_LEVELS,
    ),
    _by(
        "family",
        "situation familiale",
        "Situation à l’entrée.",
        groups.by_family("family_situation", "has_children"),
    ),
]

SHARES = [
    _share(
        "women",
        "Femmes",
        "Femmes.",
        Q(person__sex=Sex.WOMAN),
        KNOWN_SEX,
        "{share} de femmes",
        "men",
        by="sex",
        of=("F",),
    ),
    _share(
        "men",
        "Hommes",
        "Hommes.",
        Q(person__sex=Sex.MAN),
        KNOWN_SEX,
        "{share} d’hommes",
        "women",
        by="sex",
        of=("M",),
    ),
    _share(
        "under_36",
        "Moins de 36 ans",
        "Personnes de 35 ans ou moins.",
        _aged(None, 35),
        EVERYONE,
        "{share} de personnes de moins de 36 ans",
        "from_36",
        by="age",
        of=("under-18", "18-25", "26-35"),
    ),
    _share(
        "from_36",
        "36 ans et plus",
        "Personnes de 36 ans ou plus.",
        _aged(36, None),
        EVERYONE,
        "{share} de personnes de 36 ans et plus",
        "under_36",
        by="age",
        of=("36-45", "46-55", "56+"),
    ),
    _share(
        "under_46",
        "Moins de 46 ans",
        "Personnes de 45 ans ou moins.",
        _aged(None, 45),
        EVERYONE,
        "{share} de personnes de moins de 46 ans",
        "from_46",
        by="age",
        of=("under-18", "18-25", "26-35", "36-45"),
    ),
    _share(
        "from_46",
        "46 ans et plus",
        "Personnes de 46 ans ou plus.",
        _aged(46, None),
        EVERYONE,
        "{share} de personnes de 46 ans et plus",
        "under_46",
        by="age",
        of=("46-55", "56+"),
    ),
    _share(
        "level_v_or_less",
        "Niveau V ou moins",
        "Niveaux V, V bis, VI et VII.",
        groups.LEVEL_V_OR_LESS,
        KNOWN_LEVEL,
        "{share} de personnes de niveau V ou inférieur",
        by="level",
        of=("V", "VBIS", "VI", "VII"),
    ),
    _share(
        "level_vi",
        "Niveau VI",
        "Niveau VI.",
        Q(education_level=EducationLevel.VI),
        KNOWN_LEVEL,
        "{share} de personnes de niveau VI",
        by="level",
        of=("VI",),
    ),
    _share(
        "never_schooled",
        "Personnes jamais scolarisées",
        "Niveau VII : personnes jamais scolarisées.",
        Q(education_level=EducationLevel.VII),
        KNOWN_LEVEL,
        "{share} de personnes jamais scolarisées",
        by="level",
        of=("VII",),
    ),
    _share(
        "isolated",
        "Personnes isolées",
        "Personnes ne vivant pas en couple, avec ou sans enfant.",
        groups.ISOLATED,
        KNOWN_FAMILY,
        "{share} de personnes isolées, avec ou sans enfant",
        by="family",
        of=("single", "single_parent"),
    ),
    _share(
        "priority_area",
        "Habitants des quartiers prioritaires",
        "Personnes résidant dans un quartier prioritaire de la politique de la ville.",
        Q(lives_in_priority_area=True),
        Q(lives_in_priority_area__isnull=False),
        "{share} d’habitants des quartiers prioritaires",
        to_date=ToDate(),
    ),
    _share(
        "rural",
        "Habitants de l’espace rural",
        f"Personnes d’une commune de moins de {Commune.RURAL_UNDER} habitants.",
        Q(commune__population__lt=Commune.RURAL_UNDER),
        Q(commune__population__isnull=False),
        "{share} d’habitants de communes rurales",
    ),
    _share(
        "rsa_over_24_months",
        "Au RSA depuis plus de 24 mois",
        "Personnes dont la demande de RSA date de 24 mois ou plus à la date.",
        lambda scope: Q(rsa_applied_on__lte=months_before(scope.on, 24)),
        Q(rsa_applied_on__isnull=False),
        "{share} de bénéficiaires du RSA depuis plus de 24 mois",
    ),
    _share(
        "with_vehicle",
        "Personnes ayant un véhicule",
        "Personnes qui disposent d’un véhicule.",
        Q(has_vehicle=True),
        Q(has_vehicle__isnull=False),
        "{share} de personnes disposant d’un véhicule",
        "without_vehicle",
    ),
    _share(
        "without_vehicle",
        "Personnes sans véhicule",
        "Personnes qui ne disposent d’aucun véhicule.",
        Q(has_vehicle=False),
        Q(has_vehicle__isnull=False),
        "{share} de personnes sans véhicule",
        "with_vehicle",
    ),
]

INDICATORS = GROUPS + [indicator for three in SHARES for indicator in three]
