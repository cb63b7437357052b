from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html

from actions import highlights
from actions.admin.filters import AgreementFilters
from actions.models import (
    Agreement,
    CapacityShare,
    OffPersonMeasure,
    Session,
    SheetBlock,
    Target,
)
from actions.services import already_carried, carry_over
from plics import formatting
from plics.admin import BaseAdmin, StackedInline, TabularInline
from plics.admin_actions import UNDONE_FROM, ask, is_confirmed
from plics.admin_site import Task
from plics.attention import Attention


class LinesField(forms.JSONField):
    """A list of codes, typed one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def bound_data(self, data, initial):
        return data

    def to_python(self, value):
        return value if isinstance(value, list) else (value or "").split()

    def has_changed(self, initial, data):
        return self.to_python(initial) != self.to_python(data)


class AgreementForm(forms.ModelForm):
    highlights = LinesField(
        label="Parts à citer",
        required=False,
        help_text="Codes des indicateurs imprimés sous « À noter », un par ligne, dans l’ordre.",
    )

    def clean_highlights(self):
        """A code kept from before is told by the quality page: it stops nobody's other work."""
        typed = self.cleaned_data["highlights"]
        wrong = [
            code
            for code in highlights.unknown_shares(typed)
            if code not in self.instance.highlights
        ]
        if wrong:
            raise forms.ValidationError([highlights.refusal_of_share(code) for code in wrong])
        return typed


class ShareInline(TabularInline):
    model = CapacityShare


class TargetInline(TabularInline):
    model = Target


class SessionInline(TabularInline):
    model = Session


class BlockInline(StackedInline):
    model = SheetBlock
    fields = [("kind", "title"), "body"]


@admin.register(Agreement)
class AgreementAdmin(BaseAdmin):
    task = Task.ACTIONS
    change_form_template = "admin/actions/agreement/change_form.html"
    import_kind = "conventions"
    named_by = ("year", "action__slug", "commission__slug")
    form = AgreementForm
    list_display = [
        "action",
        "provider",
        "year",
        "commission",
        "places",
        "amount",
        "participations",
    ]
    filterset_class = AgreementFilters
    list_select_related = ["action__provider", "commission", "unit"]
    search_fields = ["action__title", "action__provider__name", "commission__name", "year"]
    autocomplete_fields = ["action"]
    ordering = ["-year", "action__title"]
    readonly_fields = ["participations"]
    inlines = [ShareInline, SessionInline, TargetInline, BlockInline]
    parts = [CapacityShare, Session, Target, SheetBlock]
    actions = ["carry_over_to_next_year"]
    fieldsets = [
        (None, {"fields": ["action", ("year", "commission"), "ends_on", "participations"]}),
        ("Capacité", {"fields": [("capacity", "unit"), "amount"]}),
        ("Sorties", {"fields": [("dynamic_exit_target", "reference_date")]}),
        ("Fiche", {"fields": ["highlights"], "classes": ["collapse"]}),
    ]
    attention = [
        Attention(
            code="sans-capacite",
            one="convention sans capacité",
            many="conventions sans capacité",
            rows=lambda agreements: agreements.lacking_capacity(),
        )
    ]

    def get_queryset(self, request):
        counted = Count(
            "participations", distinct=True, filter=Q(participations__cancelled_at=None)
        )
        return super().get_queryset(request).annotate(participation_count=counted)

    @admin.display(description="structure", ordering="action__provider__name")
    def provider(self, agreement):
        return agreement.action.provider

    @admin.display(description="capacité", ordering="capacity")
    def places(self, agreement):
        if agreement.capacity is None:
            return None
        if agreement.unit is None:
            return formatting.number(agreement.capacity, 2, trim=True)
        return agreement.unit.counted(agreement.capacity)

    @admin.display(description="participations", ordering="participation_count")
    def participations(self, agreement):
        if agreement.pk is None:
            return "aucune"
        url = reverse("admin:actions_participation_changelist")
        text = formatting.counted(agreement.participation_count, "participation")
        return format_html('<a href="{}?agreement={}">{}</a>', url, agreement.pk, text)

    @admin.action(description="Reconduire l’année suivante", permissions=["add"])
    def carry_over_to_next_year(self, request, queryset):
        held = already_carried(queryset)
        fresh = queryset.exclude(pk__in=[agreement.pk for agreement in held])
        if is_confirmed(request):
            renewed = carry_over(fresh, by=request.user)
            text = formatting.counted(
                len(renewed), "convention reconduite", "conventions reconduites"
            )
            self.message_user(request, f"{text}. {UNDONE_FROM}", messages.SUCCESS)
            return None
        if not fresh:
            self.message_user(
                request,
                "Ces conventions existent déjà pour l’année suivante : rien à reconduire.",
                messages.WARNING,
            )
            return None
        left = formatting.counted(
            len(held), "convention déjà présente", "conventions déjà présentes"
        )
        already = f" Laissé tel quel : {left} l’année suivante." if held else ""
        return ask(
            self,
            request,
            fresh,
            action="carry_over_to_next_year",
            title="Reconduire des conventions",
            button="Reconduire",
            lead="Capacité, détails, objectifs et fiche action sont repris pour l’année suivante ; "
            f"le bilan et le montant restent à saisir.{already}",
        )


class OfAgreementAdmin(BaseAdmin):
    task = Task.ACTIONS
    is_secondary = True
    staff_may_delete = True
    visible_through = "agreement"
    list_select_related = ["agreement__action", "agreement__commission"]
    search_fields = ["agreement__action__title"]
    list_filter = ["agreement__commission", "agreement__year"]
    autocomplete_fields = ["agreement"]


@admin.register(CapacityShare)
class CapacityShareAdmin(OfAgreementAdmin):
    list_display = ["agreement", "audience", "value", "unit"]
    list_select_related = [*OfAgreementAdmin.list_select_related, "unit"]


@admin.register(Session)
class SessionAdmin(OfAgreementAdmin):
    list_display = ["agreement", "label", "starts_on", "ends_on", "places"]
    date_hierarchy = "starts_on"


@admin.register(Target)
class TargetAdmin(OfAgreementAdmin):
    list_display = ["agreement", "kind", "value"]
    list_filter = [*OfAgreementAdmin.list_filter, "kind"]
    list_select_related = [*OfAgreementAdmin.list_select_related, "kind"]


@admin.register(SheetBlock)
class SheetBlockAdmin(OfAgreementAdmin):
    list_display = ["agreement", "kind", "title"]
    list_filter = [*OfAgreementAdmin.list_filter, "kind"]


@admin.register(OffPersonMeasure)
class OffPersonMeasureAdmin(OfAgreementAdmin):
    is_secondary = False
    carried = ["agreement", "kind", "done_on"]
    list_display = ["agreement", "kind", "done_on", "quantity"]
    list_filter = [*OfAgreementAdmin.list_filter, "kind"]
    list_select_related = [*OfAgreementAdmin.list_select_related, "kind"]
    date_hierarchy = "done_on"
