"""Every rule of the gate, in the order of its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reports.editions.gate import data, quoted, sameness, sheets, working
from reports.editions.gate.base import Draft, Finding, Rule
from reports.figures.reading import reading_once
from reports.models import Edition

RULES: list[tuple[Rule, Callable[[Draft], Iterable[Finding]]]] = [
    (data.HORIZON, data.horizon),
    (data.ABSENT, data.absent),
    (data.QUALITY, data.quality),
    (sheets.EMPTY, sheets.empty),
    (working.TO_READ, working.to_read),
    (quoted.MESSAGES, quoted.messages),
    (quoted.NUMBERS, quoted.numbers),
    (sheets.AGAINST, sheets.against_results),
    (working.COMMENTS, working.comments),
    (sheets.PORTRAITS, sheets.portraits),
    (sheets.NO_OUTLOOK, sheets.without_outlook),
    (sheets.NO_TARGET, sheets.without_target),
    (sameness.LAST_YEAR, sameness.as_last_year),
    (sameness.ELSEWHERE, sameness.as_elsewhere),
]
BY_CODE = {rule.code: rule for rule, _ in RULES}


def findings(edition: Edition) -> list[Finding]:
    """What stands between a draft and its validation, whoever asks."""
    with reading_once():
        draft = Draft(edition)
        return [finding for _, found in RULES for finding in found(draft)]
