from django.contrib import admin
from django.utils import timezone

from beneficiaries.admin.cancelling import CancellableScreen, CancelledNotDeleted
from beneficiaries.admin.filters import (
    ContractFilters,
    InterviewFilters,
    OrientationFilters,
    SupportFilters,
)
from beneficiaries.models import (
    ContractKind,
    EngagementContract,
    Interview,
    InterviewKind,
    Need,
    Orientation,
    Referent,
    ReferentBody,
    Step,
    Support,
    SupportEndReason,
    WaitLimit,
)
from plics import formatting
from plics.admin import BaseAdmin, NomenclatureAdmin
from plics.admin_site import Task
from plics.attention import Attention
from plics.models import STANDS
from plics.table_imports import ImportedTable


class OfPersonAdmin(CancelledNotDeleted, BaseAdmin, CancellableScreen):
    """What a referent body does for a person."""

    task = Task.RECIPIENTS
    staff_may_delete = True
    list_select_related = ["person", "body"]
    search_fields = [
        "person__last_name",
        "person__first_name",
        "person__memberships__household__number",
    ]
    search_help_text = "Nom, prénom ou numéro de demande."


def left_without_end_reason(supports):
    return supports.filter(STANDS, ends_on__lt=timezone.localdate(), end_reason=None)


@admin.register(Support)
class SupportAdmin(OfPersonAdmin):
    import_kind = "accompagnements"
    carried = ["body", "referent", "commission", "starts_on"]
    list_display = [
        "person",
        "body",
        "referent",
        "commission",
        "starts_on",
        "ends_on",
        "end_reason",
    ]
    filterset_class = SupportFilters
    list_select_related = ["person", "body", "referent", "commission", "end_reason"]
    date_hierarchy = "starts_on"
    autocomplete_fields = ["person", "referent", "needs", "steps"]
    addable = ["person"]
    fieldsets = [
        (None, {"fields": ["person", ("body", "referent"), "commission"]}),
        ("Durée", {"fields": ["starts_on", "ends_on", "end_reason"]}),
        ("Diagnostic", {"fields": ["needs", "steps"]}),
    ]
    attention = [
        Attention(
            code="fin-sans-motif",
            one="accompagnement terminé sans motif",
            many="accompagnements terminés sans motif",
            rows=left_without_end_reason,
        )
    ]


@admin.register(EngagementContract)
class ContractAdmin(OfPersonAdmin):
    import_kind = "contrats"
    carried = ["kind", "body", "commission", "signed_on"]
    list_display = ["person", "kind", "body", "commission", "signed_on", "ends_on"]
    filterset_class = ContractFilters
    list_select_related = ["person", "kind", "body", "commission"]
    date_hierarchy = "signed_on"
    autocomplete_fields = ["person", "needs"]
    addable = ["person"]
    fieldsets = [
        (None, {"fields": ["person", "kind", "body", "commission"]}),
        ("Durée", {"fields": ["signed_on", "ends_on"]}),
        ("Diagnostic", {"fields": ["needs"]}),
    ]


@admin.register(Orientation)
class OrientationAdmin(OfPersonAdmin):
    import_kind = "orientations"
    carried = ["path", "body", "notified_on"]
    list_display = ["person", "path", "body", "informed_on", "notified_on"]
    filterset_class = OrientationFilters
    date_hierarchy = "notified_on"
    autocomplete_fields = ["person"]
    fields = ["person", ("informed_on", "notified_on"), ("path", "body")]


@admin.register(Interview)
class InterviewAdmin(OfPersonAdmin):
    import_kind = "entretiens"
    carried = ["kind", "body", "commission", "held_on"]
    list_display = ["person", "kind", "body", "commission", "held_on"]
    filterset_class = InterviewFilters
    list_select_related = ["person", "kind", "body", "commission"]
    date_hierarchy = "held_on"
    autocomplete_fields = ["person"]
    fields = ["person", ("kind", "held_on"), "body", "commission"]


@admin.register(ReferentBody)
class ReferentBodyAdmin(ImportedTable, BaseAdmin):
    task = Task.RECIPIENTS
    is_secondary = True
    import_key = ("slug",)
    list_display = ["name", "slug", "keeps_contracts_here"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Referent)
class ReferentAdmin(ImportedTable, BaseAdmin):
    task = Task.RECIPIENTS
    is_secondary = True
    import_key = ("body", "name")
    list_display = ["name", "body", "starts_on", "ends_on"]
    list_filter = ["body"]
    list_select_related = ["body"]
    search_fields = ["name", "body__name"]

    def autocomplete_label(self, referent):
        return f"{referent} ({referent.body})"


@admin.register(Need)
class NeedAdmin(NomenclatureAdmin):
    list_display = ["label", "answers", "code", "order", "valid_to"]
    autocomplete_fields = ["steps"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("steps")

    @admin.display(description="démarches qui y répondent")
    def answers(self, need):
        return formatting.listing(need.steps.all())


@admin.register(WaitLimit)
class WaitLimitAdmin(NomenclatureAdmin):
    list_display = ["label", "wait", "days", "valid_from", "valid_to"]


admin.site.register([Step, ContractKind, InterviewKind, SupportEndReason], NomenclatureAdmin)
