"""The values of a key: as a reader sees them, and as the model stores them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from beneficiaries.enums import EducationLevel
from plics import formatting

DATES = {"entered_on", "planned_exit_on", "exited_on"}
DECIMALS = {"hours", "full_time_equivalent"}
EMPTY = "vide"


class Labels:
    def __init__(self, outcomes: Iterable, steps: Iterable):
        self.outcomes = {row.code: row.label for row in outcomes}
        self.steps = {row.code: row.label for row in steps}

    def tell(self, name: str, value) -> str:
        """« 30/11/2019 », « oui », « Emploi durable », « vide »."""
        if value in (None, "", []):
            return EMPTY
        if isinstance(value, bool):
            return "oui" if value else "non"
        if name in DATES:
            return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
        if name in DECIMALS:
            return formatting.number(Decimal(value), 3, trim=True)
        if name == "steps":
            return formatting.listing(self.steps.get(code, code) for code in value)
        if name == "outcome":
            return self.outcomes.get(value, value)
        return EducationLevel(value).label if name == "education_level" else str(value)


def stored(name: str, value):
    if value is None:
        return None
    if name in DATES:
        return dt.date.fromisoformat(value)
    return Decimal(value) if name in DECIMALS else value
