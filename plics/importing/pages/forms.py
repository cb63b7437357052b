"""What is asked when a file is sent, and when its columns are to be told."""

from __future__ import annotations

from typing import Any

from django import forms

from plics.importing.guards import MEGABYTE
from plics.importing.importer import Importer

NONE = ""


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Fichier",
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier."},
    )

    def __init__(self, kind: type[Importer], *args: Any, too_big: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        limit = f"{kind.size_limit // MEGABYTE}\u00a0Mo"
        file = self.fields["file"]
        file.help_text = f"{', '.join(kind.suffixes)} – {limit} au plus."
        file.widget.attrs["accept"] = ",".join(kind.suffixes)
        if too_big:
            file.error_messages["required"] = f"Le fichier dépasse {limit} : il n’a pas été lu."
        if kind.date_label:
            self.fields["reference_date"] = forms.DateField(
                label=kind.date_label,
                help_text=kind.date_help,
                required=kind.needs_date,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            )
        if kind.force_means:
            self.fields["is_forced"] = forms.BooleanField(
                label="Forcer", help_text=kind.force_means, required=False
            )


class ColumnsForm(forms.Form):
    """For each expected column, a header of the file."""

    def __init__(self, kind: type[Importer], header: list[str], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        titles = list(dict.fromkeys(header))
        for column in kind.fields:
            field = forms.ChoiceField(
                label=column.label,
                help_text=column.help,
                required=column.required,
                choices=[(NONE, "– aucune –"), *((title, title) for title in titles)],
                error_messages={"required": "Cette colonne est obligatoire : choisissez la vôtre."},
            )
            self.fields[column.name] = field

    def clean(self) -> dict[str, Any]:
        taken: dict[str, str] = {}
        for name, title in list(self.cleaned_data.items()):
            if title and title in taken:
                label = self.fields[taken[title]].label
                self.add_error(name, f"« {title} » est déjà choisie pour « {label} ».")
            taken.setdefault(title, name)
        return self.cleaned_data
