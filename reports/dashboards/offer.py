"""Panels of the actions: capacity against occupancy, alerts, needs against places."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from functools import cached_property

from actions.models import Action, Agreement
from plics import formatting
from reports import drawing
from reports.dashboards.exhibits import Cell, Exhibit, Row, View, sentence
from reports.dashboards.panels import WIDE, Panel, plotted
from reports.figures import CATALOGUE, Result

LOW, FULL = 70, 100
# What an agreement says of all publics together: meaningless beside the figures of one.
OF_ALL_PUBLICS = {
    "action.capacity",
    "action.occupancy",
    "action.places_left",
    "action.dynamic_exits.target",
}
ENDING_WITHIN = dt.timedelta(days=60)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Offered:
    """The actions that a state leaves, in the order of the booklet."""

    agreements: list[Agreement]

    @cached_property
    def actions(self) -> dict[str, Action]:
        return {each.action.slug: each.action for each in self.agreements}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Two actions of the same title are told apart by who runs them."""
        shared = Counter(action.title for action in self.actions.values())
        return {
            slug: action.title
            if shared[action.title] == 1
            else f"{action.title} – {action.provider.name}"
            for slug, action in self.actions.items()
        }

    def of_referents(self, wanted: bool) -> dict[str, str]:
        """Referents' actions are counted by contracts and interviews, not by participations."""
        return {
            slug: title
            for slug, title in self.titles.items()
            if (self.actions[slug].referent_body_id is not None) is wanted
        }

    @classmethod
    def of(cls, view: View) -> Offered:
        rows = view.state.agreements.select_related("action__provider", "commission")
        rows = rows.order_by(
            "action__axis__section__order", "action__axis__order", "action__order", "pk"
        )
        return cls(agreements=list(rows))


def offered(view: View) -> Offered:
    """Read once for all the panels of a page."""
    if not hasattr(view, "offered"):
        view.offered = Offered.of(view)
    return view.offered


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

    def build(self, view: View) -> Exhibit:
        titles = offered(view).of_referents(self.of_referents)
        if not titles:
            why = f"Aucune action n’est conventionnée en {view.state.year} pour ces critères."
            return view.nothing(self.slug, self.title, why)
        one_public = view.state.chosen.get("public")
        codes = [code for code in self.codes if not (one_public and code in OF_ALL_PUBLICS)]
        main = self.main if self.main in codes else codes[0]
        lines = {slug: [view.get(code, subject=slug) for code in codes] for slug in titles}
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=f"{CATALOGUE[main].label}, {view.when(main)}",
            chart=_action_bars(view, titles, main),
            head=["", *(CATALOGUE[code].label for code in codes)],
            rows=[
                Row(
                    label=titles[slug],
                    url=action_url(view, slug),
                    cells=[_cell(view, result) for result in line],
                )
                for slug, line in lines.items()
            ],
            results=[(view.now.scope, result) for line in lines.values() for result in line]
            + [
                (view.before.scope, view.get_before(line[codes.index(main)]))
                for line in lines.values()
            ],  # fmt: skip
            explanations=[view.explain(result) for result in next(iter(lines.values()))],
            note="Capacités et objectifs ne sont pas donnés par public : ils sont laissés de côté."
            if one_public
            else "",
        )


def _action_bars(view: View, titles: dict[str, str], code: str) -> str:
    rows = []
    for slug, title in titles.items():
        now = view.get(code, subject=slug)
        if now.value is not None or now.frozen_display:
            pair = (plotted(view.get_before(now)), plotted(now))
            rows.append((title, dict(zip(view.years, pair, strict=True))))
    title = f"{CATALOGUE[code].label}, {view.when(code)}"
    return drawing.grouped_bars(rows=rows, title=title, width=WIDE) if rows else ""


def action_url(view: View, slug: str) -> str:
    slug_of_page = "referent" if offered(view).actions[slug].referent_body_id else "action"
    return view.page_url(slug_of_page, keep=("annee", "date", "commission", "public"), action=slug)


def _cell(view: View, result: Result) -> Cell:
    return Cell(display=result.display, url=view.list_url(result))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Alerts(Panel):
    """What a coordinator must look at: empty or overfull actions, exits nobody recorded."""

    css: str = "wide alerts"

    @property
    def wanted(self):
        return ("action.occupancy", "action.exits", "action.present")

    @property
    def wanted_before(self):
        return ()

    def build(self, view: View) -> Exhibit:
        found = offered(view)
        following = set(
            Agreement.objects.of_year(view.state.year + 1).values_list(
                "action__slug", "commission_id"
            )
        )
        lines = {slug: _figure_alerts(view, slug) for slug in found.titles}
        for agreement in found.agreements:
            alerts = lines[agreement.action.slug]
            for words in _agreement_alerts(agreement, view, following):
                if (words, None) not in alerts:
                    alerts.append((words, None))
        rows = [
            Row(
                label=found.titles[slug],
                url=action_url(view, slug),
                cells=[Cell(display=" ".join(words for words, _ in alerts))],
            )
            for slug, alerts in lines.items()
            if alerts
        ]
        quoted = [result for alerts in lines.values() for _, result in alerts if result]
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=f"Occupation sous {LOW}{formatting.NBSP}% ou au-delà de la capacité, sorties "
            "non saisies, conventions à échéance.",
            head=["Action", "À regarder"] if rows else [],
            rows=rows,
            results=[(view.now.scope, result) for result in quoted],
            empty="" if rows else "Rien à signaler parmi ces actions.",
        )


def _figure_alerts(view: View, slug: str) -> list[tuple[str, Result | None]]:
    occupancy = view.get("action.occupancy", subject=slug)
    exits, present = (view.get(f"action.{name}", subject=slug) for name in ("exits", "present"))
    found = []
    rate = None if view.state.chosen.get("public") else occupancy.value
    if rate is not None and rate < LOW:
        found.append((f"Occupation de {occupancy.display} : des places restent à pourvoir.",
                      occupancy))  # fmt: skip
    elif rate is not None and rate > FULL:
        found.append((f"Occupation de {occupancy.display}, au-delà de la capacité.", occupancy))
    if present.value and exits.value == 0:
        people = formatting.counted(present.value, "personne présente", "personnes présentes")
        found.append((f"Aucune sortie saisie, pour {people}.", exits))
    return found


def _agreement_alerts(agreement: Agreement, view: View, following: set):
    action, on = agreement.action, view.state.on
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


# Démarches that answer a need, by codes of the nomenclatures; others answer their namesake.
ANSWERS = {
    "emploi": ("recherche_emploi", "acces_emploi"),
    "famille": ("parentalite",),
    "budget": ("administratif",),
    "isolement": ("lien_social",),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class NeedsAgainstOffer(Panel):
    """Each need recorded, and the actions of the commission that work on it."""

    css: str = "wide open"

    @property
    def wanted(self):
        return ("needs.in_support", "needs.in_contracts", "action.steps", "action.places_left")

    def build(self, view: View) -> Exhibit:
        noted = view.now.groups("needs.in_support", view.territory)
        signed = {r.group: r for r in view.now.groups("needs.in_contracts", view.territory)}
        noted = [r for r in noted if r.value or r.frozen_display or _has(signed.get(r.group))]
        if not noted:
            why = "Aucune problématique n’est notée dans les accompagnements ni les contrats."
            return view.nothing(self.slug, self.title, why)
        titles = offered(view).of_referents(False)
        left = {slug: view.get("action.places_left", subject=slug) for slug in titles}
        rows = []
        for need in noted:
            slugs = _answering(view, need.group, titles)
            cells = [Cell(display=need.display), Cell(display=_display(signed.get(need.group)))]
            rows.append(
                Row(
                    label=sentence(need.group_label),
                    cells=[*cells, Cell(display=_places(slugs, titles, left), css="text")],
                    css="" if any(_has_room(left[s]) for s in slugs) else "gap",
                )
            )
        bars = [
            drawing.Bar(label=sentence(r.group_label), value=r.value, display=r.display)
            for r in sorted(noted, key=lambda r: -(r.value or 0))
        ]
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=f"Problématiques notées, {view.when('needs.in_support')}",
            chart=drawing.horizontal_bars(rows=bars, title=self.title, width=WIDE),
            head=[
                "",
                "Accompagnements",
                "Contrats",
                "Actions où la démarche est engagée, et places libres",
            ],  # fmt: skip
            rows=rows,
            results=view.with_before([*noted, *signed.values(), *left.values()]),
            explanations=[
                view.explain(result)
                for result in (noted[0], *list(signed.values())[:1], *list(left.values())[:1])
            ],
            note="En évidence : aucune action avec place libre ne travaille cette problématique.",
        )


def _has(result: Result | None) -> bool:
    return bool(result and (result.value or result.frozen_display))


def _display(result: Result | None) -> str:
    return result.display if result else "0"


def _answering(view: View, need: str, titles: dict[str, str]) -> list[str]:
    """Actions whose participants undertook a step that answers the need."""
    steps = ANSWERS.get(need, (need,))
    return [
        slug
        for slug in titles
        if any(_has(view.get("action.steps", subject=slug, group=step)) for step in steps)
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
        plural = formatting.plural(others, "action complète", "actions complètes")
        more = formatting.plural(others, "autre", "autres") + " " if rooms else ""
        rooms.append(f"{others} {more}{plural} ou sans capacité fixée")
    return " ; ".join(rooms)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SubjectTiles(Panel):
    """Figures of the one action of the page."""

    codes: tuple[str, ...]
    css: str = "wide"

    @property
    def wanted(self):
        return self.codes

    def build(self, view: View) -> Exhibit:
        subject = view.state.chosen["action"]
        hidden = OF_ALL_PUBLICS if view.state.chosen.get("public") else set()
        results = [view.get(code, subject=subject) for code in self.codes if code not in hidden]
        return Exhibit(
            slug=self.slug,
            title=self.title,
            tiles=[view.shown(result) for result in results],
            results=view.with_before(results),
        )
