"""How the rows of a check are shown, by model; the first cell leads to what mends the row."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.urls import reverse
from django.utils.text import Truncator, capfirst

from actions.models import Agreement, CaseStory, Participation, SheetBlock
from beneficiaries.models import (
    Decision,
    Household,
    HouseholdSituation,
    Membership,
    Person,
    Sitting,
)
from funds.models import Aid, Fund
from reports.models import AuthorMessage


@dataclasses.dataclass(frozen=True, kw_only=True)
class Listing:
    """`columns`: heading → what the row shows there; `target`: the row to open and mend."""

    columns: dict[str, Callable]
    related: tuple[str, ...] = ()
    prepare: Callable = lambda rows: rows
    target: Callable = lambda row: row

    @property
    def headings(self) -> list[str]:
        return list(self.columns)

    def lines(self, rows) -> list[tuple[str, list[str]]]:
        """(address, cells) of each row."""
        return [
            (address(self.target(row)), [text(tell(row)) for tell in self.columns.values()])
            for row in rows
        ]


def address(row) -> str:
    """The page of a person or a household, from which they are mended; the form of other rows."""
    if isinstance(row, Person | Household):
        return row.get_absolute_url()
    options = row._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])


def text(value) -> str:
    return "–" if value in (None, "") else str(value)


def short(day) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def shown(name: str) -> Callable:
    return lambda row: getattr(row, name)


LISTINGS = {
    Participation: Listing(
        columns={
            "Personne": shown("person"),
            "Action": lambda row: row.agreement.action,
            "Commission": lambda row: row.agreement.commission,
            "Entrée": lambda row: short(row.entered_on),
            "Sortie": lambda row: short(row.exited_on),
        },
        related=("person", "agreement__action", "agreement__commission"),
    ),
    Person: Listing(
        columns={
            "Personne": str,
            "Naissance": lambda row: short(row.birth_date),
            "Ménage": lambda row: row.file_number or "hors RSA",
        },
        prepare=lambda persons: persons.with_file(),
    ),
    Membership: Listing(
        columns={
            "Personne": shown("person"),
            "Naissance": lambda row: short(row.person.birth_date),
            "Ménage": shown("household"),
            "Rôle": lambda row: capfirst(row.get_role_display()),
        },
        related=("person", "household"),
        target=lambda row: row.person,
    ),
    Household: Listing(columns={"Ménage": shown("number")}),
    HouseholdSituation: Listing(
        columns={
            "Ménage": shown("household"),
            "Commune": shown("commune"),
            "À partir du": lambda row: short(row.starts_on),
        },
        related=("household", "commune"),
        target=lambda row: row.household,
    ),
    Agreement: Listing(
        columns={
            "Action": shown("action"),
            "Commission": shown("commission"),
            "Structure": lambda row: row.action.provider,
        },
        related=("action__provider", "commission"),
    ),
    CaseStory: Listing(
        columns={
            "Nom d’emprunt": shown("name"),
            "Action": lambda row: row.agreement.action,
            "Commission": lambda row: row.agreement.commission,
        },
        related=("agreement__action", "agreement__commission"),
    ),
    SheetBlock: Listing(
        columns={
            "Partie": str,
            "Action": lambda row: row.agreement.action,
            "Commission": lambda row: row.agreement.commission,
            "Texte": lambda row: Truncator(row.body).words(25, truncate=" …"),
        },
        related=("agreement__action", "agreement__commission"),
    ),
    Decision: Listing(
        columns={
            "Décision": shown("type"),
            "Taux": lambda row: f"{row.rate}\u00a0%",
            "Plafond": lambda row: f"{row.type.rate_cap_several}\u00a0%",
            "Ménage": shown("household"),
            "Séance": shown("sitting"),
        },
        related=("type", "household", "sitting__commission"),
    ),
    Sitting: Listing(
        columns={
            "Séance": lambda row: short(row.held_on),
            "Commission": shown("commission"),
        },
        related=("commission",),
    ),
    Aid: Listing(
        columns={
            "Aide": shown("number"),
            "Fonds": shown("fund"),
            "Personne": shown("person"),
            "Naissance": lambda row: short(row.person.birth_date),
            "Décidée le": lambda row: short(row.decided_on),
        },
        related=("fund", "person"),
    ),
    AuthorMessage: Listing(
        columns={
            "Message": shown("text"),
            "Calculé quand il a été écrit": shown("computed"),
            "Édition": shown("edition"),
        },
        related=("edition__commission",),
    ),
    Fund: Listing(columns={"Fonds": shown("acronym"), "Nom": shown("name")}),
}
