"""What the organisations that accompany recipients did in the year."""

from django.db.models import Q

from beneficiaries.models import ContractKind, InterviewKind, Need, Step, SupportEndReason
from reports.indicators import groups, sources
from reports.indicators.base import Breakdown, Measure, Scope, Unit


def _ended(scope: Scope) -> Q:
    return Q(ends_on__range=(scope.period.start, scope.period.end))


INDICATORS = [
    Measure(
        code="referent.persons",
        label="Personnes accompagnées",
        definition="Personnes distinctes accompagnées par l’organisme à un moment de l’année.",
        unit=Unit.PERSONS,
        source=sources.supports,
        distinct="person_id",
    ),
    Measure(
        code="referent.staff",
        label="Référents",
        definition="Référents de l’organisme en poste dans l’année.",
        unit=Unit.PERSONS,
        source=sources.referents,
    ),
    Measure(
        code="referent.contracts",
        label="Contrats signés",
        definition="Contrats d’engagements réciproques signés dans l’année.",
        unit=Unit.CONTRACTS,
        source=sources.contracts,
    ),
    Breakdown(
        code="referent.contracts.by_kind",
        label="Contrats signés, par type",
        definition="Premier contrat, renouvellement, avenant…",
        unit=Unit.CONTRACTS,
        source=sources.contracts,
        groups=groups.by_nomenclature(ContractKind, "kind__code"),
    ),
    Measure(
        code="referent.interviews",
        label="Entretiens",
        definition="Entretiens tenus dans l’année.",
        unit=Unit.INTERVIEWS,
        source=sources.interviews,
    ),
    Breakdown(
        code="referent.interviews.by_kind",
        label="Entretiens, par forme",
        definition="Au bureau, à domicile, par téléphone, tripartite…",
        unit=Unit.INTERVIEWS,
        source=sources.interviews,
        groups=groups.by_nomenclature(InterviewKind, "kind__code"),
    ),
    Breakdown(
        code="referent.needs",
        label="Problématiques repérées",
        definition="Problématiques des personnes accompagnées ; une personne peut en connaître "
        "plusieurs.",
        unit=Unit.NEEDS,
        source=sources.support_needs,
        groups=groups.by_nomenclature(Need, "need__code"),
    ),
    Breakdown(
        code="referent.steps",
        label="Démarches engagées",
        definition="Démarches des personnes accompagnées ; une personne peut en engager plusieurs.",
        unit=Unit.STEPS,
        source=sources.support_steps,
        groups=groups.by_nomenclature(Step, "step__code"),
    ),
    Measure(
        code="referent.exits",
        label="Fins d’accompagnement",
        definition="Accompagnements terminés dans l’année.",
        unit=Unit.EXITS,
        source=sources.supports,
        where=_ended,
    ),
    Breakdown(
        code="referent.exits.by_reason",
        label="Fins d’accompagnement, par motif",
        definition="Motif donné à la fin de l’accompagnement.",
        unit=Unit.EXITS,
        source=sources.supports,
        where=_ended,
        groups=groups.by_nomenclature(SupportEndReason, "end_reason__code"),
    ),
]
