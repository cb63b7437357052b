"""An aid: its fund is chosen, it is asked for, then decided; what waits is listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from beneficiaries.entry import fields
from beneficiaries.entry.views import check_enters_data, person_for
from beneficiaries.models import Person
from funds.entry.forms import DecisionForm, RequestForm
from funds.models import Aid, Fund
from funds.requests import Standing, decide, request_aid, standing
from plics.admin_entry import lock
from plics.models import Act, Operation
from plics.short_forms import ShortForm, ShortFormView
from plics.traces.writing import show


@require_safe
def choose_fund(request, pk: int):
    """The fund first: natures, ages and ceiling are its own."""
    person = person_for(request.user, pk)
    show(request, Act.SHEET, Person, [person.pk])
    context = {"person": person, "funds": Fund.objects.all(), "retour": request.GET.get("retour")}
    return render(request, "entry/aid_funds.html", context)


def typed_or_proposed(form: ShortForm) -> dict[str, Any]:
    """As far as what is typed can be read; until something is, what the form proposes."""
    if not form.is_bound:
        return {
            name: form.get_initial_for_field(field, name) for name, field in form.fields.items()
        }
    form.is_valid()
    return form.cleaned_data


def standing_told(form: ShortForm, person: Person, fund: Fund) -> Standing:
    values = typed_or_proposed(form)
    return standing(
        person,
        fund,
        values.get("requested_on") or localdate(),
        nature=values.get("nature"),
        amount=values.get("amount_requested"),
        commune=values.get("commune"),
    )


@require_safe
def told_while_typing(request, pk: int, fund: str):
    """The part of the page that follows what is typed."""
    person = person_for(request.user, pk)
    found = get_object_or_404(Fund, code=fund)
    show(request, Act.SHEET, Person, [person.pk])
    told = standing_told(RequestForm(request.GET, fund=found), person, found)
    return render(request, "entry/_standing.html", {"standing": told, "fund": found})


class RequestAid(ShortFormView):
    template_name = "entry/aid_request.html"
    button = "Enregistrer la demande"

    def prepare(self) -> None:
        self.person = person_for(self.request.user, self.kwargs["pk"])
        self.fund = get_object_or_404(Fund, code=self.kwargs["fund"])
        self.title = f"Demander une aide du {self.fund}"

    def rows(self) -> Iterable[Aid]:
        return []

    def lock(self) -> None:
        """Numbers are given one at a time by the service."""

    def form(self, data: Any = None) -> ShortForm:
        return RequestForm(data, fund=self.fund)

    def saved(self, values: dict[str, Any]) -> tuple[str, Operation | None]:
        aid = request_aid(
            person=self.person,
            fund=self.fund,
            requested_on=values["requested_on"],
            nature=values["nature"],
            amount=values["amount_requested"],
            commune=values["commune"],
            by=self.request.user,
        )
        return f"Demande enregistrée : {aid}, commune de {aid.commune}.", None

    def home(self) -> str:
        return reverse("admin:beneficiaries_person_change", args=[self.person.pk])

    def trace(self) -> None:
        show(self.request, Act.SHEET, Person, [self.person.pk])

    def context(self) -> dict[str, Any]:
        form = self.form(self.request.POST if self.request.method == "POST" else None)
        return {
            "person": self.person,
            "fund": self.fund,
            "standing": standing_told(form, self.person, self.fund),
            "communes": fields.proposed(),
        }


class DecideAid(ShortFormView):
    template_name = "entry/aid_decision.html"
    button = "Enregistrer la décision"

    def prepare(self) -> None:
        check_enters_data(self.request.user)
        seen = Aid.objects.visible_to(self.request.user)
        related = seen.select_related("person", "fund", "nature", "commune")
        self.aid = get_object_or_404(related, pk=self.kwargs["pk"])
        self.title = f"Décider l’aide {self.aid}"

    def get(self, request, **kwargs):
        if not self.aid.is_pending:
            return redirect("admin:funds_aid_change", self.aid.pk)
        return super().get(request, **kwargs)

    def rows(self) -> Iterable[Aid]:
        return Aid.objects.filter(pk=self.aid.pk)

    def lock(self) -> None:
        lock(Aid.objects.filter(pk=self.aid.pk))

    def form(self, data: Any = None) -> ShortForm:
        return DecisionForm(data, aid=self.aid)

    def saved(self, values: dict[str, Any]) -> tuple[str, Operation | None]:
        aid = decide(self.aid, by=self.request.user, **values)
        return f"Aide {aid} : {aid.get_decision_display()}.", None

    def home(self) -> str:
        return reverse("admin:funds_aid_change", args=[self.aid.pk])

    def trace(self) -> None:
        show(self.request, Act.SHEET, Aid, [self.aid.pk])

    def context(self) -> dict[str, Any]:
        aid = self.aid
        form = self.form(self.request.POST if self.request.method == "POST" else None)
        values = typed_or_proposed(form)
        told = standing(
            aid.person,
            aid.fund,
            values.get("decided_on") or localdate(),
            nature=aid.nature,
            amount=values.get("amount_granted"),
            commune=aid.commune,
        )
        return {"aid": aid, "fund": aid.fund, "standing": told}
