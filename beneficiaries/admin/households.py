from django import forms
from django.contrib import admin
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.utils.timezone import localdate

from beneficiaries.admin.cancelling import KeptOnceCounted
from beneficiaries.admin.filters import HouseholdFilters, SituationFilters
from beneficiaries.enums import FamilySituation, PersonRole, RightState
from beneficiaries.models import Correction, Household, HouseholdSituation, Membership
from beneficiaries.models.rights import frozen_refusal
from plics.admin import BaseAdmin, ReadOnly, TabularInline
from plics.admin_lists import page_link
from plics.admin_site import Task
from plics.attention import Attention
from plics.permissions import visible


class ProtectedFields(forms.MultipleChoiceField):
    """Names of fields, kept as a list, ticked by their French labels."""

    def __init__(self, model, names):
        super().__init__(
            label="Champs protégés",
            required=False,
            choices=[(name, model._meta.get_field(name).verbose_name) for name in names],
            widget=forms.CheckboxSelectMultiple,
            help_text="Les imports ne changeront plus les champs cochés.",
        )


class HouseholdForm(forms.ModelForm):
    protected_fields = ProtectedFields(HouseholdSituation, ["organisation"])


class SituationInline(TabularInline):
    model = HouseholdSituation
    autocomplete_fields = ["commune"]
    fields = [
        "starts_on",
        "ends_on",
        "right_state",
        "commune",
        "family_situation",
        "applied_on",
        "rsa_type",
        "organisation",
        "closing_reason",
    ]


class MembershipInline(TabularInline):
    model = Membership
    autocomplete_fields = ["person"]
    fields = ["person", "role", "has_rights_and_duties", "starts_on", "ends_on"]
    addable = ["person"]

    def get_queryset(self, request):
        """Somebody gone to another territory is no longer named to a coordinator."""
        return visible(super().get_queryset(request), request.user)


def latest(field: str):
    situations = HouseholdSituation.objects.filter(household=OuterRef("pk")).order_by("-starts_on")
    return Subquery(situations.values(field)[:1])


def payer_today(key: str):
    """Who pays the household of that key today; nobody once its last situation has ended."""
    situations = HouseholdSituation.objects.on(localdate()).filter(household=OuterRef(key))
    return Subquery(situations.values("organisation")[:1])


def applicant(key: str = "pk"):
    places = Membership.objects.filter(household=OuterRef(key), role=PersonRole.APPLICANT)
    name = Concat("person__last_name", Value(" "), "person__first_name", output_field=CharField())
    return Subquery(places.order_by("-starts_on").annotate(name=name).values("name")[:1])


@admin.register(Household)
class HouseholdAdmin(KeptOnceCounted, BaseAdmin):
    counted_by = ("situations", "memberships")
    task = Task.RECIPIENTS
    import_kind = "beneficiaires"
    completed = {"payer": ("organisme", payer_today)}
    form = HouseholdForm
    change_form_template = "admin/beneficiaries/household/change_form.html"
    list_display = ["page", "applicant", "commune", "right", "family", "payer"]
    list_display_links = ["applicant"]
    filterset_class = HouseholdFilters
    search_fields = ["number", "memberships__person__last_name", "memberships__person__first_name"]
    search_help_text = "Numéro de demande, nom ou prénom d’une personne du ménage."
    inlines = [SituationInline, MembershipInline]
    fieldsets = [
        (None, {"fields": ["number"]}),
        ("Imports", {"fields": ["protected_fields"], "classes": ["collapse"]}),
    ]
    attention = [
        Attention(
            code="sans-situation",
            one="ménage sans situation",
            many="ménages sans situation",
            rows=lambda households: households.filter(situations=None),
        )
    ]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                applicant_name=applicant(),
                commune_name=latest("commune__name"),
                right_state=latest("right_state"),
                organisation=latest("organisation"),
                family_situation=latest("family_situation"),
            )
        )

    def autocomplete_label(self, household):
        return " – ".join(filter(None, [household.number, household.applicant_name]))

    @admin.display(description="numéro de demande", ordering="number")
    def page(self, household):
        return page_link(household)

    @admin.display(description="allocataire", ordering="applicant_name")
    def applicant(self, household):
        return household.applicant_name

    @admin.display(description="commune", ordering="commune_name")
    def commune(self, household):
        return household.commune_name

    @admin.display(description="état du droit", ordering="right_state")
    def right(self, household):
        return household.right_state and RightState(household.right_state).label

    @admin.display(description="organisme", ordering="organisation")
    def payer(self, household):
        return household.organisation

    @admin.display(description="situation familiale", ordering="family_situation")
    def family(self, household):
        return household.family_situation and FamilySituation(household.family_situation).label


@admin.register(HouseholdSituation)
class SituationAdmin(BaseAdmin):
    task = Task.RECIPIENTS
    import_kind = "beneficiaires"
    is_secondary = True
    staff_may_delete = True
    list_display = [
        "household",
        "starts_on",
        "ends_on",
        "right_state",
        "commune",
        "family_situation",
        "applied_on",
    ]
    filterset_class = SituationFilters
    list_select_related = ["household", "commune"]
    date_hierarchy = "starts_on"
    search_fields = ["household__number"]
    autocomplete_fields = ["household", "commune"]


@admin.register(Membership)
class MembershipAdmin(BaseAdmin):
    task = Task.RECIPIENTS
    is_secondary = True
    staff_may_delete = True
    list_display = ["person", "household", "role", "has_rights_and_duties", "starts_on", "ends_on"]
    list_filter = ["role", "has_rights_and_duties"]
    list_select_related = ["person", "household"]
    search_fields = ["person__last_name", "person__first_name", "household__number"]
    autocomplete_fields = ["person", "household"]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and frozen_refusal(obj))


@admin.register(Correction)
class CorrectionAdmin(ReadOnly, BaseAdmin):
    task = Task.RECIPIENTS
    is_secondary = True
    list_display = ["household", "starts_on", "reason", "recorded_at", "recorded_by", "import_run"]
    list_select_related = ["household", "recorded_by", "import_run"]
    date_hierarchy = "recorded_at"
    search_fields = ["household__number"]
