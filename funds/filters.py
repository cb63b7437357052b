from django_filters import ChoiceFilter
from django_filters.fields import ModelChoiceField

from beneficiaries.admin.cancelling import CancelledFilters
from beneficiaries.admin.filters import TerritoryFilters
from funds.models import AidDecision, AidNature, Fund
from plics.filters import PeriodFilter, RelatedFilter

# No decision yet.
PENDING = "attente"


class NatureField(ModelChoiceField):
    def label_from_instance(self, nature):
        return f"{nature.fund} – {nature.label}"


class NatureFilter(RelatedFilter):
    field_class = NatureField


class AidFilters(CancelledFilters, TerritoryFilters):
    fonds = RelatedFilter("fund", label="Fonds", queryset=Fund.objects.all(), to_field_name="code")
    nature = NatureFilter(
        "nature", label="Nature", queryset=AidNature.objects.select_related("fund")
    )
    decision = ChoiceFilter(
        label="Décision",
        choices=[(PENDING, "en attente"), *AidDecision.choices],
        method="in_state",
    )
    decidee = PeriodFilter("decided_on", label="Décidée")

    def in_state(self, queryset, name, value):
        return queryset.filter(decision="" if value == PENDING else value)
