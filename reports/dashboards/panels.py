"""Panels that any page may use: figures in tiles, groups, figures side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from plics import formatting
from reports import drawing
from reports.dashboards.exhibits import Cell, Exhibit, Row, View, sentence
from reports.figures import CATALOGUE, UNKNOWN, Result
from reports.figures.comparison import evolution, points

WIDTH, WIDE = 420, 760
MOST_PARTS = 6


@dataclasses.dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a page: the codes it needs, and what it makes of them."""

    slug: str
    title: str
    css: str = ""

    @property
    def wanted(self) -> Sequence[str]:
        return ()

    @property
    def wanted_before(self) -> Sequence[str]:
        """Those that are set beside the year before."""
        return self.wanted

    def build(self, view: View) -> Exhibit:
        raise NotImplementedError

    def exhibit(self, view: View) -> Exhibit:
        exhibit = self.build(view)
        exhibit.css = self.css
        return exhibit


def plotted(result: Result) -> tuple:
    return result.value, result.display


def plotted_share(result: Result) -> tuple:
    """The share where there is one; a sum without groups to share keeps its value."""
    if result.frozen_display:
        return None, result.frozen_display
    if result.share is None:
        return None, formatting.NOT_AVAILABLE
    return result.share, result.share_display


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tiles(Panel):
    codes: tuple[str, ...]
    css: str = "wide"

    @property
    def wanted(self):
        return self.codes

    def build(self, view: View) -> Exhibit:
        results = [view.get(code) for code in self.codes]
        return Exhibit(
            slug=self.slug,
            title=self.title,
            tiles=[view.shown(result) for result in results],
            results=view.with_before(results),
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Groups(Panel):
    """A breakdown, N-1 beside N. `shares`: bars of shares, for groups that make a whole."""

    code: str
    shares: bool = True
    # The breakdown of the action that the page is about.
    of_action: bool = False
    # Off where the groups are of one year only: dates of sittings.
    is_compared: bool = True

    @property
    def wanted(self):
        return (self.code,)

    def build(self, view: View) -> Exhibit:
        subject = view.state.chosen["action"] if self.of_action else None
        return groups_exhibit(self, view, subject)


def groups_exhibit(panel: Groups, view: View, subject: str | None) -> Exhibit:
    pairs = [
        (result, view.get_before(result))
        for result in view.now.groups(panel.code, view.territory, subject)
    ]
    pairs = [pair for pair in pairs if any(r.value or r.frozen_display for r in pair)]
    title = panel.title
    when = f"{CATALOGUE[panel.code].label}, {view.when(panel.code)}"
    if not any(result.value or result.frozen_display for result, _ in pairs):
        return view.nothing(panel.slug, title, subtitle=when)
    if not panel.is_compared:
        return _year_alone(panel, view, [now for now, _ in pairs], when)
    read = plotted_share if panel.shares else plotted
    rows = [
        (sentence(now.group_label), dict(zip(view.years, (read(before), read(now)), strict=True)))
        for now, before in pairs
        if now.group != UNKNOWN
    ]
    head = ["", view.years[1], "Part", view.years[0], "Part", "Évolution"]
    return Exhibit(
        slug=panel.slug,
        title=title,
        subtitle=when,
        chart=drawing.grouped_bars(rows=rows, title=f"{title}. {when}", width=WIDTH),
        head=head if panel.shares else [head[0], head[1], head[3], head[5]],
        rows=[_group_row(panel, view, *pair) for pair in pairs],
        results=view.with_before([now for now, _ in pairs]),
        explanations=[view.explain(pairs[0][0])],
        note=unknown_note([now for now, _ in pairs]) if panel.shares else "",
    )


def _year_alone(panel: Groups, view: View, results: list[Result], when: str) -> Exhibit:
    rows = [
        drawing.Bar(label=sentence(r.group_label), value=r.value, display=r.display)
        for r in results
    ]
    return Exhibit(
        slug=panel.slug,
        title=panel.title,
        subtitle=when,
        chart=drawing.horizontal_bars(rows=rows, title=f"{panel.title}. {when}", width=WIDTH),
        head=["", view.years[1]],
        rows=[
            Row(
                label=sentence(result.group_label),
                cells=[Cell(display=result.display, url=view.list_url(result))],
            )
            for result in results
        ],
        results=[(view.now.scope, result) for result in results],
        explanations=[view.explain(results[0])],
    )


def _group_row(panel: Groups, view: View, now: Result, before: Result) -> Row:
    counts = [Cell(display=now.display, url=view.list_url(now)), Cell(display=before.display)]
    change = Cell(display=evolution(now, before))
    if not panel.shares:
        return Row(label=sentence(now.group_label), cells=[*counts, change])
    if now.share is not None and before.share is not None:
        places = getattr(now.indicator, "share_places", 0)
        change = Cell(display=points(now.share - before.share, places))
    shares = [Cell(display=_share(result)) for result in (now, before)]
    cells = [counts[0], shares[0], counts[1], shares[1], change]
    return Row(label=sentence(now.group_label), cells=cells)


def _share(result: Result) -> str:
    if result.frozen_display:
        return result.frozen_display
    return "–" if result.group == UNKNOWN or result.share is None else result.share_display


def unknown_note(results: Sequence[Result]) -> str:
    """How much is not known: shares are those of the known."""
    unknown = next((r.value for r in results if r.group == UNKNOWN and r.value), 0)
    if not unknown:
        return ""
    known = sum(r.value or 0 for r in results if r.group != UNKNOWN)
    rate = formatting.percent(known * 100 / (known + unknown))
    return f"Parts calculées sur les valeurs connues, soit {rate} de l’ensemble."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stacked(Panel):
    """One breakdown, territory by territory, each brought to 100 %."""

    code: str

    @property
    def wanted(self):
        return (self.code,)

    def build(self, view: View) -> Exhibit:
        when = f"{CATALOGUE[self.code].label}, {view.when(self.code)}"
        territories = compared(view)
        lines = [(each, view.now.groups(self.code, each.key)) for each in territories]
        kept = _worth_showing([results for _, results in lines])
        if not kept:
            return view.nothing(self.slug, self.title, subtitle=when)
        known = [(t, [r for r in results if r.group in kept]) for t, results in lines]
        rows = [
            drawing.StackRow(label=territory.name, parts=[_part(result) for result in results])
            for territory, results in known
        ]
        names = [sentence(r.group_label) for r in known[0][1]]
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=when,
            chart=drawing.stacked_shares(rows=rows, title=f"{self.title}. {when}", width=WIDTH),
            head=["", *names],
            rows=[
                Row(label=t.name, cells=[Cell(display=_share(r)) for r in results])
                for t, results in known
            ],
            results=view.with_before([result for _, results in lines for result in results]),
            explanations=[view.explain(known[0][1][0])],
        )


def _part(result: Result):
    share, display = plotted_share(result)
    return drawing.Part(label=sentence(result.group_label), share=share, display=display)


def _worth_showing(lines: list[list[Result]]) -> list[str]:
    """Groups with someone somewhere, the largest ones if there are too many to tell apart."""
    sizes: dict[str, int] = {}
    for result in (r for results in lines for r in results if r.group != UNKNOWN):
        if result.value or result.frozen_display:
            sizes[result.group] = sizes.get(result.group, 0) + (result.value or 0)
    largest = sorted(sizes, key=sizes.get, reverse=True)[:MOST_PARTS]
    return [group for group in sizes if group in largest]


def compared(view: View) -> list:
    """The commissions, then the département they are compared with."""
    whole = [t for t in view.now.territories if t.kind == "departement"]
    return view.now.commissions() + whole


@dataclasses.dataclass(frozen=True, kw_only=True)
class SideBySide(Panel):
    """Figures in rows, territories in columns."""

    codes: tuple[str, ...]
    css: str = "wide"

    @property
    def wanted(self):
        return self.codes

    def build(self, view: View) -> Exhibit:
        territories = compared(view)
        lines = [[view.get(code, territory=t.key) for t in territories] for code in self.codes]
        return Exhibit(
            slug=self.slug,
            title=self.title,
            head=["", *(territory.name for territory in territories)],
            rows=[
                Row(label=line[0].label, cells=[_beside(view, result) for result in line])
                for line in lines
            ],
            results=view.with_before([result for line in lines for result in line]),
            explanations=[view.explain(line[0]) for line in lines],
            note=f"Entre parenthèses : évolution depuis {view.years[0]}, à la même date.",
        )


def _beside(view: View, result: Result) -> Cell:
    change = evolution(result, view.get_before(result))
    return Cell(display=f"{result.display} ({change})" if change else result.display)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ranked(Panel):
    """One figure, territory by territory."""

    code: str

    @property
    def wanted(self):
        return (self.code,)

    def build(self, view: View) -> Exhibit:
        results = [(t, view.get(self.code, territory=t.key)) for t in compared(view)]
        when = f"{CATALOGUE[self.code].label}, {view.when(self.code)}"
        if not any(result.value or result.frozen_display for _, result in results):
            return view.nothing(self.slug, self.title, subtitle=when)
        pairs = [(territory, view.get_before(result), result) for territory, result in results]
        rows = [
            (t.name, dict(zip(view.years, (plotted(before), plotted(now)), strict=True)))
            for t, before, now in pairs
        ]
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=when,
            chart=drawing.grouped_bars(rows=rows, title=f"{self.title}. {when}", width=WIDTH),
            head=["", *reversed(view.years), "Évolution"],
            rows=[
                Row(
                    label=t.name,
                    cells=[
                        Cell(display=now.display),
                        Cell(display=before.display),
                        Cell(display=evolution(now, before)),
                    ],
                )
                for t, before, now in pairs
            ],
            results=view.with_before([result for _, result in results]),
            explanations=[view.explain(results[0][1])],
        )
