"""A report as rows of JSON: what the pages of an upload show."""

from __future__ import annotations

from typing import Any

from plics.importing.errors import french
from plics.importing.fields import RowError
from plics.importing.headers import heading
from plics.importing.reports import CLOSED, CREATED, LEFT, UPDATED, Report

COUNTS = ("created", "updated", "unchanged", "closed", "refused")
ERRORS = "errors"
SECTIONS = (ERRORS, UPDATED, CREATED, LEFT, CLOSED)
# Whoever checks more rows than that checks the file itself.
LISTED = 5000
COMMAND_HINT = "\u00a0(--force)"


def for_screen(message: str) -> str:
    """Without the hints meant for the command line."""
    return message.replace(" (--force)", "").replace(COMMAND_HINT, "")


def summary(report: Report, mapping: dict[str, str]) -> dict[str, Any]:
    counts = {name: getattr(report, name) for name in COUNTS}
    return counts | {
        "total": sum(counts[name] for name in COUNTS if name != "refused"),
        "header": [title for title in report.header if title.strip()],
        "messages": [for_screen(message) for message in report.messages],
        "is_repeat": report.is_repeat,
        "can_be_forced": report.can_be_forced,
        "refusal": for_screen(report.errors[0].message) if report.is_refused_whole else "",
        "designated": designated(report.header, mapping),
        # Refused with their household, without a fault of their own.
        "faultless": max(0, report.refused - len({error.line for error in report.errors})),
        "rows": {name: len(rows) for name, rows in rows_of(report).items()},
    }


def designated(header: list[str], mapping: dict[str, str]) -> list[list[str]]:
    """The headers that were given a meaning other than the one they say."""
    names = {heading(title): name for title, name in mapping.items() if name}
    found = ((title, names.get(heading(title))) for title in header)
    return [[title, name] for title, name in found if name and heading(name) != heading(title)]


def rows_of(report: Report) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = {
        name: [change for change in report.changes if change.kind == name] for name in SECTIONS
    }
    rows[ERRORS] = [] if report.is_refused_whole else report.errors
    return rows


def details(report: Report) -> dict[str, list[Any]]:
    rows = rows_of(report)
    found = {
        name: [[change.line, change.label, list(map(list, change.fields))] for change in changes]
        for name, changes in ((name, rows[name][:LISTED]) for name in SECTIONS if name != ERRORS)
    }
    found[ERRORS] = [
        [error.line, error.field, error.value, problem_of(error), error.expected]
        for error in rows[ERRORS][:LISTED]
    ]
    return found


def problem_of(error: RowError) -> str:
    """What is wrong, without what was expected, which has its own column."""
    return error.message.removesuffix(french(f" ; attendu : {error.expected}.")).rstrip(".")
