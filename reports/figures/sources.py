"""The populations that figures count, each said once."""

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from actions.enums import LicenceStage
from actions.models import (
    Action,
    Agreement,
    CapacityShare,
    CapacityUnit,
    ExitOutcome,
    MeasureKind,
    Milestone,
    OffPersonMeasure,
    Pact,
    PactAction,
    PactAxis,
    Participation,
    PassedMilestone,
    TakenStep,
    Target,
    TargetKind,
    is_active_during,
)
from beneficiaries.models import (
    Commune,
    Decision,
    DecisionType,
    HouseholdSituation,
    Membership,
    Person,
    Sitting,
    Step,
)
from funds.models import Aid, AidNature, Fund, FundBudget, RefusalReason
from reports.figures.base import Level, Origin, Rows, Scope, Source, Spread, Timing


def open_households(scope: Scope) -> QuerySet[HouseholdSituation]:
    return HouseholdSituation.objects.on(scope.on).with_open_right().with_children(scope.on)


def covered_persons(scope: Scope) -> QuerySet[Membership]:
    return Membership.objects.covered(scope.on)


residents = Source(
    name="residents",
    rows=lambda scope: Commune.objects.all(),
    place="pk",
    by=Level.COMMUNE,
    spread=Spread.EVERYWHERE,
    timing=Timing.LASTING,
    base="Population municipale des communes.",
    covers="habitants",
    origin=Origin.CENSUS,
    reads=(Commune,),
)
households = Source(
    name="households",
    rows=open_households,
    place="commune_id",
    by=Level.COMMUNE,
    spread=Spread.EVERYWHERE,
    timing=Timing.STOCK,
    base="Ménages dont le droit au RSA est ouvert à la date (états 2, 3 et 4).",
    covers="ménages dont le droit au RSA est ouvert",
    origin=Origin.PAYERS,
    flags=("has_children",),
    reads=(HouseholdSituation, Membership),
)
persons = Source(
    name="persons",
    rows=covered_persons,
    place="situation__commune_id",
    by=Level.COMMUNE,
    spread=Spread.EVERYWHERE,
    timing=Timing.STOCK,
    base="Personnes des ménages dont le droit au RSA est ouvert à la date.",
    covers="personnes des ménages dont le droit au RSA est ouvert",
    origin=Origin.PAYERS,
    flags=("role",),
    reads=(HouseholdSituation, Membership, Person),
)
decisions = Source(
    name="decisions",
    rows=lambda scope: Decision.objects.taken_during(scope.period),
    place="sitting__commission_id",
    by=Level.COMMISSION,
    spread=Spread.COMMISSIONS,
    timing=Timing.YEAR,
    base="Décisions prises dans l’année en séance de la commission.",
    covers="décisions prises en séance",
    origin=Origin.COMMISSIONS,
    reads=(Decision, DecisionType, Sitting),
)

# --- actions ---------------------------------------------------------------------------

# Of a row that hangs on a participation: see `Cancellable`.
STANDING = Q(participation__cancelled_at=None)
OF_PARTICIPATION = (Action, Agreement, Participation)


def exits_until(scope: Scope, path: str = "agreement__reference_date") -> Coalesce | Value:
    """The day given on the agreement; where a day is asked, that day and no other."""
    end = Value(scope.period.end, output_field=DateField())
    return end if scope.is_to_date else Coalesce(F(path), end)


def is_present(scope: Scope, path: str = "") -> Q:
    """Active at any time of the calendar year."""
    return is_active_during(scope.period, path)


def of_audience(scope: Scope, path: str = "") -> Q:
    return Q(**{f"{path}audience": scope.audience}) if scope.audience else Q()


def is_mobilised(scope: Scope) -> Q:
    """Active between 1 January and the reference day."""
    return is_present(scope) & Q(entered_on__lte=scope.on)


def has_entered(scope: Scope) -> Q:
    return Q(entered_on__range=(scope.period.start, scope.period.end))


def has_left(scope: Scope) -> Q:
    """Left between 1 January and the date given on the agreement."""
    return Q(exited_on__gte=scope.period.start, exited_on__lte=exits_until(scope))


mobilised = Source(
    name="mobilised",
    rows=lambda scope: Participation.objects.filter(
        is_mobilised(scope), of_audience(scope), agreement__year=scope.year
    ),
    place="agreement__commission_id",
    by=Level.COMMISSION,
    spread=Spread.COMMISSIONS,
    timing=Timing.TO_DATE,
    base="Mesures : participations actives entre le 1er janvier et la date.",
    covers="mesures (participations aux actions du programme)",
    origin=Origin.PROVIDERS,
    reads=(Action, Agreement, Participation, Person),
)


def _passed(stage: LicenceStage) -> Exists:
    return Exists(
        PassedMilestone.objects.filter(participation=OuterRef("pk"), milestone__licence_stage=stage)
    )


participations = Source(
    name="participations",
    rows=lambda scope: Participation.objects.filter(
        of_audience(scope), agreement__year=scope.year
    ).annotate(
        has_theory=_passed(LicenceStage.THEORY_PASSED),
        has_driven=_passed(LicenceStage.DRIVING_FINISHED),
    ),
    place="agreement__commission_id",
    by=Level.COMMISSION,
    subject="agreement__action__slug",
    spread=Spread.AGREED,
    timing=Timing.AGREEMENT,
    base="Participations relevant de la convention de l’année.",
    covers="participations relevant de la convention",
    origin=Origin.PROVIDERS,
    flags=("has_theory", "has_driven"),
    reads=(*OF_PARTICIPATION, Commune, ExitOutcome, Milestone, PassedMilestone, Person),
)
participation_steps = Source(
    name="participation_steps",
    rows=lambda scope: TakenStep.objects.filter(
        STANDING,
        is_present(scope, "participation__"),
        of_audience(scope, "participation__"),
        participation__agreement__year=scope.year,
    ),
    place="participation__agreement__commission_id",
    by=Level.COMMISSION,
    subject="participation__agreement__action__slug",
    spread=Spread.AGREED,
    timing=Timing.YEAR,
    base="Démarches des personnes présentes dans l’année ; une personne peut en engager plusieurs.",
    covers="démarches des personnes présentes",
    origin=Origin.PROVIDERS,
    reads=(*OF_PARTICIPATION, TakenStep, Step),
)
milestones = Source(
    name="milestones",
    rows=lambda scope: PassedMilestone.objects.filter(
        STANDING,
        is_present(scope, "participation__"),
        of_audience(scope, "participation__"),
        participation__agreement__year=scope.year,
    ),
    place="participation__agreement__commission_id",
    by=Level.COMMISSION,
    subject="participation__agreement__action__slug",
    spread=Spread.AGREED,
    timing=Timing.YEAR,
    base="Étapes franchies par les personnes présentes dans l’année.",
    covers="étapes franchies par les personnes présentes",
    origin=Origin.PROVIDERS,
    reads=(*OF_PARTICIPATION, Milestone, PassedMilestone),
)


def _of_agreement(
    name: str,
    rows: Rows,
    base: str,
    *reads: type[Model],
    covers: str,
    origin: Origin = Origin.AGREEMENTS,
) -> Source:
    return Source(
        name=name,
        rows=rows,
        place="agreement__commission_id",
        by=Level.COMMISSION,
        subject="agreement__action__slug",
        spread=Spread.AGREED,
        timing=Timing.YEAR,
        base=base,
        covers=covers,
        origin=origin,
        reads=(Action, Agreement, *reads),
    )


agreements = Source(
    name="agreements",
    rows=lambda scope: Agreement.objects.of_year(scope.year),
    place="commission_id",
    by=Level.COMMISSION,
    subject="action__slug",
    spread=Spread.AGREED,
    timing=Timing.YEAR,
    base="Conventions de l’année.",
    covers="conventions de l’année",
    origin=Origin.AGREEMENTS,
    reads=(Action, Agreement, CapacityUnit),
)
capacity_shares = _of_agreement(
    "capacity_shares",
    lambda scope: CapacityShare.objects.filter(agreement__year=scope.year),
    "Capacités de la convention réservées à un public.",
    CapacityShare,
    covers="capacités de la convention",
)
targets = _of_agreement(
    "targets",
    lambda scope: Target.objects.filter(agreement__year=scope.year),
    "Objectifs fixés par la convention de l’année.",
    Target,
    TargetKind,
    covers="objectifs de la convention",
)
realised = _of_agreement(
    "realised",
    lambda scope: OffPersonMeasure.objects.filter(
        agreement__year=scope.year, done_on__lte=exits_until(scope)
    ),
    "Réalisations hors personnes, jusqu’à la date de la convention.",
    OffPersonMeasure,
    MeasureKind,
    covers="réalisations hors personnes",
    origin=Origin.PROVIDERS,
)

# --- funds -----------------------------------------------------------------------------

aids = Source(
    name="aids",
    rows=lambda scope: Aid.objects.decided_during(scope.period),
    place="commune_id",
    by=Level.COMMUNE,
    subject="fund__code",
    spread=Spread.FUNDS,
    timing=Timing.YEAR,
    base="Demandes décidées dans l’année civile, selon la commune de la personne.",
    covers="demandes d’aide décidées",
    origin=Origin.FUNDS,
    reads=(Aid, AidNature, Fund, RefusalReason),
)
budgets = Source(
    name="budgets",
    rows=lambda scope: FundBudget.objects.filter(year=scope.year),
    place="commission_id",
    by=Level.COMMISSION,
    subject="fund__code",
    spread=Spread.FUND_COMMISSIONS,
    timing=Timing.YEAR,
    base="Budgets votés ; un budget sans commission vaut pour le département.",
    covers="budgets votés",
    origin=Origin.FUNDS,
    reads=(Fund, FundBudget),
)

# --- pact ------------------------------------------------------------------------------


def _count_of(model: type[PactAxis] | type[PactAction], path: str) -> Subquery:
    rows = model.objects.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Subquery(rows.annotate(n=Count("pk")).values("n"))


def pact_in_force(scope: Scope) -> QuerySet[Pact]:
    """The pact of the programme year, the year after the evaluated one."""
    programme = scope.year + 1
    return Pact.objects.filter(starts_year__lte=programme, ends_year__gte=programme).annotate(
        axis_count=_count_of(PactAxis, "pact"),
        sheet_count=_count_of(PactAction, "axis__pact"),
        duration=F("ends_year") - F("starts_year") + 1,
    )


pacts = Source(
    name="pacts",
    rows=pact_in_force,
    place="pk",
    by=Level.DEPARTMENT,
    spread=Spread.DEPARTMENT,
    timing=Timing.LASTING,
    base="Pacte en vigueur l’année du programme.",
    covers="pacte en vigueur",
    origin=Origin.PACT,
    reads=(Pact, PactAction, PactAxis),
)
