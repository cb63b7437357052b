"""What lists of agreements and participations are narrowed by."""

from django_filters import ChoiceFilter

from actions.enums import Audience, ExitGroup
from actions.models import Action, Axis, Provider
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
    sortie = PeriodFilter("exited_on", label="Sortie")

    def in_state(self, queryset, name, value):
        if value == "sans-issue":
            return queryset.lacking_outcome()
        if value == "abandons":
            return queryset.filter(is_dropout=True)
        return queryset.filter(exited_on__isnull=value == "en-cours")
