from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html

from actions.admin.filters import ParticipationFilters
from actions.models import ExitOutcome, Participation, PassedMilestone, TakenStep
from actions.services import ParticipationRefused, close, fill_snapshot, record_outcome
from beneficiaries.admin.cancelling import CancellableScreen, CancelledNotDeleted
from plics import formatting
from plics.admin import BaseAdmin, TabularInline
from plics.admin_actions import ask, is_confirmed, undo_link
from plics.admin_site import Task
from plics.attention import Attention
from plics.models import STANDS

# Rows already recorded that are named: the others are counted.
SHOWN = 20


class MilestoneInline(TabularInline):
    model = PassedMilestone


class StepInline(TabularInline):
    model = TakenStep
    fields = ["step", "taken_on"]


class CloseForm(forms.Form):
    exited_on = forms.DateField(label="Date de sortie", widget=AdminDateWidget)
    outcome = forms.ModelChoiceField(
        ExitOutcome.objects.all(),
        label="Issue",
        required=False,
        help_text="Vide : elle pourra être enregistrée plus tard.",
    )
    is_dropout = forms.BooleanField(label="Abandon", required=False)


class OutcomeForm(forms.Form):
    outcome = forms.ModelChoiceField(ExitOutcome.objects.all(), label="Issue")


def still_in_past_agreements(participations):
    inside = participations.filter(STANDS, exited_on=None)
    return inside.filter(agreement__year__lt=timezone.localdate().year)


def told(participation) -> str:
    """Enough to recognise a row: who, born when, where, from when to when, and how it ended."""
    person = participation.person
    left = participation.exited_on
    return ", ".join(
        filter(
            None,
            [
                f"{person}, né(e) le {person.birth_date:%d/%m/%Y}",
                str(participation.agreement),
                f"entrée le {participation.entered_on:%d/%m/%Y}",
                f"sortie le {left:%d/%m/%Y}" if left else "",
                str(participation.outcome or ""),
            ],
        )
    )


@admin.register(Participation)
class ParticipationAdmin(CancelledNotDeleted, BaseAdmin, CancellableScreen):
    task = Task.PARTICIPATIONS
    import_kind = "participations"
    parts = [PassedMilestone, TakenStep]
    list_display = ["person", "agreement", "audience", "entered_on", "exited_on", "outcome"]
    filterset_class = ParticipationFilters
    list_select_related = ["person", "agreement__action", "agreement__commission", "outcome"]
    date_hierarchy = "entered_on"
    search_fields = [
        "person__last_name",
        "person__first_name",
        "person__memberships__household__number",
        "agreement__action__title",
    ]
    search_help_text = "Nom, prénom, numéro de demande ou intitulé de l’action."
    autocomplete_fields = ["person", "agreement", "commune"]
    addable = ["person"]
    carried = ["agreement", "audience", "entered_on"]
    inlines = [StepInline, MilestoneInline]
    actions = ["close_participations", "record_outcomes"]
    fieldsets = [
        ("Entrée", {"fields": ["person", "agreement", ("audience", "entered_on")]}),
        ("Sortie", {"fields": ["planned_exit_on", ("exited_on", "is_dropout"), "outcome"]}),
        (
            "Exclusion du taux de sorties",
            {"fields": ["is_excluded_from_rate", "exclusion_reason"], "classes": ["collapse"]},
        ),
        (
            "Réalisation",
            {
                "fields": [
                    ("hours", "full_time_equivalent"),
                    ("immersions", "has_two_interviews_a_month"),
                ],
                "classes": ["collapse"],
            },
        ),
        (
            "Situation à l’entrée",
            {
                "description": "Remplie d’après le dossier au jour de l’entrée ; "
                "à corriger seulement si le dossier se trompe.",
                "fields": [
                    ("education_level", "commune"),
                    ("family_situation", "has_children"),
                    ("lives_in_priority_area", "has_vehicle"),
                    "rsa_applied_on",
                ],
                "classes": ["collapse"],
            },
        ),
    ]
    attention = [
        Attention(
            code="sans-issue",
            one="participation sortie sans issue",
            many="participations sorties sans issue",
            rows=lambda rows: rows.filter(STANDS).lacking_outcome(),
        ),
        Attention(
            code="en-retard",
            one="participation en cours sur une convention d’une année passée",
            many="participations en cours sur une convention d’une année passée",
            rows=still_in_past_agreements,
        ),
    ]

    def save_model(self, request, obj, form, change):
        fill_snapshot(obj)
        super().save_model(request, obj, form, change)

    def get_inlines(self, request, obj):
        # Entering a participation is one short screen; its steps and milestones come later.
        return self.inlines if obj else []

    @admin.action(description="Clore : enregistrer la sortie", permissions=["change"])
    def close_participations(self, request, queryset):
        return self.answered(
            request,
            queryset,
            action="close_participations",
            form_class=CloseForm,
            service=close,
            is_recorded=Q(exited_on__isnull=False),
            title="Clore des participations",
            button="Enregistrer la sortie",
            done=("participation close", "participations closes"),
        )

    @admin.action(description="Enregistrer une issue", permissions=["change"])
    def record_outcomes(self, request, queryset):
        return self.answered(
            request,
            queryset,
            action="record_outcomes",
            form_class=OutcomeForm,
            service=record_outcome,
            is_recorded=Q(outcome__isnull=False),
            title="Enregistrer une issue",
            button="Enregistrer l’issue",
            done=("issue enregistrée", "issues enregistrées"),
        )

    def answered(self, request, queryset, *, form_class, service, is_recorded, done, **page):
        queryset = queryset.filter(STANDS)
        form = form_class(request.POST if is_confirmed(request) else None)
        if form.is_valid():
            try:
                recorded = service(queryset, by=request.user, **form.cleaned_data)
            except ParticipationRefused as refusal:
                form.add_error(None, f"{told(refusal.participation)} : {' '.join(refusal.reasons)}")
            else:
                self.tell(request, recorded, done)
                return None
        left = queryset.filter(is_recorded)
        return ask(
            self,
            request,
            queryset.exclude(is_recorded),
            form=form,
            line=told,
            left=[told(row) for row in left[:SHOWN]],
            left_count=left.count(),
            **page,
        )

    def tell(self, request, recorded, done):
        if recorded.changed:
            text = formatting.counted(len(recorded.changed), *done)
            undo = undo_link(recorded.operation)
            self.message_user(request, format_html("{}. {}.", text, undo), messages.SUCCESS)
        if recorded.left:
            count = formatting.counted(len(recorded.left), "participation", "participations")
            names = "\u00a0; ".join(told(row) for row in recorded.left[:SHOWN])
            more = "…" if len(recorded.left) > SHOWN else "."
            self.message_user(
                request,
                f"Déjà enregistré, laissé tel quel ({count})\u00a0: {names}{more}",
                messages.WARNING,
            )


class OfParticipationAdmin(BaseAdmin):
    """What a participant did one day."""

    task = Task.PARTICIPATIONS
    is_secondary = True
    staff_may_delete = True
    visible_through = "participation"
    of_participation = [
        "participation__person",
        "participation__agreement__action",
        "participation__agreement__commission",
    ]
    search_fields = ["participation__person__last_name", "participation__person__first_name"]
    autocomplete_fields = ["participation"]


@admin.register(PassedMilestone)
class PassedMilestoneAdmin(OfParticipationAdmin):
    carried = ["milestone", "passed_on"]
    list_display = ["participation", "milestone", "passed_on"]
    list_filter = ["milestone", "participation__agreement__commission"]
    list_select_related = [*OfParticipationAdmin.of_participation, "milestone"]
    date_hierarchy = "passed_on"


@admin.register(TakenStep)
class TakenStepAdmin(OfParticipationAdmin):
    carried = ["step", "taken_on"]
    list_display = ["participation", "step", "taken_on"]
    list_filter = ["step", "participation__agreement__commission"]
    list_select_related = [*OfParticipationAdmin.of_participation, "step"]
    date_hierarchy = "taken_on"
