"""What may be added to a record in one click: the form, filled with what is known, and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from actions.models import Participation, Proposal
from beneficiaries.entry.forms import CHANGES
from beneficiaries.models import (
    Decision,
    EngagementContract,
    HouseholdSituation,
    Interview,
    Membership,
    Orientation,
    Support,
)
from plics.way_back import PARAMETER

Links = list[tuple[str, str]]
# Days are not filled: one that nobody typed would be saved unread.
TO_PERSON: list[tuple[str, Any, tuple[str, ...]]] = [
    ("un entretien", Interview, ("person", "body", "commission")),
    ("un contrat", EngagementContract, ("person", "body", "commission")),
    ("une participation", Participation, ("person",)),
    ("une proposition", Proposal, ("person",)),
    ("une orientation", Orientation, ("person",)),
    ("un accompagnement", Support, ("person", "commission")),
    ("une décision", Decision, ("household",)),
    ("une place dans un ménage", Membership, ("person",)),
]
TO_HOUSEHOLD: list[tuple[str, Any, tuple[str, ...]]] = [
    ("une décision", Decision, ("household",)),
    ("une situation", HouseholdSituation, ("household",)),
    ("une personne", Membership, ("household",)),
]


def additions(
    request: HttpRequest, offered: list[tuple[str, Any, tuple[str, ...]]], known: dict[str, Any]
) -> Links:
    """Label and address of each form that the account may fill.

    What is not known stays empty, but whom the row is about, told first.
    """
    found = []
    for label, model, names in offered:
        options = model._meta
        screen = admin.site.get_model_admin(model)
        if not known.get(names[0]) or not screen.has_add_permission(request):
            continue
        values = {name: known[name] for name in names if known.get(name)}
        address = reverse(f"admin:{options.app_label}_{options.model_name}_add")
        found.append(
            (label, f"{address}?{urlencode(values | {PARAMETER: request.get_full_path()})}")
        )
    return found


def changes_of_person(request: HttpRequest, person: int, households: list[int]) -> Links:
    """Short forms that close a row and open the next, or ask for an aid."""
    return [
        linked(request, "Demander une aide", "aids:funds", person),
        linked(request, "Changer de référent", "changes:referent", person),
        *(link for each in households for link in changes_of_household(request, each)),
    ]


def changes_of_household(request: HttpRequest, household: int) -> Links:
    return [
        linked(request, change.title, "changes:household", household, what)
        for what, change in CHANGES.items()
    ]


def linked(request: HttpRequest, label: str, route: str, *args: Any) -> tuple[str, str]:
    query = urlencode({PARAMETER: request.get_full_path()})
    return label, f"{reverse(route, args=args)}?{query}"
