"""What changes of a household or of who accompanies a person, each in a few fields."""

from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.utils.timezone import localdate

from beneficiaries.entry.fields import CommuneField
from beneficiaries.enums import (
    ClosingReason,
    FamilySituation,
    Organisation,
    RightState,
)
from beneficiaries.models import (
    HouseholdSituation,
    Referent,
    ReferentBody,
    Support,
    SupportEndReason,
)
from plics.days import happened
from plics.short_forms import DayInput, ShortForm

CLOSED = (RightState.CLOSED, RightState.CLOSED_EARLIER)
CHANGE_OF_REFERENT = "changement_referent"


class ChangeForm(ShortForm):
    starts_on = forms.DateField(label="À partir du", widget=DayInput, validators=[happened])

    def __init__(self, data: Any, *, initial: dict[str, Any]):
        super().__init__(data, initial={"starts_on": localdate()} | initial)

    @property
    def changed(self) -> dict[str, Any]:
        """What the situation becomes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "starts_on"}


class CommuneForm(ChangeForm):
    commune = CommuneField(label="Nouvelle commune")


class SituationForm(ChangeForm):
    right_state = forms.ChoiceField(label="État du droit", choices=RightState.choices)
    closing_reason = forms.ChoiceField(
        label="Motif de clôture",
        choices=[("", "—"), *ClosingReason.choices],
        required=False,
        help_text="Seulement si le droit est clos.",
    )
    family_situation = forms.ChoiceField(
        label="Situation familiale", choices=FamilySituation.choices
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("closing_reason") and values.get("right_state") not in CLOSED:
            self.add_error("closing_reason", "Un motif de clôture demande un droit clos.")
        return values


class PayerForm(ChangeForm):
    organisation = forms.ChoiceField(label="Organisme payeur", choices=Organisation.choices)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Change:
    title: str
    form: type[ChangeForm]

    def initial(self, current: HouseholdSituation) -> dict[str, Any]:
        """The next situation begins as the one that holds; where they go to live is not known."""
        names = set(self.form.base_fields) - {"starts_on", "commune"}
        return {name: getattr(current, name) for name in names}


CHANGES = {
    "commune": Change(title="Changer de commune", form=CommuneForm),
    "situation": Change(title="Changer de situation", form=SituationForm),
    "organisme": Change(title="Changer d’organisme payeur", form=PayerForm),
}


class ReferentChoice(forms.ModelChoiceField):
    def label_from_instance(self, referent: Any) -> str:
        return f"{referent.name} ({referent.body})"


class SupportChoice(forms.ModelChoiceField):
    def label_from_instance(self, support: Any) -> str:
        who = f", {support.referent}" if support.referent else ""
        return f"{support.body}{who}, depuis le {support.starts_on:%d/%m/%Y}"


class ReferentForm(ShortForm):
    support = SupportChoice(queryset=Support.objects.none(), label="Accompagnement qui se termine")
    starts_on = forms.DateField(
        label="Le suivant commence le",
        widget=DayInput,
        validators=[happened],
        help_text="L’accompagnement en cours se termine la veille.",
    )
    referent = ReferentChoice(
        queryset=Referent.objects.none(), label="Nouveau référent", required=False
    )
    body = forms.ModelChoiceField(
        queryset=ReferentBody.objects.all(),
        label="Organisme référent",
        required=False,
        help_text="Vide : celui du référent choisi.",
    )
    end_reason = forms.ModelChoiceField(
        queryset=SupportEndReason.objects.all(), label="Motif de fin", required=False
    )

    def __init__(self, data: Any, *, supports: Any):
        day = localdate()
        reason = SupportEndReason.objects.filter(code=CHANGE_OF_REFERENT).first()
        initial = {"starts_on": day, "end_reason": reason, "support": supports.first()}
        super().__init__(data, initial=initial)
        if supports:
            self.fields["support"].queryset = supports  # type: ignore[attr-defined]
        else:
            # Nobody accompanies the person yet: nothing ends.
            del self.fields["support"], self.fields["end_reason"]
            self.fields["starts_on"].help_text = ""
        referents = Referent.objects.select_related("body").order_by("body__name", "name")
        self.fields["referent"].queryset = referents.exclude(  # type: ignore[attr-defined]
            ends_on__lt=day
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        referent = values.get("referent")
        if not values.get("body"):
            if referent is None:
                self.add_error("body", "Choisissez un référent, ou l’organisme à défaut.")
            else:
                values["body"] = referent.body
        return values
