"""A grid: many rows typed on one page. Those that are right are saved, the others stay in it.

Each row is a guarded form under a prefix of its own, which it keeps until it is saved: a tick
given to a remark is still about that row when the page comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db import IntegrityError, transaction
from django.http import JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html

from plics import formatting, history, kept_forms, number_fields, sent_once, shown_values
from plics.admin_actions import undo_link
from plics.guarded_forms import GuardedForm
from plics.models import Operation
from plics.permissions import AccountRequest

# What each row sends its prefix under.
ROW = "row"
MOST_ROWS = 200
BLANK_ROWS = 10
# Characters that cells show: « 30/11/2019 », « 1 250,5 ».
SIZES = [(forms.DateField, 10), (forms.DecimalField, 7), (forms.IntegerField, 4)]
NEW = re.compile(r"r(\d{1,4})")
MEANWHILE = "Un collègue vient d’enregistrer cette ligne, ou une autre qui l’exclut."
SENT_BEFORE = "Cette grille avait déjà été envoyée : rien n’a été enregistré une seconde fois."


def french(field: Any, **options: Any) -> forms.Field | None:
    """A model's field as a cell: numbers as the French write them."""
    found: forms.Field | None = field.formfield(**options | number_fields.options_for(field))
    return found


class GridForm(GuardedForm, forms.ModelForm):
    """One row. `told` is what it says besides its errors: sentences, and whether to look twice."""

    prefix: str
    # The field, if any, that stands in the row's head, where others say what they are about.
    in_head = ""

    def __init__(self, data: Any = None, *, request: AccountRequest, **options: Any) -> None:
        self.request = request
        super().__init__(data, use_required_attribute=False, **options)
        for field in self.fields.values():
            field.widget.attrs |= {"aria-label": field.label, "autocomplete": "off"}
            if size := next((size for kind, size in SIZES if isinstance(field, kind)), 0):
                field.widget.attrs["size"] = size

    @property
    def head(self) -> forms.BoundField | None:
        return self[self.in_head] if self.in_head else None

    @property
    def cells(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != self.in_head]

    @property
    def told(self) -> list[tuple[str, bool]]:
        return []

    @property
    def complaints(self) -> Iterator[str]:
        """« Date d’entrée : … »; what a tick is asked for is told with it."""
        # Remarks are only known once the row is read.
        told = self.errors.items()
        asked = {f"À confirmer\u00a0: {remark.detail}" for remark in self.remarks.values()}
        for name, errors in told:
            label = f"{self.fields[name].label}\u00a0: " if name in self.fields else ""
            yield from (f"{label}{error}" for error in errors if error not in asked)

    def _get_validation_exclusions(self) -> set[str]:
        """What the page says once, and what the row does not show, is held by the rules too."""
        # The stubs do not know it.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return {name for name in excluded if name in self.fields}

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong with a field that the row does not show is said of the row."""
        of_fields = getattr(error, "error_dict", None) if field is None else None
        if of_fields is None:
            super().add_error(field, error)
            return
        for name, errors in of_fields.items():
            super().add_error(name if name in self.fields else None, errors)


Row = TypeVar("Row", bound=GridForm)


def sent_rows(data: QueryDict) -> list[str]:
    """The prefixes of the rows sent, each once, no more than a page holds."""
    return list(dict.fromkeys(data.getlist(ROW)))[:MOST_ROWS]


def blank_rows(known: Iterable[str], count: int = BLANK_ROWS) -> list[str]:
    """New prefixes, after those in use."""
    numbers = [int(found[1]) for row in known if (found := NEW.fullmatch(row))]
    first = max(numbers, default=-1) + 1
    return [f"r{number}" for number in range(first, first + count)]


def save_rows(rows: Iterable[Row], record: Callable[[Row], object]) -> list[Row]:
    """Each by itself: one refused by the database undoes none of the others."""
    saved = []
    for form in rows:
        if not form.has_changed() or not form.is_valid():
            continue
        try:
            with transaction.atomic():
                record(form)
        except IntegrityError:
            form.add_error(None, MEANWHILE)
        except ValidationError as refused:
            # Checked once more under its locks: a colleague has saved since it was read.
            form.add_error(None, refused)
        else:
            saved.append(form)
    return saved


def save_once(
    request: AccountRequest,
    label: str,
    rows: Sequence[Row],
    record: Callable[[Row], object],
    words: tuple[str, str],
) -> list[Row]:
    """Saves what is right, which one click takes back; what is left stays in the page.

    The same grid sent again saves nothing, and shows what the first sending left.
    """
    if sent_once.NAME not in request.POST:
        raise BadRequest("Cette grille ne porte pas son jeton.")
    with transaction.atomic():
        sent, is_first = sent_once.claim(request)
        if not is_first and sent.row and sent.typed == sent_once.typed_digest(request):
            messages.warning(request, SENT_BEFORE)
            return left(request, [form for form in rows if form.prefix not in sent.saved_rows])
        with history.operation(Operation.Kind.BULK, label, by=request.user) as made:
            saved = save_rows(rows, record)
        if saved:
            sent.row, sent.typed = str(made.pk), sent_once.typed_digest(request)
            sent.saved_rows = [form.prefix for form in saved]
            sent.save()
            count = formatting.counted(len(saved), *words)
            messages.success(request, format_html("{}. {}.", count, undo_link(made)))
        elif is_first:
            sent.delete()
    found = left(request, [form for form in rows if form not in saved])
    if not saved and not found:
        messages.info(request, "Aucune ligne n’est remplie : il n’y a rien à enregistrer.")
    return found


def left(request: AccountRequest, rows: Iterable[Row]) -> list[Row]:
    """What was typed and not saved, which the page says it keeps."""
    found = [form for form in rows if form.has_changed()]
    if found:
        count = formatting.counted(len(found), "ligne reste", "lignes restent")
        told = f"{count} à revoir : rien n’en est enregistré, votre saisie est gardée ci-dessous."
        messages.error(request, told)
    return found


def context_of(request: AccountRequest, rows: Sequence[GridForm]) -> dict[str, Any]:
    """What a page needs to send its grid once, and to undo nobody's work."""
    # What more would be typed would not be read.
    rows = rows[:MOST_ROWS]
    return {
        "rows": rows,
        "most_rows": MOST_ROWS,
        "columns": rows[0].cells if rows else [],
        "once": sent_once.new_token(),
        "who": kept_forms.signed(request),
        "shown_values": shown_values.signed(shown_values.shown_in(rows)),
    }


@transaction.atomic
def checked(rows: Iterable[GridForm]) -> JsonResponse:
    """What each row says as it stands; nothing is written, some rules lock what they look at."""
    return JsonResponse(
        {
            form.prefix: {
                "told": render_to_string("grids/_told.html", {"form": form}),
                "faults": [form.add_prefix(name) for name in form.errors if name in form.fields],
            }
            for form in rows
        }
    )
