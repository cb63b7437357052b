"""What lists of agreements and participations are narrowed by."""

from django.utils import timezone
from django_filters import ChoiceFilter

from actions.enums import Audience, ExitGroup, ProposalEnd
from actions.models import Action, Axis, ProposalEndReason, Provider
from beneficiaries.admin.cancelling import CancelledFilters
from beneficiaries.admin.filters import CommissionFilter
from plics.filters import ListFilters, PeriodFilter, RelatedFilter, ValuesFilter


class AgreementFilters(ListFilters):
    annee = ValuesFilter("year", label="Année")
    commission = CommissionFilter("commission")
    axe = RelatedFilter("action__axis", label="Axe", queryset=Axis.objects.all())
    structure = RelatedFilter(
        "action__provider", label="Structure", queryset=Provider.objects.all()
    )


class ParticipationFilters(CancelledFilters, ListFilters):
    annee = ValuesFilter("agreement__year", label="Année de la convention")
    commission = CommissionFilter("agreement__commission")
    axe = RelatedFilter("agreement__action__axis", label="Axe", queryset=Axis.objects.all())
    structure = RelatedFilter(
        "agreement__action__provider", label="Structure", queryset=Provider.objects.all()
    )
    action = RelatedFilter(
        "agreement__action",
        label="Action",
        queryset=Action.objects.order_by("title"),
        to_field_name="slug",
    )
    etat = ChoiceFilter(
        label="État",
        choices=[
            ("en-cours", "en cours"),
            ("sorties", "sorties"),
            ("sans-issue", "sorties sans issue"),
            ("abandons", "abandons"),
        ],
        method="in_state",
    )
    issue = ChoiceFilter("outcome__group", label="Issue", choices=ExitGroup.choices)
    public = ChoiceFilter("audience", label="Public", choices=Audience.choices)
    entree = PeriodFilter("entered_on", label="Entrée")
    sortie_prevue = PeriodFilter("planned_exit_on", label="Sortie prévue")
    sortie = PeriodFilter("exited_on", label="Sortie")

    def in_state(self, queryset, name, value):
        if value == "sans-issue":
            return queryset.lacking_outcome()
        if value == "abandons":
            return queryset.filter(is_dropout=True)
        return queryset.filter(exited_on__isnull=value == "en-cours")


class ProposalFilters(CancelledFilters, ListFilters):
    annee = ValuesFilter("agreement__year", label="Année de la convention")
    commission = CommissionFilter("agreement__commission")
    action = RelatedFilter(
        "agreement__action",
        label="Action",
        queryset=Action.objects.order_by("title"),
        to_field_name="slug",
    )
    etat = ChoiceFilter(
        label="État",
        choices=[("attente", "en attente"), ("entree", "entrées"), *ProposalEnd.choices],
        method="in_state",
    )
    motif = RelatedFilter(
        "reason", label="Motif", queryset=ProposalEndReason.objects.all(), to_field_name="code"
    )
    proposee = PeriodFilter("proposed_on", label="Proposée")

    def in_state(self, queryset, name, value):
        if value == "attente":
            return queryset.waiting(timezone.localdate())
        if value == "entree":
            return queryset.with_entry().filter(entered_on__isnull=False)
        return queryset.filter(ending=value)
