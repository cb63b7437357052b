"""The page of the gate: what stands before the validation, and what is accepted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from plics import formatting
from plics.permissions import AccountRequest, can_edit_data
from plics.short_forms import ShortForm
from reports.editions.gate.accepting import Weighed, accept, weighed, withdraw
from reports.editions.gate.base import Level, Rule
from reports.editions.gate.rules import RULES
from reports.editions.reaching import edition_worked_on
from reports.models import AcceptedFinding, Edition


class AcceptForm(ShortForm):
    reason = forms.CharField(
        label="Motif",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Un constat s’accepte avec un motif."},
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Group:
    """What a rule found, and the form that accepts some of it at once."""

    rule: Rule
    found: list[Weighed]
    form: forms.Form
    chosen: tuple[str, ...] = ()

    @property
    def standing(self) -> int:
        return sum(each.stands for each in self.found)

    @property
    def may_accept(self) -> bool:
        return any(each.stands and each.finding.is_acceptable for each in self.found)


@require_safe
def gate(request: AccountRequest, year: int, place: str) -> HttpResponse:
    return shown(request, edition_worked_on(request, year, place))


@require_POST
def accept_findings(request: AccountRequest, year: int, place: str) -> HttpResponse:
    edition = edition_worked_on(request, year, place)
    require_deciding(request)
    chosen = tuple(request.POST.getlist("finding"))
    form = AcceptForm(request.POST, auto_id=f"{request.POST.get('rule', '')}-%s")
    if form.is_valid():
        try:
            count = accept(edition, chosen, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            told = formatting.counted(count, "constat accepté", "constats acceptés")
            messages.success(request, f"{told}.")
            return redirect("reports:gate", year, place)
    return shown(request, edition, form, chosen)


@require_POST
def withdraw_finding(request: AccountRequest, year: int, place: str, pk: int) -> HttpResponse:
    edition = edition_worked_on(request, year, place)
    require_deciding(request)
    accepted = get_object_or_404(AcceptedFinding, edition=edition, pk=pk)
    try:
        withdraw(accepted)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        messages.success(request, f"N’est plus accepté : {accepted.told}")
    return redirect("reports:gate", year, place)


def may_decide(request: AccountRequest) -> bool:
    """To accept is to let a fault through: whoever mends the data, or answers for the edition."""
    return can_edit_data(request.user) or request.user.validates_editions


def require_deciding(request: AccountRequest) -> None:
    if not may_decide(request):
        raise PermissionDenied


def shown(
    request: AccountRequest,
    edition: Edition,
    refused: forms.Form | None = None,
    chosen: tuple[str, ...] = (),
) -> HttpResponse:
    is_open = not edition.is_validated
    groups = list(grouped(weighed(edition), request, refused, chosen)) if is_open else []
    context = {
        "edition": edition,
        "slug": edition.place,
        "is_open": is_open,
        "may_decide": is_open and may_decide(request),
        "levels": [(level, [g for g in groups if g.rule.level is level]) for level in Level],
        "standing": sum(group.standing for group in groups),
        "refused": refused,
        # Of an edition that moves no more, what was let through.
        "let_through": edition.accepted_findings.select_related("accepted_by"),
    }
    return render(request, "reports/gate.html", context)


def grouped(
    found: list[Weighed],
    request: AccountRequest,
    refused: forms.Form | None,
    chosen: tuple[str, ...],
) -> Iterable[Group]:
    sent = request.POST.get("rule", "")
    for rule, _ in RULES:
        if mine := [each for each in found if each.finding.code == rule.code]:
            is_sent = refused is not None and rule.code == sent
            form = refused if is_sent and refused else AcceptForm(auto_id=f"{rule.code}-%s")
            yield Group(rule=rule, found=mine, form=form, chosen=chosen if is_sent else ())
