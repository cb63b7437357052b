"""The figures of one action in one year, and how its capacity is said."""

from __future__ import annotations

import dataclasses

from actions.models import Agreement
from plics import formatting
from plics.formatting import NBSP, plural
from reports.booklet.context import ActionPages, Booklet
from reports.exhibits.rules import worth_showing
from reports.figures import Figures, Result


@dataclasses.dataclass(frozen=True, kw_only=True)
class Facts:
    figures: Figures
    territory: str
    subject: str
    agreement: Agreement | None

    def get(self, code: str, group: str | None = None) -> Result:
        return self.figures.get(code, self.territory, self.subject, group)

    def value(self, code: str, group: str | None = None):
        return self.get(code, group).value

    def groups(self, code: str) -> list[Result]:
        """Groups that hold something, the unknown left out."""
        return worth_showing(self.figures.groups(code, self.territory, self.subject))

    @property
    def targets(self) -> list[Result]:
        """What the agreement fixed besides dynamic exits, each in its own unit."""
        return self.groups("action.targets")

    @property
    def until(self) -> str:
        """The day up to which exits are counted."""
        assert self.agreement is not None
        return formatting.day(self.agreement.exits_until)

    @property
    def capacity(self) -> str:
        """« 40 places », « 30,68 équivalents temps plein », or nothing."""
        result = self.get("action.capacity")
        if not result:
            return ""
        return f"{result.display}{NBSP}{self.unit(result.value)}"

    def unit(self, value) -> str:
        unit = self.agreement.unit if self.agreement else None
        if unit is None:
            return "places"
        return plural(value, unit.label, unit.plural)


def past_facts(b: Booklet, pages: ActionPages) -> Facts:
    return Facts(
        figures=b.figures.now,
        territory=pages.commission.slug,
        subject=pages.action.slug,
        agreement=pages.past,
    )


def coming_facts(b: Booklet, pages: ActionPages) -> Facts:
    return Facts(
        figures=b.figures.plan,
        territory=pages.commission.slug,
        subject=pages.action.slug,
        agreement=pages.coming,
    )
