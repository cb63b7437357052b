"""« Changer de commune / de situation / d’organisme / de référent »: one short form each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate

from beneficiaries.changes import change_referent, change_situation
from beneficiaries.entry import fields
from beneficiaries.entry.forms import CHANGES, ReferentForm
from beneficiaries.models import Household, HouseholdSituation, Membership, Person, Support
from plics.admin_entry import lock
from plics.models import Act
from plics.permissions import can_administer, can_edit_data, can_see_names
from plics.short_forms import ShortForm, ShortFormView
from plics.traces.writing import show


def check_enters_data(user: Any) -> None:
    """Who enters the data, and sees whom it is about."""
    if not (can_edit_data(user) and can_see_names(user)):
        raise PermissionDenied


def person_for(user: Any, pk: int) -> Person:
    """Of a restricted record, an administrator alone changes anything."""
    check_enters_data(user)
    seen = Person.objects.visible_to(user).filter(anonymised_on=None)
    person = get_object_or_404(seen, pk=pk)
    if person.restricted_on and not can_administer(user):
        raise PermissionDenied
    return person


class HouseholdChange(ShortFormView):
    template_name = "entry/household_change.html"

    def prepare(self) -> None:
        check_enters_data(self.request.user)
        if self.kwargs["what"] not in CHANGES:
            raise Http404
        self.change = CHANGES[self.kwargs["what"]]
        self.title = self.change.title
        seen = Household.objects.visible_to(self.request.user).filter(anonymised_on=None)
        self.household = get_object_or_404(seen, pk=self.kwargs["pk"])

    def situations(self) -> Any:
        return HouseholdSituation.objects.filter(household=self.household.pk)

    def current(self) -> HouseholdSituation | None:
        return self.situations().select_related("commune").order_by("-starts_on").first()

    def rows(self) -> Iterable[HouseholdSituation]:
        return self.situations().order_by("-starts_on")[:1]

    def lock(self) -> None:
        lock(Household.objects.filter(pk=self.household.pk))
        lock(self.situations())

    def form(self, data: Any = None) -> ShortForm:
        current = self.current()
        return self.change.form(data, initial=self.change.initial(current) if current else {})

    def saved(self, values: dict[str, Any]):
        on = values.pop("starts_on")
        made = change_situation(
            self.household, on=on, label=self.title, by=self.request.user, **values
        )
        return f"Changement enregistré à partir du {on:%d/%m/%Y}.", made

    def home(self) -> str:
        return reverse("admin:beneficiaries_household_change", args=[self.household.pk])

    def trace(self) -> None:
        show(self.request, Act.SHEET, Household, [self.household.pk])

    def context(self) -> dict[str, Any]:
        places = Membership.objects.on(localdate()).filter(household=self.household)
        seen = places.visible_to(self.request.user).adults().select_related("person")
        return {
            "household": self.household,
            "adults": [place.person for place in seen],
            "current": self.current(),
            "communes": fields.proposed() if self.kwargs["what"] == "commune" else [],
        }


class ReferentChange(ShortFormView):
    template_name = "entry/referent_change.html"
    title = "Changer de référent"

    def prepare(self) -> None:
        self.person = person_for(self.request.user, self.kwargs["pk"])

    def supports(self) -> Any:
        """Those that still run."""
        still = Q(ends_on=None) | Q(ends_on__gte=localdate())
        rows = Support.objects.filter(still, person=self.person)
        return rows.select_related("body", "referent").order_by("-starts_on", "pk")

    def rows(self) -> Iterable[Support]:
        return self.supports()

    def lock(self) -> None:
        lock(Person.objects.filter(pk=self.person.pk))
        lock(Support.objects.filter(person=self.person))

    def form(self, data: Any = None) -> ShortForm:
        return ReferentForm(data, supports=self.supports())

    def saved(self, values: dict[str, Any]):
        made = change_referent(
            self.person,
            support=values.get("support"),
            on=values["starts_on"],
            body=values["body"],
            referent=values["referent"],
            end_reason=values.get("end_reason"),
            by=self.request.user,
        )
        return f"{values['body']} accompagne à partir du {values['starts_on']:%d/%m/%Y}.", made

    def home(self) -> str:
        return reverse("admin:beneficiaries_person_change", args=[self.person.pk])

    def trace(self) -> None:
        show(self.request, Act.SHEET, Person, [self.person.pk])

    def context(self) -> dict[str, Any]:
        return {"person": self.person, "supports": self.supports()}
