"""What lists of recipients are narrowed by: a territory, a right, a day."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_filters import ChoiceFilter, ModelChoiceFilter

from beneficiaries.admin.cancelling import CancelledFilters
from beneficiaries.enums import OPEN_STATES, EducationLevel, Organisation, RightState, Sex
from beneficiaries.models import (
    Attachment,
    Canton,
    Commission,
    DecisionType,
    EngagementContract,
    HouseholdSituation,
    Interview,
    Membership,
    Orientation,
    Support,
)
from plics.filters import DayFilter, ListFilters, PeriodFilter, RelatedFilter, YesNoFilter

OPEN = "ouvert"


def with_others(queryset, name, value):
    """For an answer that narrows only together with others."""
    return queryset


def commissions(request):
    return Commission.objects.visible_to(request.user)


def cantons(request):
    here = Attachment.objects.filter(ends_on=None, commission__in=commissions(request))
    return Canton.objects.filter(pk__in=here.values("canton"))


class CommissionFilter(ModelChoiceFilter):
    def __init__(self, field_name=None, **options):
        options |= {"label": "Commission RSA", "to_field_name": "slug", "queryset": commissions}
        super().__init__(field_name, **options)


class CantonFilter(ModelChoiceFilter):
    def __init__(self, field_name=None, **options):
        options |= {"label": "Canton", "to_field_name": "code", "queryset": cantons}
        super().__init__(field_name, **options)


def communes_in(*, commission=None, canton=None, day=None):
    """Communes attached there on that day."""
    attachments = Attachment.objects.in_force(day or timezone.localdate())
    if commission:
        attachments = attachments.filter(commission=commission)
    if canton:
        attachments = attachments.filter(canton=canton)
    return attachments.values("commune")


class TerritoryFilters(ListFilters):
    """For rows of one commune, found at `commune`."""

    commission = CommissionFilter(method="in_territory")
    canton = CantonFilter(method="in_territory")
    commune = "commune"

    def in_territory(self, queryset, name, value):
        return queryset.filter(**{f"{self.commune}__in": communes_in(**{name: value})})


class CommuneFilters(TerritoryFilters):
    commune = "pk"


class SituationFilters(TerritoryFilters):
    class Meta:
        model = HouseholdSituation
        fields = ["right_state", "family_situation"]


class RecipientFilters(ListFilters):
    """Where one lives, under which right, with which duties: asked of one day, today if unsaid."""

    commission = CommissionFilter(method=with_others)
    canton = CantonFilter(method=with_others)
    droit = ChoiceFilter(
        label="Droit au RSA",
        choices=[(OPEN, "ouvert, versé ou non"), *RightState.choices],
        method=with_others,
    )
    devoirs = YesNoFilter(label="Droits et devoirs", method=with_others)
    au = DayFilter(label="Situation au", method=with_others)

    # The path from a place in a household to the row.
    place = ""

    def filter_queryset(self, queryset):
        """The answers about a day hold together: the same situation satisfies them all."""
        queryset, asked = super().filter_queryset(queryset), self.form.cleaned_data
        day = asked["au"] or timezone.localdate()
        if any(asked[name] for name in ("commission", "canton", "droit")):
            queryset = queryset.filter(self.situated(asked, day))
        if asked["devoirs"]:
            queryset = queryset.filter(self.bound(YesNoFilter.ANSWERS[asked["devoirs"]], day))
        return queryset

    def situated(self, asked, day) -> Q:
        situations = self.situations(day)
        if asked["commission"] or asked["canton"]:
            communes = communes_in(commission=asked["commission"], canton=asked["canton"], day=day)
            situations = situations.filter(commune__in=communes)
        if asked["droit"] == OPEN:
            situations = situations.filter(right_state__in=OPEN_STATES)
        elif asked["droit"]:
            situations = situations.filter(right_state=asked["droit"])
        return Q(Exists(situations))

    def situations(self, day):
        return HouseholdSituation.objects.on(day).filter(household=OuterRef("pk"))

    def bound(self, answer: bool, day) -> Q:
        places = Membership.objects.on(day).filter(has_rights_and_duties=answer)
        return Q(Exists(places.filter(**{self.place: OuterRef("pk")})))


class HouseholdFilters(RecipientFilters):
    organisme = ChoiceFilter("organisation", label="Organisme", choices=Organisation.choices)
    place = "household"


class PersonFilters(RecipientFilters):
    menage = ChoiceFilter(
        label="Ménage", choices=[("rsa", "au RSA"), ("hors-rsa", "hors du RSA")], method="in_file"
    )
    sexe = ChoiceFilter("sex", label="Sexe", choices=Sex.choices)
    niveau = ChoiceFilter(
        "education_level", label="Niveau de formation", choices=EducationLevel.choices
    )
    quartier = YesNoFilter("lives_in_priority_area", label="Quartier prioritaire")
    place = "person"

    def in_file(self, queryset, name, value):
        known = Exists(Membership.objects.filter(person=OuterRef("pk")))
        return queryset.filter(~known if value == "hors-rsa" else known)

    def situations(self, day):
        """Of the households where the person has a place that day."""
        places = Membership.objects.on(day).filter(person=OuterRef(OuterRef("pk")))
        return HouseholdSituation.objects.on(day).filter(household__in=places.values("household"))

    def situated(self, asked, day) -> Q:
        """A person outside the RSA has a commune of their own, and no right."""
        found = super().situated(asked, day)
        if asked["droit"]:
            return found
        communes = communes_in(commission=asked["commission"], canton=asked["canton"], day=day)
        outside = ~Exists(Membership.objects.filter(person=OuterRef("pk")))
        return found | Q(outside, commune__in=communes)


class SittingFilters(ListFilters):
    commission = CommissionFilter("commission")
    seance = PeriodFilter("held_on", label="Séance")
    type = ModelChoiceFilter(
        label="Avec une décision",
        queryset=DecisionType.objects.all(),
        to_field_name="code",
        method="deciding",
    )

    def deciding(self, queryset, name, value):
        # Not a join: it would count only these decisions of each sitting.
        return queryset.filter(pk__in=value.decision_set.values("sitting"))


class DecisionFilters(CancelledFilters, ListFilters):
    commission = CommissionFilter("sitting__commission")
    seance = PeriodFilter("sitting__held_on", label="Séance")
    type = RelatedFilter(
        "type", label="Décision", queryset=DecisionType.objects.all(), to_field_name="code"
    )
    sanction = YesNoFilter("type__is_sanction", label="Sanction")


class OrientationFilters(CancelledFilters, ListFilters):
    attente = ChoiceFilter(
        label="Notification",
        choices=[("oui", "en attente"), ("non", "faite")],
        method="in_waiting_state",
    )
    information = PeriodFilter("informed_on", label="Information reçue")

    def in_waiting_state(self, queryset, name, value):
        return queryset.filter(notified_on__isnull=value == "oui")

    class Meta:
        model = Orientation
        fields = ["path", "body"]


class SupportFilters(CancelledFilters, ListFilters):
    class Meta:
        model = Support
        fields = ["commission", "body", "end_reason", "needs"]


class ContractFilters(CancelledFilters, ListFilters):
    class Meta:
        model = EngagementContract
        fields = ["commission", "kind", "body"]


class InterviewFilters(CancelledFilters, ListFilters):
    class Meta:
        model = Interview
        fields = ["commission", "kind", "body"]
