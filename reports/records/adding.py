"""What may be added to a record in one click: the form, filled with what is known, and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from actions.models import Participation, Proposal
from beneficiaries.models import (
    Decision,
    EngagementContract,
    HouseholdSituation,
    Interview,
    Membership,
    Orientation,
    Support,
)
from funds.models import Aid
from plics.way_back import PARAMETER

# Days are not filled: one that nobody typed would be saved unread.
TO_PERSON: list[tuple[str, Any, tuple[str, ...]]] = [
    ("un entretien", Interview, ("person", "body", "commission")),
    ("un contrat", EngagementContract, ("person", "body", "commission")),
    ("une participation", Participation, ("person",)),
    ("une proposition", Proposal, ("person",)),
    ("une aide", Aid, ("person", "household", "commune")),
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
) -> list[tuple[str, str]]:
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
