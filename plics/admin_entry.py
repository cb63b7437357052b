"""How a form of the administration is opened, sent and saved, whatever it edits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR, ModelAdmin
from django.contrib.admin.utils import flatten
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.models import _get_foreign_key
from django.shortcuts import redirect
from django.urls import reverse

from plics import kept_forms, sent_once, shown_values, told_changes
from plics.guarded_forms import GuardedPage, guarded
from plics.models import Change, SentForm
from plics.way_back import PARAMETER, way_back

ALREADY_ADDED = (
    "Ce formulaire avait déjà été envoyé : voici la ligne qu’il a créée. Rien n’a été créé une "
    "seconde fois."
)
ALREADY_SAVED = (
    "Ce formulaire avait déjà été envoyé et enregistré : rien ne l’a été une seconde fois."
)

# In the address of a form: the change whose former value is put back.
PUT_BACK = "remettre"
PUT = "L’ancienne valeur de « {} » est remise dans le formulaire : enregistrez pour la garder."
CHANGED_SINCE = "« {} » a changé depuis : l’ancienne valeur n’est pas remise."


def as_key(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def lock(rows) -> None:
    """Nobody else saves these rows before this transaction ends; no other row waits for them."""
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


class GuardedEntry(ModelAdmin):
    """A form opened before somebody else saved undoes nothing of theirs; sent twice, it saves
    once."""

    # What « Enregistrer et ajouter un nouveau » keeps in the next form: never who it is about,
    # since it travels in the address.
    carried: Sequence[str] = ()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return self.save_once(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Somebody else saved between the checks and the commit: seen now, what they saved
            # is told by the form.
            return self.save_once(request, object_id, form_url, extra_context)

    def save_once(self, request, object_id, form_url, extra_context):
        if request.method != "POST" or not request.POST.get(sent_once.NAME):
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            sent, is_first = sent_once.claim(request)
            row = None if is_first else self.row_made(request, sent)
            if row and sent.typed == sent_once.typed_digest(request):
                return self.response_to_second(request, row, is_addition=object_id is None)
            if row is None and object_id is None:
                alike = sent_once.alike(request, sent)
                row = alike and self.row_made(request, alike)
            request.sent_before = row
            response = super().changeform_view(request, object_id, form_url, extra_context)
            self.note_saved(sent, getattr(request, "saved_row", None), is_first)
            return response

    def row_made(self, request, sent: SentForm):
        """Nothing when it is gone since, or not of this list."""
        return self.get_queryset(request).filter(pk=sent.row).first() if sent.row else None

    def note_saved(self, sent: SentForm, row, is_first: bool) -> None:
        if row is not None:
            sent.row = str(row.pk)
            sent.save()
        elif is_first:
            # Refused: the same page will be sent again, corrected.
            sent.delete()

    def response_to_second(self, request, row, *, is_addition: bool):
        if IS_POPUP_VAR in request.POST:
            return self.response_add(request, row)
        told = ALREADY_ADDED if is_addition else ALREADY_SAVED
        self.message_user(request, told, messages.WARNING)
        route = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(way_back(request) or reverse(route, args=[row.pk]))

    def response_add(self, request, obj, post_url_continue=None):
        request.saved_row = obj
        response = super().response_add(request, obj, post_url_continue)
        kept = self.kept_of(obj) | ({PARAMETER: back} if (back := way_back(request)) else {})
        if "_addanother" in request.POST and kept:
            address = response["Location"]
            response["Location"] = f"{address}{'&' if '?' in address else '?'}{urlencode(kept)}"
        return response

    def kept_of(self, obj) -> dict[str, Any]:
        values = {name: getattr(obj, obj._meta.get_field(name).attname) for name in self.carried}
        return {
            name: f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value
            for name, value in values.items()
            if value is not None
        }

    def response_change(self, request, obj):
        request.saved_row = obj
        return super().response_change(request, obj)

    def response_post_save_add(self, request, obj):
        back = way_back(request)
        return redirect(back) if back else super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        back = way_back(request)
        return redirect(back) if back else super().response_post_save_change(request, obj)

    def get_object(self, request, object_id, from_field=None):
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            name = from_field or self.opts.pk.name
            field: Any = self.opts.get_field(name)
            try:
                value = field.to_python(object_id)
            except ValidationError:
                return None
            lock(self.model._base_manager.filter(**{name: value}))
        return super().get_object(request, object_id, from_field)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return guarded(
            super().get_form(request, obj, change=change, **kwargs), request, GuardedPage
        )

    def get_formset_kwargs(self, request, obj, inline, prefix):
        if request.method == "POST" and obj.pk is not None:
            # The rows' own pages may be saving them.
            owner = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
            lock(inline.get_queryset(request).filter(**{owner.name: obj}))
        return super().get_formset_kwargs(request, obj, inline, prefix)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        forms = forms_of(context)
        context |= {
            "once": sent_once.new_token(),
            "who": kept_forms.signed(request),
            "shown_values": shown_values.signed(shown_values.shown_in(forms)) if change else "",
            "conflicts": [
                (row_name(form, obj), conflict)
                for form in forms
                for conflict in getattr(form, "conflicts", {}).values()
            ],
        }
        context["remarks"] = [
            (row_name(form, obj), key, remark.detail, key in form.confirmed)
            for form in forms_of(context, "forms")
            for key, remark in getattr(form, "remarks", {}).items()
        ]
        if change and request.method == "GET" and request.GET.get(PUT_BACK):
            self.put_back(request, context["adminform"].form, obj)
        open_at_fault(context["adminform"])
        if context["conflicts"]:
            context["last_saved"] = last_saved(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def put_back(self, request, form, obj) -> None:
        """An old value typed again in the form: saving it goes through all its checks."""
        change = told_changes.of_row(obj).filter(pk=as_key(request.GET[PUT_BACK])).first()
        name = request.GET.get("champ", "")
        value = (change.changes or {}).get(name) if change else None
        if value is None or name not in form.fields:
            return
        field = obj._meta.get_field(name)
        if not told_changes.may_be_put_back(obj, field, value):
            self.message_user(request, CHANGED_SINCE.format(field.verbose_name), messages.ERROR)
            return
        form.initial[name] = told_changes.put_back_value(obj, field, value)
        self.message_user(request, PUT.format(field.verbose_name), messages.WARNING)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        saved = [form, *(each for formset in formsets for each in formset.forms)]
        if kept := [label for each in saved for label in getattr(each, "kept", ())]:
            self.message_user(
                request,
                "Pendant votre saisie, quelqu’un d’autre a enregistré d’autres champs "
                f"({', '.join(kept)}) : ces changements et les vôtres sont tous gardés.",
                messages.INFO,
            )


def open_at_fault(page) -> None:
    """A section that holds an error is not closed: Django's own looks at lone fields only."""
    at_fault = set(page.form.errors)
    page.fieldsets = [
        (name, options | {"classes": [each for each in options["classes"] if each != "collapse"]})
        if at_fault.intersection(flatten(options["fields"])) and "classes" in options
        else (name, options)
        for name, options in page.fieldsets
    ]


def last_saved(row) -> Change | None:
    return told_changes.of_row(row).select_related("actor").first()


def forms_of(context, which: str = "initial_forms") -> list[Any]:
    """The page's own form and those of its rows: without the empty ones, unless told."""
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    rows = [form for formset in formsets for form in getattr(formset, which)]
    return [context["adminform"].form, *rows]


def row_name(form, obj) -> str:
    """Which row of an inline; nothing for the page's own."""
    return "" if form.instance == obj else str(form.instance)
