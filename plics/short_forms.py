"""A short form outside the administration: saved once, and never over a colleague's change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.views import View

from plics import kept_forms, sent_once
from plics.admin_actions import UNDONE_FROM, undo_link
from plics.admin_entry import ALREADY_SAVED
from plics.guarded_forms import WithoutNir
from plics.models import Operation
from plics.permissions import AccountRequest
from plics.shown_values import canonical
from plics.way_back import way_back

SEEN = "_seen"
CHANGED_SINCE = (
    "Entre-temps, quelqu’un d’autre a enregistré ce que cette page montrait : voici ce qui vaut "
    "maintenant. Votre saisie est gardée ; relisez-la, puis enregistrez à nouveau."
)
SENT_BEFORE = (
    "Ce formulaire a déjà été envoyé et enregistré. Ce que vous avez changé depuis ne l’est pas : "
    "relisez, puis enregistrez à nouveau."
)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options: Any):
        super().__init__(format="%Y-%m-%d", **options)


def digest(rows: Iterable[models.Model]) -> str:
    """Another as soon as one of these rows says something else."""
    values = [
        [row._meta.label, *(canonical(getattr(row, f.attname)) for f in row._meta.concrete_fields)]
        for row in rows
    ]
    return hashlib.blake2b(json.dumps(values).encode(), digest_size=8).hexdigest()


class ShortForm(WithoutNir, forms.Form):
    def refuse(self, problem: ValidationError) -> None:
        """What a service refuses, under its field where the form shows it."""
        if not hasattr(problem, "error_dict"):
            self.add_error(None, problem)
            return
        for name, errors in problem.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class ShortFormView(View):
    """`saved` writes through a service and answers with what to tell and, where it may be taken
    back, the operation."""

    request: AccountRequest
    template_name = "entry/short_form.html"
    title = ""
    button = "Enregistrer"

    # -- what each page says

    def prepare(self) -> None:
        """Finds the page's rows through the account's rights."""
        raise NotImplementedError

    def rows(self) -> Iterable[models.Model]:
        """Those whose change by a colleague must not be undone unseen, as they are now."""
        raise NotImplementedError

    def lock(self) -> None:
        """Nobody else saves them before this transaction ends."""
        raise NotImplementedError

    def form(self, data: Any = None) -> ShortForm:
        raise NotImplementedError

    def saved(self, values: dict[str, Any]) -> tuple[str, Operation | None]:
        raise NotImplementedError

    def home(self) -> str:
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        return {}

    def trace(self) -> None:
        """Which rows of persons the page shows."""
        raise NotImplementedError

    # -- how all of them are opened, sent and saved

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.prepare()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.POST.get(sent_once.NAME):
            raise BadRequest("Un formulaire est envoyé depuis sa page.")
        with transaction.atomic():
            sent, is_first = sent_once.claim(request)
            if not is_first and sent.typed == sent_once.typed_digest(request):
                messages.warning(request, ALREADY_SAVED)
                return redirect(self.back())
            self.lock()
            form = self.form(request.POST)
            if not is_first:
                form.add_error(None, SENT_BEFORE)
            elif request.POST.get(SEEN) != digest(self.rows()):
                form.add_error(None, CHANGED_SINCE)
            if form.is_valid() and self.save(form):
                sent.row = "1"
                sent.save()
                return redirect(self.back())
            if is_first:
                sent.delete()
        return self.shown(form)

    def save(self, form: ShortForm) -> bool:
        try:
            with transaction.atomic():
                told, made = self.saved(form.cleaned_data)
        except ValidationError as problem:
            form.refuse(problem)
            return False
        messages.success(self.request, told)
        if made is not None:
            messages.info(self.request, format_html("{} {}", UNDONE_FROM, undo_link(made)))
        return True

    def back(self) -> str:
        return way_back(self.request) or self.home()

    def shown(self, form: ShortForm) -> HttpResponse:
        self.trace()
        context = {
            "title": self.title,
            "button": self.button,
            "form": form,
            "once": sent_once.new_token(),
            "who": kept_forms.signed(self.request),
            "seen": digest(self.rows()),
            "back": self.back(),
            **self.context(),
        }
        return render(self.request, self.template_name, context)
