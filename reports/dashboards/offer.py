"""Panels of the actions: capacity against occupancy, alerts, needs against places."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings

from actions.models import Agreement
from beneficiaries.models import Need
from plics import formatting
from reports.dashboards.cells import counted, tile, tiles_table
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.panels import WIDE, Panel, Several
from reports.dashboards.parts import PanelExhibit
from reports.exhibits import charts
from reports.exhibits.parts import ExhibitTable, TableCell, TableRow
from reports.exhibits.rules import is_worth_showing
from reports.figures import Result
from reports.figures.catalogue import rests_on_what_was_agreed
from reports.figures.publication import is_hidden
from reports.figures.reading import once

FULL = 100
WITHOUT_CAPACITIES = (
    "Capacités et objectifs ne sont pas donnés par public : ils sont laissés de côté."
)
WITHOUT_ROOM = "En évidence : aucune action avec place libre ne travaille cette problématique."
NEEDS_HEAD = [
    "Problématique",
    "Accompagnements",
    "Contrats",
    "Actions où la démarche est engagée, et places libres",
]
NO_ALERT = "Rien à signaler parmi ces actions."
ENDING_WITHIN = dt.timedelta(days=60)


def of_the_public_asked(codes: Sequence[str], figures: PageFigures) -> list[str]:
    """What is agreed is agreed for all publics together: meaningless beside those of one."""
    if not figures.asked.chosen.get("public"):
        return list(codes)
    return [code for code in codes if not rests_on_what_was_agreed(code)]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ActionTable(Panel):
    """Actions in rows, figures in columns; each leads to the action's own page."""

    codes: tuple[str, ...]
    main: str
    of_referents: bool = False
    css: str = "wide open"

    @property
    def wanted(self):
        return self.codes

    @property
    def wanted_before(self):
        # Entries stand in for what an agreement does not say of one public.
        return (self.main,) if self.of_referents else (self.main, "action.entries")

    def build(self, figures: PageFigures) -> PanelExhibit:
        titles = figures.offered.of_referents(self.of_referents)
        if not titles:
            why = f"Aucune action n’est conventionnée en {figures.asked.year} pour ces critères."
            return PanelExhibit(slug=self.slug, title=self.title, empty=why)
        one_public = figures.asked.chosen.get("public")
        codes = of_the_public_asked(self.codes, figures)
        main = self.main if self.main in codes else codes[0]
        lines = {slug: [figures.get(code, subject=slug) for code in codes] for slug in titles}
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=figures.caption(main),
            chart=_action_bars(figures, titles, main),
            table=ExhibitTable(
                head=["Action", *(figures.label(code, beside=main) for code in codes)],
                rows=[
                    TableRow(
                        label=titles[slug],
                        url=action_url(figures, slug),
                        cells=[counted(figures, result) for result in line],
                        code=slug,
                    )
                    for slug, line in lines.items()
                ],
            ),
            explanations=[figures.explain(code) for code in codes],
            notes=[WITHOUT_CAPACITIES] if one_public else [],
        )


def _action_bars(figures: PageFigures, titles: dict[str, str], code: str) -> str:
    results = [(title, figures.get(code, subject=slug)) for slug, title in titles.items()]
    rows = [
        (title, figures.get_before(now), now)
        for title, now in results
        if now.value is not None or is_hidden(now)
    ]
    title = figures.caption(code)
    return charts.year_bars(rows, figures.years, title=title, width=WIDE) if rows else ""


def action_url(figures: PageFigures, slug: str) -> str:
    slug_of_page = "referent" if figures.offered.actions[slug].referent_body_id else "action"
    return figures.page_url(
        slug_of_page, keep=("annee", "date", "commission", "public"), action=slug
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Alerts(Panel):
    """What a coordinator must look at: empty or overfull actions, exits nobody recorded."""

    css: str = "wide alerts"
    is_always_built = True

    @property
    def wanted(self):
        return ("action.occupancy.on_day", "action.occupancy", "action.exits", "action.present")

    @property
    def wanted_before(self):
        return ()

    def build(self, figures: PageFigures) -> PanelExhibit:
        found = figures.offered
        following = set(
            Agreement.objects.of_year(figures.asked.year + 1).values_list(
                "action__slug", "commission_id"
            )
        )
        lines = {slug: _figure_alerts(figures, slug) for slug in found.titles}
        for agreement in found.agreements:
            alerts = lines[agreement.action.slug]
            for words in _agreement_alerts(agreement, figures, following):
                if words not in alerts:
                    alerts.append(words)
        rows = [
            TableRow.of_texts(
                found.titles[slug],
                [" ".join(alerts)],
                url=action_url(figures, slug),
                code=slug,
            )
            for slug, alerts in lines.items()
            if alerts
        ]
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=f"Occupation sous {formatting.percent(settings.LOW_OCCUPANCY)} ou au-delà de "
            "la capacité, sorties non saisies, conventions à échéance.",
            table=ExhibitTable(head=["Action", "À regarder"], rows=rows) if rows else None,
            empty="" if rows else self.why_empty(figures, NO_ALERT),
        )


def _figure_alerts(figures: PageFigures, slug: str) -> list[str]:
    exits, present = (figures.get(f"action.{name}", subject=slug) for name in ("exits", "present"))
    found: list[str] = []
    code, occupancy = _occupancy(figures, slug)
    rate = None if figures.asked.chosen.get("public") else occupancy.value
    told = f"{occupancy.label} de {occupancy.display}, {figures.shortly(code)}"
    if rate is not None and rate < settings.LOW_OCCUPANCY:
        found.append(f"{told} : des places restent à pourvoir.")
    elif rate is not None and rate > FULL:
        found.append(f"{told} : au-delà de la capacité.")
    if present.value and exits.value == 0:
        people = formatting.counted(present.value, "personne présente", "personnes présentes")
        when = figures.shortly("action.exits")
        found.append(f"Aucune sortie saisie ({when}), pour {people}.")
    return found


def _occupancy(figures: PageFigures, slug: str) -> tuple[str, Result]:
    """Of the day; of the year where the agreement counts in full-time equivalents."""
    of_day, of_year = "action.occupancy.on_day", "action.occupancy"
    found = figures.get(of_day, subject=slug)
    code = of_year if found.value is None and not is_hidden(found) else of_day
    return code, figures.get(code, subject=slug)


def _agreement_alerts(agreement: Agreement, figures: PageFigures, following: set):
    action, on = agreement.action, figures.asked.on
    if action.ends_on and on <= action.ends_on <= on + ENDING_WITHIN:
        yield f"L’action prend fin le {formatting.day(action.ends_on)}."
    elif not action.ends_on and (action.slug, agreement.commission_id) not in following:
        yield (
            f"Aucune convention pour {agreement.year + 1} (commission "
            f"{agreement.commission.of_form})."
        )
    if agreement.reference_date is None:
        yield "Date d’arrêt des sorties non fixée : le 31 décembre est retenu."
    if agreement.dynamic_exit_target is None and agreement.capacity is not None:
        yield "Objectif de sorties dynamiques non fixé."


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

    css: str = "wide open"

    @property
    def wanted(self):
        return (
            "needs.in_support",
            "needs.in_contracts",
            "action.steps",
            "action.places_left.on_day",
        )

    def build(self, figures: PageFigures) -> PanelExhibit:
        noted = figures.groups("needs.in_support")
        signed = {r.group: r for r in figures.groups("needs.in_contracts")}
        noted = [r for r in noted if is_worth_showing(r) or _has(signed.get(r.group))]
        if not noted:
            why = "Aucune problématique n’est notée dans les accompagnements ni les contrats."
            return self.nothing(figures, why)
        titles = figures.offered.of_referents(False)
        left = {slug: figures.get("action.places_left.on_day", subject=slug) for slug in titles}
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
                    cells=[*cells, TableCell(display=_places(slugs, titles, left), css="text")],
                    css="" if any(_has_room(left[s]) for s in slugs) else "gap",
                    code=need.group or "",
                )
            )
        most_first = sorted(noted, key=lambda r: -(r.value or 0))
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=f"Problématiques notées, {figures.when('needs.in_support')}",
            chart=charts.group_bars(most_first, title=self.title, width=WIDE),
            table=ExhibitTable(head=NEEDS_HEAD, rows=rows),
            explanations=[
                figures.explain(code)
                for code in ("needs.in_support", "needs.in_contracts", "action.places_left.on_day")
            ],
            notes=[WITHOUT_ROOM],
        )


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


def _places(slugs: list[str], titles: dict[str, str], left: dict[str, Result]) -> str:
    """Actions with room and how much; the others are only numbered."""
    if not slugs:
        return "aucune action"
    rooms = [f"{titles[slug]} ({left[slug].display})" for slug in slugs if _has_room(left[slug])]
    others = len(slugs) - len(rooms)
    if others:
        complete = formatting.plural(others, "action complète", "actions complètes")
        more = formatting.plural(others, "autre", "autres") + " " if rooms else ""
        rooms.append(f"{others} {more}{complete} ou sans capacité fixée")
    return " ; ".join(rooms)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SubjectTiles(Several):
    """Figures of the one action of the page."""

    def build(self, figures: PageFigures) -> PanelExhibit:
        subject = figures.asked.chosen["action"]
        codes = of_the_public_asked(self.codes, figures)
        tiles = [tile(figures, figures.get(code, subject=subject)) for code in codes]
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            tiles=tiles,
            file=tiles_table(figures, tiles),
            explanations=[figures.explain(code) for code in codes],
        )
