"""A commune typed by its name or its INSEE code, the browser proposing the known ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from beneficiaries.models import Commune
from plics.importing.headers import plain

PROPOSED = "communes"


def written(commune: Commune) -> str:
    return f"{commune.name} ({commune.insee_code})"


def proposed() -> list[str]:
    return [written(commune) for commune in Commune.objects.order_by("name")]


class CommuneField(forms.CharField):
    def __init__(self, **options: Any):
        widget = forms.TextInput({"list": PROPOSED, "autocomplete": "off"})
        super().__init__(widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Commune) else value

    def to_python(self, value: Any) -> Any:
        typed = plain(str(super().to_python(value)))
        if not typed:
            return None
        named = [
            commune
            for commune in Commune.objects.all()
            if typed in (plain(commune.name), commune.insee_code, plain(written(commune)))
        ]
        if len(named) == 1:
            return named[0]
        raise ValidationError(
            f"« {value} » n’est pas une commune connue : tapez son nom entier ou son code INSEE."
            if not named
            else f"Plusieurs communes s’appellent « {value} » : choisissez-en une de la liste."
        )

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Those of a text; the commune was found."""
