"""Who is on one action: groups, and the shares that the booklet quotes."""

from django.db.models import Q

from beneficiaries.enums import COUPLES, EducationLevel, Sex
from beneficiaries.models import Commune
from plics.periods import months_before
from reports.figures import groups, sources
from reports.figures.base import Breakdown, Indicator, Measure, Ratio, Scope, Unit
from reports.figures.sources import is_present

EVERYONE = Q()
KNOWN_SEX = ~Q(person__sex="")
KNOWN_LEVEL = ~Q(education_level="")
KNOWN_FAMILY = ~Q(family_situation="")


def _by(dimension: str, label: str, definition: str, by) -> Breakdown:
    return Breakdown(
        code=f"action.by_{dimension}",
        label=f"Personnes présentes, par {label}",
        definition=definition,
        unit=Unit.PERSONS,
        source=sources.participations,
        where=is_present,
        groups=by,
    )


def _share(code: str, label: str, definition: str, part, known=EVERYONE) -> list[Indicator]:
    """A percent of the persons present for whom the trait is known, and its two counts."""

    def rule(scope: Scope) -> Q:
        return part(scope) if callable(part) else part

    return [
        Measure(
            code=f"action.{code}.count",
            label=f"{label} (nombre)",
            definition=definition,
            unit=Unit.PERSONS,
            source=sources.participations,
            where=lambda scope: is_present(scope) & known & rule(scope),
        ),
        Measure(
            code=f"action.{code}.known",
            label=f"{label} (base)",
            definition="Personnes présentes pour lesquelles l’information est connue.",
            unit=Unit.PERSONS,
            source=sources.participations,
            where=lambda scope: is_present(scope) & known,
        ),
        Ratio(
            code=f"action.{code}",
            label=label,
            definition=f"{definition} Part des personnes présentes dont l’information est connue.",
            numerator=f"action.{code}.count",
            denominator=f"action.{code}.known",
        ),
    ]


def _aged(at_least: int | None, at_most: int | None):
    return lambda scope: groups.aged("person__birth_date", scope, at_least, at_most)


GROUPS = [
    _by("sex", "sexe", "Sexe de la personne.", groups.by_sex("person__sex")),
    _by("age", "âge", "Âge révolu à la date.", groups.by_age("person__birth_date")),
    _by("level", "niveau de formation", "Niveau à l’entrée.", groups.by_level("education_level")),
    _by(
        "family",
        "situation familiale",
        "Situation à l’entrée.",
        groups.by_family("family_situation", "has_children"),
    ),
]

SHARES = [
    _share("women", "Femmes", "Femmes.", Q(person__sex=Sex.WOMAN), KNOWN_SEX),
    _share("men", "Hommes", "Hommes.", Q(person__sex=Sex.MAN), KNOWN_SEX),
    _share("under_36", "Moins de 36 ans", "Personnes de 35 ans ou moins.", _aged(None, 35)),
    _share("from_36", "36 ans et plus", "Personnes de 36 ans ou plus.", _aged(36, None)),
    _share("under_46", "Moins de 46 ans", "Personnes de 45 ans ou moins.", _aged(None, 45)),
    _share("from_46", "46 ans et plus", "Personnes de 46 ans ou plus.", _aged(46, None)),
    _share(
        "level_v_or_less",
        "Niveau V ou moins",
        "Niveaux V, V bis, VI et VII.",
        Q(education_level__in=groups.LEVEL_V_OR_LESS),
        KNOWN_LEVEL,
    ),
    _share(
        "level_vi", "Niveau VI", "Niveau VI.", Q(education_level=EducationLevel.VI), KNOWN_LEVEL
    ),
    _share(
        "never_schooled",
        "Personnes jamais scolarisées",
        "Niveau VII : personnes jamais scolarisées.",
        Q(education_level=EducationLevel.VII),
        KNOWN_LEVEL,
    ),
    _share(
        "isolated",
        "Personnes isolées",
        "Personnes ne vivant pas en couple, avec ou sans enfant.",
        ~Q(family_situation__in=COUPLES),
        KNOWN_FAMILY,
    ),
    _share(
        "priority_area",
        "Habitants des quartiers prioritaires",
        "Personnes résidant dans un quartier prioritaire de la politique de la ville.",
        Q(lives_in_priority_area=True),
        Q(lives_in_priority_area__isnull=False),
    ),
    _share(
        "rural",
        "Habitants de l’espace rural",
        f"Personnes d’une commune de moins de {Commune.RURAL_UNDER} habitants.",
        Q(commune__population__lt=Commune.RURAL_UNDER),
        Q(commune__population__isnull=False),
    ),
    _share(
        "rsa_over_24_months",
        "Au RSA depuis plus de 24 mois",
        "Personnes dont la demande de RSA date de 24 mois ou plus à la date.",
        lambda scope: Q(rsa_applied_on__lte=months_before(scope.on, 24)),
        Q(rsa_applied_on__isnull=False),
    ),
    _share(
        "with_vehicle",
        "Personnes ayant un véhicule",
        "Personnes qui disposent d’un véhicule.",
        Q(has_vehicle=True),
        Q(has_vehicle__isnull=False),
    ),
    _share(
        "without_vehicle",
        "Personnes sans véhicule",
        "Personnes qui ne disposent d’aucun véhicule.",
        Q(has_vehicle=False),
        Q(has_vehicle__isnull=False),
    ),
]

INDICATORS = GROUPS + [indicator for share in SHARES for indicator in share]
