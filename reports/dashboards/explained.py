"""One figure of a page, told whole: what it is made of, of whom, how much is known, and the lists.

It is found among those that the panel shows, as this account sees them: no address asks for more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal

from django.urls import reverse

from plics import formatting
from reports.dashboards import listings
from reports.dashboards.asked import AskedPage
from reports.dashboards.page_figures import NARROWED, FigureKey, PageFigures
from reports.dashboards.parts import PanelExhibit
from reports.dashboards.tabular import SIGNS
from reports.exhibits import rules
from reports.exhibits.parts import TableCell
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Result, Scope
from reports.figures.base import KNOWN, Status, Timing, Unit
from reports.figures.comparison import evolution
from reports.figures.geography import every_fund
from reports.figures.indicators import Breakdown, Formula, MedianDays, Ratio, YearOnYear


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """`url` is that of its list, for who may read it."""

    role: str
    label: str
    display: str
    url: str = ""


def shown_in(exhibit: PanelExhibit) -> Iterator[TableCell]:
    for each in exhibit.tiles:
        yield from (each.now, each.before)
    for row in exhibit.table.rows if exhibit.table else ():
        yield from row.cells


def explained(
    figures: PageFigures, exhibit: PanelExhibit, wanted: FigureKey
) -> ExplainedFigure | None:
    """The figure of that panel that an address asks for, if it is shown there."""
    for cell in shown_in(exhibit):
        if cell.figure and figures.key_of(*cell.figure) == wanted:
            scope, result = cell.figure
            return ExplainedFigure(figures=figures, scope=scope, result=result)
    return None


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExplainedFigure:
    figures: PageFigures
    scope: Scope
    result: Result

    @property
    def label(self) -> str:
        """« Allocataires et conjoints, par âge : 18 à 25 ans »."""
        group = self.result.group_label
        return f"{self.result.label}{formatting.NBSP}: {group}" if group else self.result.label

    @property
    def subject(self) -> str:
        """The action or the fund that it is about."""
        funds = {fund.code: fund.acronym for fund in every_fund()}
        return (funds | self.figures.offered.titles).get(self.result.subject or "", "")

    @property
    def where(self) -> str:
        found = {each.key: each for each in self.figures.now.territories}
        place = found.get(self.result.territory)
        names = {"canton": "canton ", "commission": "commission "}
        if self.result.territory == self.figures.territory or place is None:
            return self.figures.asked.where
        return names[place.kind] + place.of_form if place.kind in names else place.name

    @property
    def when(self) -> str:
        if self.result.group and not isinstance(self.result.indicator, Breakdown):
            # One of a series of months.
            return formatting.month(self.scope.on)
        return rules.when(self.scope, self.result.code)

    @property
    def unit(self) -> str:
        """Of the number, where its display does not tell it."""
        unit, value = self.result.unit, self.result.value
        is_told = value is None or unit in (Unit.PERCENT, Unit.EUROS)
        return "" if is_told else formatting.plural(value, *unit.value)

    @property
    def share(self) -> str:
        return "" if self.result.share is None else rules.share_text(self.result)

    @property
    def source(self) -> str:
        return self.figures.source(self.result.code, self.scope)

    @property
    def base(self) -> str:
        return rules.source_of(self.result.code).base

    @property
    def sign(self) -> str:
        """What stands in the place of a number means."""
        return SIGNS.get(self.result.display, "")

    @property
    def parts(self) -> list[Part]:
        """What it is worked out from; the first leads to its own list."""
        result, indicator = self.result, self.result.indicator
        match indicator:
            case Ratio():
                codes = indicator.supports_where(lambda code: bool(self._counted(code).value))
                roles = ("Numérateur", "Dénominateur")
                return [self._part(*each) for each in zip(roles, codes, strict=True)]
            case YearOnYear():
                days = (self.scope, self.scope.previous())
                return [self._part(rules.when(day, indicator.of), indicator.of, day)
                        for day in days]  # fmt: skip
            case Formula() | MedianDays():
                return [self._part("Calculé avec", code) for code in indicator.parts]
            case Breakdown() if result.group and result.group != UNKNOWN:
                return self._of_group()
        label = self.label if result.value is not None else ""
        return [self._told("Compté", label, result)] if label else []

    def _of_group(self) -> list[Part]:
        numerator = self._told("Numérateur", self.label, self.result)
        base = self.result.denominator
        if base is None or self.result.share is None:
            return [numerator]
        whole = self.result._replace(group=KNOWN, value=base)
        return [numerator, self._told("Dénominateur", "ensemble des valeurs connues", whole)]

    @property
    def completeness(self) -> list[Part]:
        """How much of the base is known; what is not leads to its own list."""
        indicator = self.result.indicator
        if isinstance(indicator, Breakdown):
            return self._unknown(indicator)
        if not isinstance(indicator, Ratio):
            return []
        base = self._counted(indicator.denominator)
        wholes = CATALOGUE[indicator.denominator].within
        if len(wholes) != 1 or len(wholes[0]) != 1 or not isinstance(wholes[0][0], str):
            return []
        whole = self._counted(wholes[0][0])
        told = _told_of(base.value, whole.value)
        return [self._part("Base connue", wholes[0][0], told=told)] if told else []

    def _unknown(self, indicator: Breakdown) -> list[Part]:
        every = self.figures.of_scope(indicator.code, self.scope).groups(
            indicator.code, self.result.territory, self.result.subject
        )
        unknown = [each for each in every if each.group == UNKNOWN]
        counted = [each.value for each in every if each.group != UNKNOWN]
        if not every or None in counted or any(each.value is None for each in unknown):
            return []
        known = sum(value or 0 for value in counted)
        if not unknown:
            return [Part(role="Complétude", label="tout est connu", display="100\u00a0%")]
        told = _told_of(known, known + (unknown[0].value or 0))
        rest = self._told("Non connu", "valeurs non connues", unknown[0])
        return [Part(role="Complétude", label="valeurs connues", display=told), rest]

    @property
    def knowledge(self) -> str:
        """Until when what it is counted from was supplied."""
        if self.result.status is Status.OK:
            return ""
        day = formatting.day(self.result.as_of) if self.result.as_of else ""
        if self.result.status is Status.CARRIED:
            return f"Dernier fichier chargé{formatting.NBSP}: celui du {day}."
        return f"Non chargé. Dernier fichier{formatting.NBSP}: {day}." if day else "Non chargé."

    @property
    def before(self) -> Part | None:
        """The same, a year before."""
        if self.scope is not self.figures.now.scope:
            return None
        before = self.figures.get_before(self.result)
        change = evolution(self.result, before).signed
        display = f"{before.display} ({change})" if change else before.display
        return Part(role="Un an avant", label=rules.when(self.figures.before.scope, before.code),
                    display=display)  # fmt: skip

    def _counted(self, code: str, scope: Scope | None = None) -> Result:
        figures = self.figures.of_scope(code, scope or self.scope)
        return figures.get(code, self.result.territory, self.result.subject)

    def _part(self, role: str, code: str, scope: Scope | None = None, told: str = "") -> Part:
        counted = self._counted(code, scope)
        return self._told(role, counted.label, counted, scope, told)

    def _told(
        self, role: str, label: str, counted: Result, scope: Scope | None = None, told: str = ""
    ) -> Part:
        return Part(
            role=role,
            label=label,
            display=told or counted.display,
            url=list_url(self.figures, counted, scope or self.scope),
        )


def _told_of(part: Decimal | int | None, whole: Decimal | int | None) -> str:
    """« 511 sur 1 332 (38 %) »."""
    if part is None or not whole:
        return ""
    rate = formatting.percent(Decimal(part) * 100 / whole)
    return f"{formatting.number(part)} sur {formatting.number(whole)} ({rate})"


def list_url(figures: PageFigures, result: Result, scope: Scope) -> str:
    """The address of the names counted in a figure, for those who may read them."""
    counted = listings.listed_measure(result.indicator, scope)
    where = _narrowed_to(figures.asked, result.territory)
    is_month = bool(result.group) and not isinstance(counted, Breakdown)
    if counted is None or where is None or not result.value:
        return ""
    if is_month and counted.source.timing is not Timing.STOCK:
        # Movements are listed since the year before, not of one month.
        return ""
    wanted = {
        "annee": str(scope.year),
        "date": scope.on.isoformat(),
        **where,
        "indicateur": counted.code,
        "objet": result.subject,
        "groupe": "" if is_month else result.group,
        "de": figures.slug,
    }
    return reverse("dashboards:listing") + figures.asked.address(keep=NARROWED, **wanted)


def _narrowed_to(asked: AskedPage, territory: str) -> dict[str, str] | None:
    """What asks for a territory; None where the account may not read names there."""
    if territory == asked.territory:
        return {} if asked.sees_names else None
    if territory.startswith("canton:"):
        return {"canton": territory.removeprefix("canton:")} if asked.sees_names else None
    if not asked.user.sees_names:
        return None
    if territory == DEPARTMENT:
        return {"commission": "", "canton": ""} if asked.user.sees_everything else None
    is_mine = asked.user.sees_everything or territory in asked.own
    return {"commission": territory, "canton": ""} if is_mine else None
