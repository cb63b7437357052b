"""The participants of a commission's actions, all actions together."""

from django.db.models import Q

from actions.models import Action
from reports.figures import groups, sources
from reports.figures.base import KNOWN, Unit
from reports.figures.declaring import share
from reports.figures.indicators import (
    Breakdown,
    Family,
    Groups,
    Measure,
    MergedClass,
    Printed,
    Ratio,
    Secrecy,
)

FAMILY = groups.by_family("family_situation", "has_children")
BASE = "Une personne compte autant de fois qu’elle suit de mesures."


def _by(
    dimension: str,
    label: str,
    definition: str,
    by: Groups,
    said: str,
    merged: tuple[MergedClass, ...] = (),
) -> Breakdown:
    return Breakdown(
        code=f"actions.participants.by_{dimension}",
        label=f"Mesures mobilisées, par {label}",
        definition=f"{definition} {BASE}",
        family=Family.PARTICIPANTS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        splits="actions.measures",
        said=said,
        unit=Unit.MEASURES,
        source=sources.mobilised,
        groups=by,
        merged=merged,
        per_subject=f"action.by_{dimension}",
    )


def _aims() -> dict[str, str | None]:
    return dict(Action.objects.values_list("slug", "aim"))


INDICATORS = [
    Measure(
        code="actions.measures",
        label="Mesures mobilisées",
        definition="Participations aux actions conventionnées dans l’année, actives entre le "
        f"1er janvier et la date. {BASE}",
        family=Family.PARTICIPANTS,
        printed=Printed.BOTH_YEARS,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        per_subject="action.present",
        unit=Unit.MEASURES,
        source=sources.mobilised,
    ),
    Breakdown(
        code="actions.measures.by_aim",
        label="Mesures mobilisées, par visée",
        definition="Visée de l’action : professionnelle, mobilité ou sociale.",
        family=Family.PARTICIPANTS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        splits="actions.measures",
        said="Visée la plus mobilisée : {label}, {part}",
        unit=Unit.MEASURES,
        source=sources.mobilised,
        groups=groups.by_aim("agreement__action__aim"),
        per_subject="action.present",
        subjects=_aims,
    ),
    _by(
        "sex",
        "sexe de la personne",
        "Sexe de la personne.",
        groups.by_sex("person__sex"),
        "{part} sont suivies par des {label}",
    ),
    _by(
        "age",
        "âge de la personne",
        "Âge en années révolues à la date.",
        groups.by_age("person__birth_date"),
        "Tranche d’âge la plus fréquente : {label}, {part}",
        groups.MERGED_AGES,
    ),
    _by(
        "level",
        "niveau de formation",
        "Niveau connu à l’entrée ; les parts portent sur les niveaux connus.",
        groups.by_level("education_level"),
        "Niveau le plus fréquent : {level}, {part}",
    ),
    _by(
        "family",
        "situation familiale",
        "Situation connue à l’entrée.",
        FAMILY,
        "Situation la plus fréquente : {label}, {part}",
    ),
    Measure(
        code="actions.participants.known_level",
        label="Mesures dont le niveau de formation est connu",
        definition="Mesures dont le participant a un niveau de formation renseigné.",
        family=Family.PARTICIPANTS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=((("actions.participants.by_level", KNOWN),),),
        unit=Unit.MEASURES,
        source=sources.mobilised,
        where=lambda scope: ~Q(education_level=""),
    ),
    Measure(
        code="actions.participants.level_v_or_less.count",
        label="Mesures dont le participant a au plus le niveau V",
        definition="Niveaux V, V bis, VI et VII.",
        family=Family.PARTICIPANTS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=(groups.terms("actions.participants.by_level", "V", "VBIS", "VI", "VII"),),
        unit=Unit.MEASURES,
        source=sources.mobilised,
        where=lambda scope: groups.LEVEL_V_OR_LESS,
    ),
    Measure(
        code="actions.participants.known_family",
        label="Mesures dont la situation familiale est connue",
        definition="Mesures dont le participant a une situation familiale renseignée.",
        family=Family.PARTICIPANTS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=((("actions.participants.by_family", KNOWN),),),
        unit=Unit.MEASURES,
        source=sources.mobilised,
        where=lambda scope: ~Q(family_situation=""),
    ),
    Measure(
        code="actions.participants.isolated.count",
        label="Mesures suivies par des personnes isolées",
        definition="Participants ne vivant pas en couple, avec ou sans enfant.",
        family=Family.PARTICIPANTS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=(groups.terms("actions.participants.by_family", "single", "single_parent"),),
        unit=Unit.MEASURES,
        source=sources.mobilised,
        where=lambda scope: groups.ISOLATED,
    ),
    Ratio(
        code="actions.participants.level_completeness",
        label="Niveau de formation renseigné",
        definition="Part des mesures dont le niveau de formation du participant est connu.",
        family=Family.PARTICIPANTS,
        printed=Printed.EVALUATED,
        said=None,
        numerator="actions.participants.known_level",
        denominator="actions.measures",
    ),
    Ratio(
        code="actions.participants.level_v_or_less",
        label="Mesures suivies par des personnes de niveau V ou moins",
        definition="Part des mesures suivies à un niveau V, V bis, VI ou VII, parmi celles dont le "
        "niveau est connu.",
        family=Family.PARTICIPANTS,
        printed=Printed.EVALUATED,
        said=None,
        numerator="actions.participants.level_v_or_less.count",
        denominator="actions.participants.known_level",
    ),
    Ratio(
        code="actions.participants.isolated",
        label="Part des mesures suivies par des personnes isolées",
        definition="Part des mesures suivies par des personnes qui ne vivent pas en couple, avec "
        "ou sans enfant, parmi celles dont la situation est connue.",
        family=Family.PARTICIPANTS,
        printed=Printed.EVALUATED,
        said=None,
        numerator="actions.participants.isolated.count",
        denominator="actions.participants.known_family",
    ),
    *share(
        "actions.participants.priority_area",
        "Mesures suivies par des habitants des quartiers prioritaires",
        "Mesures suivies par des habitants des quartiers prioritaires de la politique de la ville.",
        source=sources.mobilised,
        within=lambda scope: Q(),
        part=lambda scope: Q(lives_in_priority_area=True),
        known=Q(lives_in_priority_area__isnull=False),
        known_as="Mesures dont on sait si le participant habite un quartier prioritaire.",
        share_of="Part des mesures pour lesquelles on le sait.",
        unit=Unit.MEASURES,
        family=Family.PARTICIPANTS,
        said="{share} d’habitants des quartiers prioritaires",
        within_sums=(("actions.measures",),),
    ),
]
