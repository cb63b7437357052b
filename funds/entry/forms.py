"""A request, a decision: a few fields each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from beneficiaries.entry.fields import CommuneField
from funds.models import Aid, AidDecision, AidNature, Fund, RefusalReason
from funds.models.funds import NOT_NEGATIVE
from plics.days import happened
from plics.number_fields import FrenchDecimalField, number_widget
from plics.short_forms import DayInput, ShortForm


def amount_field(label: str, **options: Any) -> FrenchDecimalField:
    return FrenchDecimalField(
        label=label,
        localize=True,
        max_digits=10,
        decimal_places=2,
        validators=NOT_NEGATIVE,
        widget=number_widget("decimal", 12),
        **options,
    )


class RequestForm(ShortForm):
    requested_on = forms.DateField(label="Demandée le", widget=DayInput, validators=[happened])
    nature = forms.ModelChoiceField(label="Nature", queryset=AidNature.objects.none())
    amount_requested = amount_field("Montant demandé (€)", required=False)
    commune = CommuneField(
        required=False,
        label="Autre commune",
        help_text="Seulement si celle qui est dite ci-dessous manque ou n’est plus la bonne.",
    )

    def __init__(self, data: Any, *, fund: Fund):
        super().__init__(data, initial={"requested_on": localdate()})
        nature: Any = self.fields["nature"]
        nature.queryset = fund.natures.valid_on(self.day())
        nature.required = nature.queryset.exists()

    def day(self) -> dt.date:
        """The one typed, where it can be read."""
        try:
            typed: dt.date = self.fields["requested_on"].clean(self.data.get("requested_on"))
        except ValidationError:
            return localdate()
        return typed


class DecisionForm(ShortForm):
    decision = forms.ChoiceField(
        label="Décision", choices=AidDecision.choices, widget=forms.RadioSelect
    )
    decided_on = forms.DateField(label="Décidée le", widget=DayInput, validators=[happened])
    amount_granted = amount_field("Montant accordé (€)", required=False)
    refusal_reason = forms.ModelChoiceField(
        label="Motif de refus", queryset=RefusalReason.objects.all(), required=False
    )
    refusal_note = forms.CharField(
        label="Précision sur le refus",
        max_length=200,
        required=False,
        help_text="Pour le service : jamais publiée, sans donnée de santé.",
    )

    def __init__(self, data: Any, *, aid: Aid):
        initial = {
            "decision": AidDecision.GRANTED,
            "decided_on": localdate(),
            "amount_granted": aid.amount_requested,
        }
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        """What was proposed for an accord is not said of a refusal."""
        values = super().clean() or self.cleaned_data
        if values.get("decision") != AidDecision.GRANTED:
            values["amount_granted"] = None
        if values.get("decision") != AidDecision.REFUSED:
            values["refusal_reason"], values["refusal_note"] = None, ""
        return values
