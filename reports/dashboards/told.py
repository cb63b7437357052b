"""What is told above the chart of a panel, and read aloud in its place."""

from __future__ import annotations

from collections.abc import Iterable

from plics.formatting import NBSP
from reports.dashboards.page_figures import PageFigures
from reports.exhibits.messages import in_a_year, side_by_side
from reports.figures import CATALOGUE, DEPARTMENT, Result, Territory, Unit


def titled(title: str, when: str, told: str) -> str:
    """What is read aloud in the place of a chart: the message, when there is one, first."""
    return ". ".join(filter(None, (told, title, when)))


def gap_told(code: str, results: Iterable[tuple[Territory, Result]], among: str) -> str:
    """Of a rate, how far the parts of the département are from one another, if they are."""
    label = CATALOGUE[code].label
    if CATALOGUE[code].unit is not Unit.PERCENT:
        return ""
    parts = [(each, result) for each, result in results if each.key != DEPARTMENT]
    return side_by_side(parts, label, among, if_clear=True)


def moves_told(figures: PageFigures, codes: Iterable[str]) -> str:
    """« 419 mesures, en hausse de 7,7 % en un an ; … », of those that clearly moved."""
    found = [figures.get(code) for code in codes]
    told = (in_a_year(now, figures.get_before(now)) for now in found)
    return f"{NBSP}; ".join(filter(None, told))


def lead_of(leads: Iterable[str]) -> str:
    """The sentences at the head of a page."""
    return " ".join(f"{lead}." for lead in leads if lead)
