from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from beneficiaries.admin.cancelling import CancellableScreen, CancelledNotDeleted
from beneficiaries.admin.filters import DecisionFilters, SittingFilters
from beneficiaries.admin.households import applicant
from beneficiaries.models import Decision, DecisionType, Sitting
from beneficiaries.models.sittings import SECOND_SANCTION
from plics import formatting
from plics.admin import BaseAdmin, NomenclatureAdmin, TabularInline
from plics.admin_site import Task
from plics.attention import Attention
from plics.guarded_forms import GuardedFormSet


class NewDecisions(GuardedFormSet):
    def clean(self):
        """What each row knows of the others is what was saved before."""
        super().clean()
        seen: list[Decision] = []
        for form in self.standing_forms():
            if form.instance.is_second_of(seen):
                form.add_error("type", f"{SECOND_SANCTION}.")
            elif form.instance.household_id:
                for remark in form.instance.unusual_beside(seen):
                    form.ask_about(remark)
            seen.append(form.instance)


class NewDecisionInline(TabularInline):
    """A sitting takes a hundred decisions: the form adds some, the list shows all."""

    model = Decision
    formset = NewDecisions
    verbose_name_plural = "nouvelles décisions"
    autocomplete_fields = ["household"]
    fields = ["household", "type", "detail", "rate", "takes_effect_on"]
    extra = 3

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_view_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


@admin.register(Sitting)
class SittingAdmin(BaseAdmin):
    task = Task.SITTINGS
    import_kind = "decisions"
    named_by = ("commission__slug", "held_on")
    change_form_template = "admin/beneficiaries/sitting/change_form.html"
    list_display = ["held_on", "commission", "decisions"]
    filterset_class = SittingFilters
    list_select_related = ["commission"]
    date_hierarchy = "held_on"
    search_fields = ["commission__name"]
    fields = ["commission", "held_on", "decisions"]
    readonly_fields = ["decisions"]
    inlines = [NewDecisionInline]
    attention = [
        Attention(
            code="sans-decision",
            one="séance passée sans décision saisie",
            many="séances passées sans décision saisie",
            rows=lambda sittings: sittings.without_decision().filter(
                held_on__lt=timezone.localdate()
            ),
        )
    ]

    def get_queryset(self, request):
        standing = Count("decisions", filter=Q(decisions__cancelled_at=None))
        return super().get_queryset(request).annotate(decision_count=standing)

    @admin.display(description="décisions", ordering="decision_count")
    def decisions(self, sitting):
        if sitting.pk is None:
            return "aucune"
        url = reverse("admin:beneficiaries_decision_changelist")
        text = formatting.counted(sitting.decision_count, "décision")
        return format_html('<a href="{}?sitting={}">{}</a>', url, sitting.pk, text)


@admin.register(Decision)
class DecisionAdmin(CancelledNotDeleted, BaseAdmin, CancellableScreen):
    task = Task.SITTINGS
    carried = ["sitting"]
    import_kind = "decisions"
    list_display = [
        "sitting",
        "household",
        "applicant",
        "type",
        "detail",
        "rate",
        "takes_effect_on",
        "ends_on",
    ]
    filterset_class = DecisionFilters
    list_select_related = ["sitting__commission", "household", "type"]
    date_hierarchy = "sitting__held_on"
    search_fields = [
        "household__number",
        "household__memberships__person__last_name",
        "household__memberships__person__first_name",
    ]
    search_help_text = "Numéro de demande, nom ou prénom d’une personne du ménage."
    autocomplete_fields = ["sitting", "household"]
    fieldsets = [
        (None, {"fields": ["sitting", "household", "type", "detail"]}),
        ("Sanction", {"fields": ["rate", "takes_effect_on", "lifted_on", "ends_on"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(applicant=applicant("household"))

    @admin.display(description="allocataire", ordering="applicant")
    def applicant(self, decision):
        return decision.applicant


@admin.register(DecisionType)
class DecisionTypeAdmin(NomenclatureAdmin):
    list_display = [
        "label",
        "code",
        "is_other",
        "is_sanction",
        "comes_back",
        "default_rate",
        "valid_to",
    ]
