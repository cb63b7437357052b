"""What a sitting decides of each household: one key a decision, the usual rate and day filled."""

from __future__ import annotations

import dataclasses
import datetime as dt
import string
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from beneficiaries.entry.naming import PersonField
from beneficiaries.models import Decision, DecisionType, Household, Membership, Sitting
from plics.grids import GridForm, french
from plics.periods import months_before

KEYS = string.digits[1:] + string.ascii_lowercase
OUTSIDE = "Cette personne n’est dans aucun ménage du RSA le jour de la séance."


def usual_effect(sitting: Sitting) -> dt.date:
    """The allowance is paid by the month: from the first of the next one."""
    return months_before(sitting.held_on.replace(day=1), -1)


class SittingForm(forms.Form):
    """What is said once for all rows."""

    effect = forms.DateField(
        label="Effet des sanctions",
        widget=forms.DateInput(attrs={"placeholder": "jj/mm/aaaa", "size": 12}),
        help_text="Pris pour les sanctions sans date d’effet.",
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Heard:
    """A household that the sitting hears of."""

    household: Household
    about: str
    persons: int
    reason: str = ""


class TypeSelect(forms.Select):
    """Each type has its key, and brings what usually goes with it."""

    persons = 1
    effect: dt.date | None = None

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        kind: DecisionType | None = getattr(value, "instance", None)
        if kind is not None and index <= len(KEYS):
            key, rate = KEYS[index - 1], kind.usual_rate(self.persons)
            option["label"] = f"{key.upper()} – {label}"
            option["attrs"] |= {
                "data-key": key,
                "data-rate": "" if rate is None else str(rate),
                "data-takes_effect_on": f"{self.effect:%d/%m/%Y}"
                if kind.is_sanction and self.effect
                else "",
            }
        return option


class DecisionForm(GridForm):
    persons = 1

    class Meta:
        model = Decision
        fields = ["type", "detail", "rate", "takes_effect_on", "ends_on"]
        widgets = {"type": TypeSelect, "detail": forms.TextInput(attrs={"size": 18})}
        formfield_callback = french

    def __init__(
        self,
        *args: Any,
        sitting: Sitting,
        effect: dt.date | None,
        heard: Heard | None = None,
        **options: Any,
    ) -> None:
        self.heard, self.effect = heard, effect
        row = Decision(sitting=sitting, household=heard.household if heard else None)
        super().__init__(*args, instance=row, **options)
        kinds: Any = self.fields["type"]
        kinds.queryset = DecisionType.objects.valid_on(sitting.held_on)
        kinds.widget.effect = effect
        if heard:
            kinds.widget.persons = self.persons = heard.persons

    @property
    def about(self) -> str:
        return self.heard.about if self.heard else ""

    @property
    def told(self) -> list[tuple[str, bool]]:
        return [(self.heard.reason, False)] if self.heard and self.heard.reason else []

    def clean(self):
        """What the page fills by itself is filled here too, where it has no script."""
        super().clean()
        kind = self.cleaned_data.get("type")
        if kind is None:
            return
        if self.cleaned_data.get("rate") is None and "rate" not in self.errors:
            self.cleaned_data["rate"] = kind.usual_rate(self.persons)
        if kind.is_sanction and not self.cleaned_data.get("takes_effect_on"):
            self.cleaned_data.setdefault("takes_effect_on", None)
            if "takes_effect_on" not in self.errors:
                self.cleaned_data["takes_effect_on"] = self.effect


class OtherDecisionForm(DecisionForm):
    """Of a household that was not proposed, told by one of its persons."""

    person = PersonField(
        required=False, widget=forms.TextInput(attrs={"size": 30, "data-picker": "person"})
    )
    in_head = "person"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        person: Any = self.fields["person"]
        person.user = self.request.user

    def clean_person(self):
        person = self.cleaned_data["person"]
        if person is None:
            raise ValidationError("Dites de qui il s’agit.")
        place = Membership.objects.on(self.instance.sitting.held_on).filter(person=person).first()
        if place is None:
            raise ValidationError(OUTSIDE)
        self.instance.household = place.household
        return person

    def clean(self):
        if self.instance.household:
            day = self.instance.sitting.held_on
            self.persons = (
                Membership.objects.on(day).filter(household=self.instance.household).count()
            )
        super().clean()

    @property
    def told(self) -> list[tuple[str, bool]]:
        return [(f"Ménage {self.instance.household}.", False)] if self.instance.household else []
