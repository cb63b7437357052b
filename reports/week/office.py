"""What the service follows: payers' files, the quality of the year's data."""

from __future__ import annotations

import dataclasses

from django.urls import reverse

from plics import formatting
from plics.formatting import counted
from plics.importing.pages.due import MonthlyFile, monthly_files
from plics.models import User
from plics.permissions import can_see_names
from reports.quality.base import Severity, count_suspects
from reports.quality.checks import CHECKS


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    """What is to be done or known, where it leads, and what stands at its end."""

    text: str
    url: str
    note: str = ""
    is_late: bool = False


def stocks() -> list[Line]:
    return [stock_line(file) for file in monthly_files()]


def stock_line(file: MonthlyFile) -> Line:
    """The last stock loaded of a payer, and the next one due."""
    url = reverse("importing:index")
    if file.run is None:
        return Line(text=f"{file.payer} : aucun stock chargé", url=url)
    return Line(
        text=f"{file.payer} : stock au {formatting.day(file.run.reference_date)}",
        url=url,
        note=f"prochain attendu au {formatting.day(file.next_day)}",
        is_late=file.is_late,
    )


def quality(user: User, year: int) -> list[Line]:
    """How many checks of a year find something, the graver first; they name persons."""
    if not can_see_names(user):
        return []
    found = count_suspects(CHECKS, year, user)
    lines = []
    for severity in Severity:
        counts = [found[check.code] for check in CHECKS if check.severity is severity]
        if any(counts):
            checks = counted(sum(map(bool, counts)), "vérification", "vérifications")
            lines.append(
                Line(
                    text=f"{severity.value} en {year}",
                    url=reverse("quality:year", args=[year]),
                    note=f"{checks}, {counted(sum(counts), 'ligne', 'lignes')}",
                )
            )
    return lines
