"""The rows of a group: entries, then what came of them."""

from __future__ import annotations

import copy
import functools
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actions.models import Milestone, Participation, PassedMilestone, TakenStep
from beneficiaries.entry.naming import PersonField
from beneficiaries.models import Attachment, Step
from beneficiaries.services import as_known_on
from plics.grids import GridForm, french
from plics.guarded_forms import WithoutNir

NO_DAY = "Donnez la date d’entrée, ici ou pour tout le groupe."
TWICE = "Cette personne est deux fois dans la grille le même jour."


class GroupForm(WithoutNir, forms.Form):
    """What is said once for all rows, and the list they come from."""

    day = forms.DateField(
        label="Date d’entrée du groupe",
        required=False,
        widget=forms.DateInput(attrs={"placeholder": "jj/mm/aaaa", "size": 12}),
        help_text="Prise pour les lignes qui n’en ont pas.",
    )
    text = forms.CharField(
        label="Coller une liste",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une personne par ligne : nom, prénom, date de naissance, dans l’ordre qu’on "
        "veut, séparés par une tabulation ou un point-virgule ; une date d’entrée peut suivre.",
    )
    file = forms.FileField(
        label="ou envoyer un fichier",
        required=False,
        help_text="CSV, XLSX ou ODS.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )


class EntryForm(GridForm):
    """Somebody enters the action, and may have left it since."""

    person = PersonField(
        required=False, widget=forms.TextInput(attrs={"size": 34, "data-picker": "person"})
    )

    class Meta:
        model = Participation
        fields = ["person", "entered_on", "audience", "exited_on", "is_dropout", "outcome"]
        formfield_callback = french

    def __init__(self, *args: Any, day: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day
        person: Any = self.fields["person"]
        person.user = self.request.user
        self.fields["entered_on"].required = False

    def clean_person(self):
        if self.cleaned_data["person"] is None:
            raise ValidationError("Dites de qui il s’agit.")
        return self.cleaned_data["person"]

    def clean_entered_on(self):
        day = self.cleaned_data["entered_on"] or self.day
        if day is None:
            raise ValidationError(NO_DAY)
        return day

    @functools.cached_property
    def told(self) -> list[tuple[str, bool]]:
        """Who was recognised, and what makes one look twice."""
        row = self.instance
        if row.person_id is None or row.entered_on is None:
            return []
        born = f"{row.person.birth_date:%d/%m/%Y}"
        commune = as_known_on(row.person, row.entered_on)["commune"]
        here = Attachment.objects.in_force(row.entered_on).filter(commune=commune)
        other = here.exclude(commission=row.agreement.commission_id)
        of = "".join(f", commission {each.commission.of_form}" for each in other)
        told = [(f"{row.person}, {born}, {commune or 'commune inconnue'}{of}.", bool(of))]
        before = Participation.objects.filter(agreement=row.agreement, person=row.person)
        told += [
            (f"Déjà dans cette action, entrée le {each.entered_on:%d/%m/%Y}.", True)
            for each in before.exclude(entered_on=row.entered_on)
        ]
        return told


def refuse_twice(rows: list[EntryForm]) -> None:
    seen = set()
    for form in rows:
        if form.has_changed() and form.is_valid():
            key = form.instance.person_id, form.instance.entered_on
            if key in seen:
                form.add_error("person", TWICE)
            seen.add(key)


class FollowUpForm(GridForm):
    """What a participant did: an attendance list, a step or a milestone and its day, an exit."""

    step = forms.ModelChoiceField(Step.objects.all(), label="Démarche", required=False)
    taken_on = TakenStep._meta.get_field("taken_on").formfield(label="Engagée le")
    milestone = forms.ModelChoiceField(
        Milestone.objects.all(), label="Étape franchie", required=False
    )
    passed_on = PassedMilestone._meta.get_field("passed_on").formfield(
        label="Franchie le", required=False
    )

    passed: PassedMilestone | None = None
    taken: TakenStep | None = None

    class Meta:
        model = Participation
        fields = [
            "hours",
            "full_time_equivalent",
            "immersions",
            "has_two_interviews_a_month",
            "exited_on",
            "is_dropout",
            "outcome",
        ]
        labels = {
            "full_time_equivalent": "ETP",
            "immersions": "Immersions",
            "has_two_interviews_a_month": "Deux entretiens",
        }
        formfield_callback = french

    @property
    def about(self) -> str:
        row = self.instance
        return f"{row.person}, entrée le {row.entered_on:%d/%m/%Y}"

    @property
    def told(self) -> list[tuple[str, bool]]:
        row = self.instance
        days = [(each.milestone, each.passed_on) for each in row.milestones.all()]
        days += [(each.step, each.taken_on) for each in row.taken_steps.all()]
        return [(f"{what}{f' le {day:%d/%m/%Y}' if day else ''}.", False) for what, day in days]

    def clean(self):
        super().clean()
        self.read_milestone()
        self.read_step()

    def read_milestone(self) -> None:
        milestone, day = self.cleaned_data.get("milestone"), self.cleaned_data.get("passed_on")
        if not milestone and not day:
            return
        if not milestone or not day:
            self.add_error("passed_on" if milestone else "milestone", "Une étape va avec son jour.")
            return
        self.passed = PassedMilestone(
            participation=self.instance, milestone=milestone, passed_on=day
        )
        self.check(self.passed, "passed_on")

    def read_step(self) -> None:
        """A step undertaken; known already, it takes the day that is given now."""
        step, day = self.cleaned_data.get("step"), self.cleaned_data.get("taken_on")
        if not step:
            if day:
                self.add_error("step", "Dites quelle démarche a été engagée ce jour-là.")
            return
        known = [each for each in self.instance.taken_steps.all() if each.step_id == step.pk]
        # A copy: until it is saved, the page tells the day that is known.
        self.taken = (
            copy.copy(known[0]) if known else TakenStep(participation=self.instance, step=step)
        )
        self.taken.taken_on = day or self.taken.taken_on
        self.check(self.taken, "taken_on")

    def check(self, row: PassedMilestone | TakenStep, field: str) -> None:
        try:
            row.full_clean()
        except ValidationError as error:
            self.add_error(field, error.messages)
