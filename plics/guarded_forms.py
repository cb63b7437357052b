"""Forms of the administration that never undo a colleague's work: three values are compared.

What the form showed, what the row holds now, what was typed. Changed by one hand, a field takes
that change; changed by both, it is refused and says both values.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.forms.models import BaseInlineFormSet

from plics import shown_values, unusual
from plics.models import NoOverlap
from plics.nir import REFUSED, holds_nir, without_nir
from plics.shown_values import Digests

VANISHED = (
    "Cette ligne a été supprimée entre-temps. Ce que vous y aviez tapé est gardé ci-dessous : "
    "enregistrez à nouveau pour la recréer, ou retirez-la."
)
STILL_DELETE = (
    "Vous alliez supprimer cette ligne, mais elle a été modifiée entre-temps : relisez-la, puis "
    "cochez à nouveau « Supprimer » s’il le faut."
)

SENT_BEFORE = (
    "Ce formulaire a déjà été envoyé une fois et a enregistré « {} ». Ce que vous avez changé "
    "depuis n’est pas encore enregistré : pour le faire quand même, enregistrez à nouveau."
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Conflict:
    """A field changed by two hands."""

    label: str
    theirs: str
    yours: str

    @property
    def sentence(self) -> str:
        return f"Enregistré entre-temps : « {self.theirs} ». Vous aviez tapé : « {self.yours} »."


def shown_before(request) -> Digests | None:
    """Read once a request; None when the form was not one of our pages'."""
    if not hasattr(request, "_shown_before"):
        text = request.POST.get(shown_values.NAME)
        request._shown_before = None if text is None else shown_values.read(text)
    return request._shown_before


class WithoutNir(forms.BaseForm):
    """Mixed into each form where something is typed, before the form's own class."""

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        for name, field in self.fields.items():
            # A password is hashed: what it is made of is nobody's affair.
            if not isinstance(field.widget, forms.PasswordInput) and was_typed(self[name].data):
                self.errors.pop(name, None)
                self.add_error(name, REFUSED)


def was_typed(data: Any) -> bool:
    parts = data if isinstance(data, (list, tuple)) else [data]
    return any(isinstance(part, str) and holds_nir(part) for part in parts)


class GuardedForm(WithoutNir, forms.BaseModelForm):
    """Mixed into each form of the administration by `guarded`, which says the request."""

    request: Any
    data: Any

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflicts: dict[str, Conflict] = {}
        # Labels of the fields changed by somebody else alone.
        self.kept: list[str] = []
        self.warnings: list[str] = []
        # What must be confirmed by a tick, and the ticks already sent.
        self.remarks: dict[str, unusual.Remark] = {}
        shown = shown_before(self.request) if self.is_bound else None
        if shown is not None and self.instance.pk is not None:
            self.reconcile(shown.get(shown_values.key(self.instance), {}))

    def reconcile(self, shown: dict[str, str]) -> None:
        for name, field in shown_values.watched(self).items():
            now = shown_values.digest(field, self.initial[name])
            if shown.get(name) == now:
                continue
            value = shown_values.typed(self, name)
            mine = shown_values.digest(field, value)
            if mine == now:
                continue
            label = str(self[name].label)
            if mine == shown.get(name):
                self.put(name, self.initial[name])
                self.kept.append(label)
            else:
                self.conflicts[name] = Conflict(
                    label=label,
                    theirs=shown_values.told(field, self.initial[name]),
                    yours=without_nir(shown_values.told(field, value)),
                )
        if (self.kept or self.conflicts) and self.data.get(self.add_prefix(DELETION_FIELD_NAME)):
            self.rewrite(self.add_prefix(DELETION_FIELD_NAME), None)
            self.warnings.append(STILL_DELETE)

    def put(self, name: str, value: Any) -> None:
        """As if it had been typed: the page shown again must hold it too."""
        field, html_name = self.fields[name], self.add_prefix(name)
        widget: Any = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, forms.CheckboxInput):
            self.rewrite(html_name, "on" if value else None)
        elif isinstance(widget, forms.MultiWidget):
            for number, part in enumerate(widget.decompress(value) or ()):
                self.rewrite(f"{html_name}_{number}", widget.widgets[number].format_value(part))
        else:
            self.rewrite(html_name, widget.format_value(field.prepare_value(value)))

    def rewrite(self, html_name: str, value: Any) -> None:
        self.data = self.data.copy()
        if value is None:
            self.data.pop(html_name, None)
        elif isinstance(value, (list, tuple)):
            self.data.setlist(html_name, [str(each) for each in value])
        else:
            self.data[html_name] = str(value)

    def full_clean(self):
        super().full_clean()
        if not self.is_bound:
            return
        for name, conflict in self.conflicts.items():
            self.add_error(name, conflict.sentence)
        for warning in self.warnings:
            self.add_error(None, warning)
        self.show_hidden_errors()
        if self.has_changed() and not self.errors:
            self.ask_to_confirm()

    def show_hidden_errors(self) -> None:
        """Of the page's own row for instance, to which each row of an inline refers."""
        for name in [name for name in self.errors if name in self.fields]:
            if self.fields[name].widget.is_hidden:
                self.add_error(None, self.errors.pop(name).as_data())

    @property
    def confirmed(self) -> set[str]:
        return set(self.request.POST.getlist(unusual.NAME))

    def ask_to_confirm(self) -> None:
        """What was as unusual before is not asked again."""
        model = type(self.instance)
        before = model._base_manager.filter(pk=self.instance.pk).first()
        known = unusual.remarks(before) if before else []
        for remark in unusual.remarks(self.instance):
            if remark in known:
                continue
            self.ask_about(remark)

    def ask_about(self, remark: unusual.Remark) -> None:
        key = remark.key(self.prefix or "")
        self.remarks[key] = remark
        if key not in self.confirmed:
            field = remark.field if remark.field in self.fields else None
            self.add_error(field, f"À confirmer\u00a0: {remark.detail}")


class GuardedPage(GuardedForm):
    """The form of the page's own row."""

    def full_clean(self):
        super().full_clean()
        if row := getattr(self.request, "sent_before", None):
            self.add_error(None, SENT_BEFORE.format(row))


def guarded(form_class: type, request, guard: type = GuardedForm) -> Any:
    """The same form, which compares what it showed with what the row holds."""
    return type(form_class.__name__, (guard, form_class), {"request": request})


class GuardedFormSet(BaseInlineFormSet):
    """Rows of an inline, some of which may have been deleted since they were shown."""

    data: Any
    fk: Any
    form: Any
    model: Any

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.revived: set[int] = set()
        if self.is_bound and self.instance.pk is not None and "request" in vars(self.form):
            self.leave_out_vanished(shown_before(self.form.request) or {})

    @functools.cached_property
    def held(self) -> set[str]:
        return {str(row.pk) for row in self.get_queryset()}

    def leave_out_vanished(self, shown: Digests) -> None:
        """A vanished row that nobody touched here is let go; one that was is typed anew."""
        total, initial = (self.sent(name) for name in (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT))
        pk_name = self.model._meta.pk.name
        pks = [self.data.get(f"{self.prefix}-{index}-{pk_name}") for index in range(initial)]
        gone = [index for index, pk in enumerate(pks) if pk and pk not in self.held]
        if not gone:
            return
        touched = [index for index in gone if self.is_touched(index, shown)]
        kept = [index for index in range(initial) if index not in gone]
        order = [*kept, *range(initial, total), *touched]
        self.renumber(order, total, len(kept))
        self.revived = set(range(len(order) - len(touched), len(order)))

    def sent(self, name: str) -> int:
        text = self.data.get(f"{self.prefix}-{name}", "")
        # A false count is told by the formset itself; nobody types as many rows.
        return min(int(text), self.absolute_max) if text.isdecimal() else 0

    def is_touched(self, index: int, shown: Digests) -> bool:
        prefix = self.add_prefix(index)
        if self.data.get(f"{prefix}-{DELETION_FIELD_NAME}"):
            return False
        pk = self.data[f"{prefix}-{self.model._meta.pk.name}"]
        before = shown.get(f"{self.model._meta.label_lower}:{pk}", {})
        form = self.form(self.data, prefix=prefix, **self.form_kwargs)
        return any(
            shown_values.digest(form.fields[name], shown_values.typed(form, name)) != value
            for name, value in before.items()
            if name in form.fields
        )

    def renumber(self, order: list[int], total: int, initial: int) -> None:
        data = self.data.copy()
        rows: dict[int, dict[str, list]] = {index: {} for index in range(total)}
        for index in range(total):
            start = f"{self.prefix}-{index}-"
            for name in [name for name in data if name.startswith(start)]:
                rows[index][name.removeprefix(start)] = data.pop(name)
        for place, index in enumerate(order):
            if place >= initial:
                rows[index].pop(self.model._meta.pk.name, None)
            for suffix, values in rows[index].items():
                data.setlist(f"{self.prefix}-{place}-{suffix}", values)
        data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = str(len(order))
        data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = str(initial)
        self.data = data

    def clean(self):
        super().clean()
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, NoOverlap) and self.fk.name in constraint.same:
                self.refuse_crossed(constraint)

    def refuse_crossed(self, constraint: NoOverlap) -> None:
        """Looked at as all rows will stand together: one may be closed and the next one added."""
        rows = [(form, form.instance) for form in self.standing_forms()]
        rows += [(None, row) for row in self.unseen()]
        for place, (form, row) in enumerate(rows):
            for other_form, other in rows[place + 1 :]:
                changed = [each for each in (form, other_form) if each and each.has_changed()]
                if changed and constraint.are_crossed(row, other, self.fk.name):
                    # Rows of before come first: the last one is the one just typed.
                    fault = changed[-1]
                    fault.add_error(None, constraint.refusal(row if fault is other_form else other))

    def standing_forms(self) -> list:
        """Those whose row will be there once the page is saved."""
        return [
            form
            for form in self.forms
            if not form.errors
            and form not in self.deleted_forms
            and (form.instance.pk is not None or form.has_changed())
        ]

    def unseen(self) -> list:
        """The owner's rows that this page does not show: a colleague has added them."""
        if self.instance.pk is None:
            return []
        shown = [form.instance.pk for form in self.initial_forms]
        rows = self.model._base_manager.filter(**{self.fk.name: self.instance})
        return list(rows.exclude(pk__in=shown))

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if index in self.revived:
            form.empty_permitted = False
            form.warnings.append(VANISHED)
