"""Panels of the actions: capacity against occupancy, needs against places."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.conf import settings

from beneficiaries.models import Need
from plics import formatting
from reports.dashboards.cells import counted, tile, tiles_table
from reports.dashboards.meters import Bars, numbers, with_bars
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.panels import WIDE, Panel, Several, ranked
from reports.dashboards.parts import PanelExhibit
from reports.exhibits import charts
from reports.exhibits.parts import ExhibitTable, TableCell, TableRow
from reports.exhibits.rules import is_worth_showing
from reports.figures import Result
from reports.figures.catalogue import CATALOGUE, rests_on_what_was_agreed, root
from reports.figures.publication import is_hidden
from reports.figures.reading import once

FULL = 100
WITHOUT_CAPACITIES = (
    "Capacités, objectifs et attentes ne sont pas donnés par public : ils sont laissés de côté."
)
WITHOUT_ROOM = "En évidence : aucune action avec place libre ne travaille cette problématique."
NAMED = "Sont nommées les actions où il reste une place\u00a0: « Places libres » dit combien."
NEEDS_HEAD = ["Problématique", "Accompagnements", "Contrats", "Actions où la démarche est engagée"]


def of_the_public_asked(codes: Sequence[str], figures: PageFigures) -> list[str]:
    """What is agreed is agreed for all publics together: meaningless beside those of one, as is
    who waits."""
    if not figures.asked.chosen.get("public"):
        return list(codes)
    return [
        code
        for code in codes
        if root(CATALOGUE[code]).source.tells_audience and not rests_on_what_was_agreed(code)
    ]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ActionTable(Panel):
    """Actions in rows, figures in columns; each leads to the action's own page."""

    codes: tuple[str, ...]
    main: str
    of_referents: bool = False
    # Whether the main figure is one of occupancy, to be set beside its bounds.
    is_bounded: bool = False
    # The codes of a figure and of what is aimed at.
    aim: tuple[str, str] | None = None
    css: str = "wide"

    @property
    def wanted(self):
        return self.codes

    @property
    def limits(self) -> tuple[int, ...]:
        return (settings.LOW_OCCUPANCY, FULL) if self.is_bounded else ()

    @property
    def wanted_before(self):
        aimed = self.aim[:1] if self.aim else ()
        # Entries stand in for what an agreement does not say of one public.
        return (self.main, *aimed) if self.of_referents else (self.main, *aimed, "action.entries")

    def build(self, figures: PageFigures) -> PanelExhibit:
        titles = figures.offered.of_referents(self.of_referents)
        if not titles:
            why = f"Aucune action n’est conventionnée en {figures.asked.year} pour ces critères."
            return PanelExhibit(slug=self.slug, title=self.title, empty=why)
        codes = of_the_public_asked(self.codes, figures)
        main = self.main if self.main in codes else codes[0]
        slugs = ranked(titles, lambda slug: figures.get(main, subject=slug))
        titles = {slug: titles[slug] for slug in slugs}
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=figures.caption(main),
            is_tabular=True,
            draw=lambda: _action_bars(figures, titles, main),
            table=ExhibitTable(
                head=["Action", *(figures.label(code, beside=main) for code in codes)],
                rows=self._rows(figures, titles, codes, main),
            ),
            explanations=[figures.explain(code) for code in codes],
            notes=self._notes(figures, main),
        )

    def _rows(
        self, figures: PageFigures, titles: dict[str, str], codes: Sequence[str], main: str
    ) -> list[TableRow]:
        rows = [
            TableRow(
                label=title,
                url=action_url(figures, slug),
                cells=[counted(figures, figures.get(code, subject=slug)) for code in codes],
                code=slug,
            )
            for slug, title in titles.items()
        ]
        limits = self.limits if main == self.main else ()
        bars = self._bars(figures, titles, codes, main)
        drawn = [dataclasses.replace(bars, limits=limits)]
        if self.aim and self.aim[1] in codes:
            rate, target = self.aim
            bars = self._bars(figures, titles, codes, rate)
            drawn.append(dataclasses.replace(bars, target=numbers(rows, codes.index(target))))
        return with_bars(rows, *drawn)

    @staticmethod
    def _bars(
        figures: PageFigures, titles: dict[str, str], codes: Sequence[str], code: str
    ) -> Bars:
        before = [figures.get_before(figures.get(code, subject=slug)).value for slug in titles]
        return Bars(column=codes.index(code), before=before)

    def _notes(self, figures: PageFigures, main: str) -> list[str]:
        """What the marks across the bars are, besides the year before."""
        if figures.asked.chosen.get("public"):
            return [WITHOUT_CAPACITIES]
        told = formatting.listing(map(formatting.percent, self.limits))
        return [
            *([f"Traits pointillés{formatting.NBSP}: {told} d’occupation."] if self.limits else []),
            *(
                [f"Trait épais{formatting.NBSP}: objectif de sorties dynamiques."]
                if self.aim
                else []
            ),
        ]


def _action_bars(figures: PageFigures, titles: dict[str, str], code: str) -> str:
    results = [(title, figures.get(code, subject=slug)) for slug, title in titles.items()]
    rows = [
        (title, figures.get_before(now), now)
        for title, now in results
        if now.value is not None or is_hidden(now)
    ]
    title = figures.caption(code)
    return charts.year_bars(rows, figures.years, title=title, width=WIDE)


def action_url(figures: PageFigures, slug: str) -> str:
    slug_of_page = "referent" if figures.offered.actions[slug].referent_body_id else "action"
    return figures.page_url(
        slug_of_page, keep=("annee", "date", "commission", "public"), action=slug
    )


@once
def steps_answering() -> dict[str, set[str]]:
    """The démarches that answer each need, by the codes of the two nomenclatures."""
    found = defaultdict(set)
    for need, step in Need.steps.through.objects.values_list("need__code", "step__code"):
        found[need].add(step)
    return found


@dataclasses.dataclass(frozen=True, kw_only=True)
class NeedsAgainstOffer(Panel):
    """Each need recorded, and the actions of the commission that work on it."""

    css: str = "wide"

    @property
    def wanted(self):
        return (
            "needs.in_support",
            "needs.in_contracts",
            "action.steps",
            "action.places_free.on_day",
        )

    def build(self, figures: PageFigures) -> PanelExhibit:
        noted = figures.groups("needs.in_support")
        signed = {r.group: r for r in figures.groups("needs.in_contracts")}
        noted = [r for r in noted if is_worth_showing(r) or _has(signed.get(r.group))]
        noted = ranked(noted, lambda need: need)
        if not noted:
            why = "Aucune problématique n’est notée dans les accompagnements ni les contrats."
            return self.nothing(figures, why)
        titles = figures.offered.of_referents(False)
        left = {slug: figures.get("action.places_free.on_day", subject=slug) for slug in titles}
        rows = []
        for need in noted:
            slugs = _answering(figures, need.group or "", titles)
            also = signed.get(need.group)
            if also is None:
                also = figures.get("needs.in_contracts", group=need.group)
                also = also._replace(value=0)
            cells = [counted(figures, need), counted(figures, also)]
            rows.append(
                TableRow(
                    label=formatting.capitalised(need.group_label),
                    cells=[*cells, TableCell.of_pieces(_places(figures, slugs, left))],
                    css="" if any(_has_room(left[s]) for s in slugs) else "gap",
                    code=need.group or "",
                )
            )
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=f"Problématiques notées, {figures.when('needs.in_support')}",
            is_tabular=True,
            draw=lambda: charts.group_bars(noted, title=self.title, width=WIDE),
            table=ExhibitTable(
                head=NEEDS_HEAD,
                rows=with_bars(rows, Bars(column=0), Bars(column=1)),
                css="worded",
            ),
            explanations=[
                figures.explain(code)
                for code in ("needs.in_support", "needs.in_contracts", "action.places_free.on_day")
            ],
            notes=[NAMED, WITHOUT_ROOM],
            lead=_without_room([row.label for row in rows if row.css]),
        )


def _without_room(needs: list[str]) -> str:
    if not needs:
        return ""
    listed = formatting.listing(f"{need[:1].lower()}{need[1:]}" for need in needs)
    return f"Sans action où il reste une place{formatting.NBSP}: {listed}"


def _has(result: Result | None) -> bool:
    return result is not None and is_worth_showing(result)


def _answering(figures: PageFigures, need: str, titles: dict[str, str]) -> list[str]:
    """Actions whose participants undertook a step that answers the need."""
    steps = steps_answering().get(need, ())
    return [
        slug
        for slug in titles
        if any(_has(figures.get("action.steps", subject=slug, group=step)) for step in steps)
    ]


def _has_room(result: Result) -> bool:
    return result.value is not None and result.value > 0


def _places(
    figures: PageFigures, slugs: list[str], left: dict[str, Result]
) -> Iterator[tuple[str, str]]:
    """Actions with room, from the most; the others are only numbered."""
    if not slugs:
        yield "aucune action", ""
    roomy = sorted((s for s in slugs if _has_room(left[s])), key=lambda s: -(left[s].value or 0))
    for rank, slug in enumerate(roomy):
        yield f"{formatting.NBSP}; " if rank else "", ""
        yield figures.offered.titles[slug], action_url(figures, slug)
    others = len(slugs) - len(roomy)
    if others:
        complete = formatting.plural(others, "action complète", "actions complètes")
        more = formatting.plural(others, "autre", "autres") + " " if roomy else ""
        told = f"{others} {more}{complete} ou sans capacité fixée"
        yield f"{formatting.NBSP}; {told}" if roomy else told, ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class SubjectTiles(Several):
    """Figures of the one action of the page."""

    def build(self, figures: PageFigures) -> PanelExhibit:
        subject = figures.asked.chosen["action"]
        codes = figures.given(of_the_public_asked(self.codes, figures))
        tiles = [tile(figures, figures.get(code, subject=subject)) for code in codes]
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            tiles=tiles,
            file=tiles_table(figures, tiles),
            explanations=[figures.explain(code) for code in codes],
        )
