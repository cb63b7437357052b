from django.contrib import admin
from django.urls import reverse

from beneficiaries.admin.cancelling import CancellableScreen, CancelledNotDeleted
from funds.filters import AidFilters
from funds.models import Aid, AidNature, Fund, FundBudget, RefusalReason
from plics.admin import BaseAdmin, NomenclatureAdmin, TabularInline
from plics.admin_site import Task
from plics.attention import Attention
from plics.models import STANDS
from plics.table_imports import ImportedTable


@admin.register(Aid)
class AidAdmin(CancelledNotDeleted, BaseAdmin, CancellableScreen):
    task = Task.AIDS
    import_kind = "aides"
    change_form_template = "admin/funds/aid/change_form.html"
    carried = ["fund", "requested_on", "decided_on"]
    list_display = [
        "number",
        "fund",
        "person",
        "nature",
        "decision",
        "decided_on",
        "amount_granted",
        "commune",
    ]
    filterset_class = AidFilters
    list_select_related = ["fund", "person", "nature", "commune"]
    date_hierarchy = "decided_on"
    search_fields = ["number", "person__last_name", "person__first_name", "household__number"]
    search_help_text = "Numéro d’aide, nom, prénom ou numéro de demande."
    autocomplete_fields = ["person", "household", "commune", "nature"]
    addable = ["person"]
    readonly_fields = ["payment_order"]
    fieldsets = [
        ("Demande", {"fields": [("fund", "number"), "person", "household", "commune"]}),
        (None, {"fields": [("requested_on", "amount_requested"), "nature"]}),
        ("Décision", {"fields": [("decided_on", "decision"), "amount_granted", "payment_order"]}),
        (None, {"fields": [("refusal_reason", "refusal_note")]}),
    ]
    attention = [
        Attention(
            code="a-decider",
            one="aide à décider",
            many="aides à décider",
            rows=lambda aids: aids.filter(STANDS).pending(),
        ),
        Attention(
            code="accord-sans-montant",
            one="aide accordée sans montant",
            many="aides accordées sans montant",
            rows=lambda aids: aids.filter(STANDS).lacking_amount(),
        ),
        Attention(
            code="refus-sans-motif",
            one="refus sans motif",
            many="refus sans motif",
            rows=lambda aids: aids.filter(STANDS).refused_without_reason(),
        ),
    ]

    def has_change_permission(self, request, obj=None):
        found = super().has_change_permission(request, obj)
        return found and not (obj and obj.payment_order_id)

    def has_delete_permission(self, request, obj=None):
        """Its number would be given again; cancelled, it keeps it."""
        return False

    def changelist_view(self, request, extra_context=None):
        links = [("Mettre en paiement", reverse("aids:to_pay"))]
        context = {"elsewhere": links if self.has_change_permission(request) else []}
        return super().changelist_view(request, context | (extra_context or {}))


@admin.register(FundBudget)
class FundBudgetAdmin(ImportedTable, BaseAdmin):
    task = Task.AIDS
    import_key = ("fund", "year", "commission")
    list_display = ["fund", "year", "commission", "voted"]
    list_filter = ["year", "fund", "commission"]
    list_select_related = ["fund", "commission"]
    search_fields = ["fund__acronym", "year"]

    def get_queryset(self, request):
        """A coordinator sees the département's budgets and those of their commissions."""
        queryset = super().get_queryset(request)
        if request.user.sees_everything:
            return queryset
        return queryset.filter(commission=None) | queryset.filter(
            commission__in=request.user.commissions.all()
        )


class NatureInline(TabularInline):
    model = AidNature


@admin.register(Fund)
class FundAdmin(ImportedTable, BaseAdmin):
    task = Task.AIDS
    is_secondary = True
    import_key = ("code",)
    list_display = ["acronym", "name", "min_age", "max_age", "requires_open_right"]
    search_fields = ["acronym", "name"]
    inlines = [NatureInline]
    fieldsets = [
        (None, {"fields": [("acronym", "code"), "name", "rule", "order"]}),
        (
            "Conditions",
            {
                "fields": [
                    ("min_age", "max_age"),
                    ("exceptional_min_age", "exceptional_nature"),
                    ("requires_open_right", "max_amount"),
                ]
            },
        ),
    ]


@admin.register(AidNature)
class AidNatureAdmin(ImportedTable, BaseAdmin):
    task = Task.AIDS
    is_secondary = True
    import_key = ("fund", "code")
    named_by = ("code",)
    list_display = ["label", "fund", "code", "order", "valid_to"]
    list_filter = ["fund"]
    list_select_related = ["fund"]
    search_fields = ["label", "fund__acronym"]

    def autocomplete_label(self, nature):
        return f"{nature.fund} – {nature.label}"


admin.site.register(RefusalReason, NomenclatureAdmin)
