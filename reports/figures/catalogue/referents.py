"""What the organisations that accompany recipients did in the year."""

from django.db.models import F, Model, Q

from actions.models import Action, Agreement
from beneficiaries.models import (
    ContractKind,
    EngagementContract,
    Interview,
    InterviewKind,
    Need,
    Referent,
    ReferentBody,
    Step,
    Support,
    SupportEndReason,
    is_supported_during,
)
from reports.figures import groups
from reports.figures.base import Level, Origin, Rows, Scope, Source, Spread, Timing, Unit
from reports.figures.indicators import Breakdown, Family, Measure, Printed, Secrecy, ToDate

REFERENT_SUBJECT = "body__action__slug"


def agreed(scope: Scope, path: str = "") -> Q:
    """Rows in the commission where the referent's action has an agreement that year."""
    return Q(
        **{
            f"{path}body__action__agreements__year": scope.year,
            f"{path}body__action__agreements__commission": F(f"{path}commission"),
        }
    )


def _of_referent(
    name: str, rows: Rows, base: str, covers: str, reads: tuple[type[Model], ...], path: str = ""
) -> Source:
    return Source(
        name=name,
        rows=rows,
        place=f"{path}commission_id",
        by=Level.COMMISSION,
        subject=f"{path}{REFERENT_SUBJECT}",
        spread=Spread.REFERENTS,
        timing=Timing.YEAR,
        base=base,
        covers=covers,
        origin=Origin.REFERENTS,
        reads=(Action, Agreement, ReferentBody, *reads),
    )


def supported(scope: Scope, path: str = "") -> Q:
    return is_supported_during(scope.period, path)


supports = _of_referent(
    "supports",
    lambda scope: Support.objects.filter(supported(scope), agreed(scope)),
    "Accompagnements actifs dans l’année.",
    "personnes accompagnées",
    (Support, SupportEndReason),
)
support_needs = _of_referent(
    "support_needs",
    lambda scope: Support.needs.through.objects.filter(
        supported(scope, "support__"), agreed(scope, "support__")
    ),
    "Problématiques repérées ; une personne peut en connaître plusieurs.",
    "problématiques des personnes accompagnées",
    (Support, Support.needs.through, Need),
    "support__",
)
support_steps = _of_referent(
    "support_steps",
    lambda scope: Support.steps.through.objects.filter(
        supported(scope, "support__"), agreed(scope, "support__")
    ),
    "Démarches engagées dans le cadre du contrat ; une personne peut en engager plusieurs.",
    "démarches des personnes accompagnées",
    (Support, Support.steps.through, Step),
    "support__",
)
contracts = _of_referent(
    "contracts",
    lambda scope: EngagementContract.objects.filter(
        agreed(scope), signed_on__range=(scope.period.start, scope.period.end)
    ),
    "Contrats signés dans l’année.",
    "contrats signés",
    (ContractKind, EngagementContract),
)
interviews = _of_referent(
    "interviews",
    lambda scope: Interview.objects.filter(
        agreed(scope), held_on__range=(scope.period.start, scope.period.end)
    ),
    "Entretiens tenus dans l’année.",
    "entretiens tenus",
    (Interview, InterviewKind),
)
referents = Source(
    name="referents",
    rows=lambda scope: Referent.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=scope.period.start),
        Q(starts_on=None) | Q(starts_on__lte=scope.period.end),
        body__action__agreements__year=scope.year,
    ),
    place="body__action__agreements__commission_id",
    by=Level.COMMISSION,
    subject=REFERENT_SUBJECT,
    spread=Spread.REFERENTS,
    timing=Timing.YEAR,
    base="Référents en poste dans l’année.",
    covers="référents en poste",
    origin=Origin.REFERENTS,
    reads=(Action, Agreement, Referent, ReferentBody),
)


def _ended(scope: Scope) -> Q:
    return Q(ends_on__range=(scope.period.start, scope.period.end))


INDICATORS = [
    Measure(
        code="referent.persons",
        label="Personnes accompagnées",
        definition="Personnes distinctes accompagnées par l’organisme à un moment de l’année.",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.PERSONS,
        source=supports,
        distinct="person_id",
    ),
    Measure(
        code="referent.staff",
        label="Référents",
        definition="Référents de l’organisme en poste dans l’année.",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.OPEN,
        adds_up=(),
        unit=Unit.PERSONS,
        source=referents,
    ),
    Measure(
        code="referent.contracts",
        label="Contrats signés",
        definition="Contrats d’engagements réciproques signés dans l’année.",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        persons="referent.persons",
        adds_up=(),
        unit=Unit.CONTRACTS,
        source=contracts,
    ),
    Breakdown(
        code="referent.contracts.by_kind",
        label="Contrats signés, par type",
        definition="Premier contrat, renouvellement, avenant…",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits="referent.contracts",
        said="Type le plus fréquent : {label}, {part}",
        unit=Unit.CONTRACTS,
        source=contracts,
        groups=groups.by_nomenclature(ContractKind, "kind__code"),
    ),
    Measure(
        code="referent.interviews",
        label="Entretiens",
        definition="Entretiens tenus dans l’année.",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        persons="referent.persons",
        adds_up=(),
        unit=Unit.INTERVIEWS,
        source=interviews,
    ),
    Breakdown(
        code="referent.interviews.by_kind",
        label="Entretiens, par forme",
        definition="Au bureau, à domicile, par téléphone, tripartite…",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits="referent.interviews",
        said="Forme la plus fréquente : {label}, {part}",
        unit=Unit.INTERVIEWS,
        source=interviews,
        groups=groups.by_nomenclature(InterviewKind, "kind__code"),
    ),
    Breakdown(
        code="referent.needs",
        label="Problématiques repérées",
        definition="Problématiques des personnes accompagnées ; une personne peut en connaître "
        "plusieurs.",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits=None,
        said="Problématique la plus fréquente : {label}, {part}",
        unit=Unit.NEEDS,
        source=support_needs,
        groups=groups.by_nomenclature(Need, "need__code"),
    ),
    Breakdown(
        code="referent.steps",
        label="Démarches engagées",
        definition="Démarches des personnes accompagnées ; une personne peut en engager plusieurs.",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits=None,
        said="Démarche la plus fréquente : {label}, {part}",
        unit=Unit.STEPS,
        source=support_steps,
        groups=groups.by_nomenclature(Step, "step__code"),
    ),
    Measure(
        code="referent.exits",
        label="Fins d’accompagnement",
        definition="Accompagnements terminés dans l’année.",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.EXITS,
        source=supports,
        where=_ended,
        covers="fins d’accompagnement",
    ),
    Breakdown(
        code="referent.exits.by_reason",
        label="Fins d’accompagnement, par motif",
        definition="Motif donné à la fin de l’accompagnement.",
        family=Family.REFERENTS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits="referent.exits",
        said="Motif le plus fréquent : {label}, {part}",
        counted_as=("fin d’accompagnement", "fins d’accompagnement"),
        unit=Unit.EXITS,
        source=supports,
        where=_ended,
        covers="fins d’accompagnement",
        groups=groups.by_nomenclature(SupportEndReason, "end_reason__code"),
    ),
]
