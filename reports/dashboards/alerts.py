"""What a coordinator must look at: empty or overfull actions, exits nobody recorded."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.conf import settings

from actions.models import Agreement
from plics import formatting
from reports.dashboards.offer import FULL, action_url
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.panels import Panel
from reports.dashboards.parts import PanelExhibit
from reports.exhibits.parts import ExhibitTable, TableCell, TableRow
from reports.figures import Result
from reports.figures.publication import is_hidden

ENDING_WITHIN = dt.timedelta(days=60)
NO_ALERT = "Rien à signaler parmi ces actions."
# From what calls for an answer first. Codes are for the files.
KINDS = {
    "sous-occupation": "Moins de {low} : des places restent à pourvoir",
    "sur-occupation": "Au-delà de la capacité",
    "sorties": "Aucune sortie saisie",
    "fin": "L’action prend fin",
    "suite": "Aucune convention pour {following}",
    "arret": "Date d’arrêt des sorties non fixée : le 31 décembre est retenu",
    "objectif": "Objectif de sorties dynamiques non fixé",
}
# Of how many actions it is told, at the head of the page.
TOLD = {
    "sous-occupation": (
        "action a moins de {low} de ses places occupées",
        "actions ont moins de {low} de leurs places occupées",
    ),
    "sur-occupation": ("action dépasse sa capacité", "actions dépassent leur capacité"),
    "sorties": ("action n’a aucune sortie saisie", "actions n’ont aucune sortie saisie"),
}
Alert = tuple[str, str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Alerts(Panel):
    """Kind by kind, the actions that each is true of, and why."""

    css: str = "wide alerts"
    is_always_built = True

    @property
    def wanted(self):
        return ("action.occupancy.on_day", "action.occupancy", "action.exits", "action.present")

    @property
    def wanted_before(self):
        return ()

    def build(self, figures: PageFigures) -> PanelExhibit:
        found = self._found(figures)
        words = {
            "low": formatting.percent(settings.LOW_OCCUPANCY),
            "following": str(figures.asked.year + 1),
        }
        rows = [
            TableRow(label=label.format(**words), cells=[_told(figures, found[kind])], code=kind)
            for kind, label in KINDS.items()
            if kind in found
        ]
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            table=ExhibitTable(head=["Constat", "Actions"], rows=rows) if rows else None,
            empty="" if rows else self.why_empty(figures, NO_ALERT),
            lead=self._lead(found, words),
        )

    @staticmethod
    def _lead(found: dict[str, dict[str, list[str]]], words: dict[str, str]) -> str:
        told = []
        for kind, (one, several) in TOLD.items():
            if kind in found:
                count, forms = len(found[kind]), (one.format(**words), several.format(**words))
                told.append(formatting.counted(count, *forms))
        return f"{formatting.NBSP}; ".join(told)

    def _found(self, figures: PageFigures) -> dict[str, dict[str, list[str]]]:
        """By kind and action, why: once each, however many agreements say it."""
        offered = figures.offered
        following = set(
            Agreement.objects.of_year(figures.asked.year + 1).values_list(
                "action__slug", "commission_id"
            )
        )
        found: dict[str, dict[str, list[str]]] = {}
        every = [(slug, each) for slug in offered.titles for each in _figure_alerts(figures, slug)]
        every += [
            (agreement.action.slug, each)
            for agreement in offered.agreements
            for each in _agreement_alerts(agreement, figures, following)
        ]
        for slug, (kind, why) in every:
            reasons = found.setdefault(kind, {}).setdefault(slug, [])
            if why and why not in reasons:
                reasons.append(why)
        return found


def _told(figures: PageFigures, actions: dict[str, list[str]]) -> TableCell:
    """« Atelier (58 %, au 30 novembre 2019) ; Jardin (…) », each leading to its page."""

    def pieces() -> Iterator[tuple[str, str]]:
        for rank, (slug, reasons) in enumerate(actions.items()):
            yield f"{formatting.NBSP}; " if rank else "", ""
            yield figures.offered.titles[slug], action_url(figures, slug)
            yield f" ({', '.join(reasons)})" if reasons else "", ""

    return TableCell.of_pieces(piece for piece in pieces() if piece[0])


def _figure_alerts(figures: PageFigures, slug: str) -> Iterator[Alert]:
    exits, present = (figures.get(f"action.{name}", subject=slug) for name in ("exits", "present"))
    code, occupancy = _occupancy(figures, slug)
    rate = None if figures.asked.chosen.get("public") else occupancy.value
    told = occupancy.display
    if code == "action.occupancy":
        told = f"remplissage des places de {told}, {figures.shortly(code)}"
    if rate is not None and rate < settings.LOW_OCCUPANCY:
        yield "sous-occupation", told
    elif rate is not None and rate > FULL:
        yield "sur-occupation", told
    if present.value and exits.value == 0:
        people = formatting.counted(present.value, "personne présente", "personnes présentes")
        yield "sorties", f"{people}, {figures.shortly('action.exits')}"


def _occupancy(figures: PageFigures, slug: str) -> tuple[str, Result]:
    """Of the day; of the year where the agreement counts in full-time equivalents."""
    of_day, of_year = "action.occupancy.on_day", "action.occupancy"
    found = figures.get(of_day, subject=slug)
    code = of_year if found.value is None and not is_hidden(found) else of_day
    return code, figures.get(code, subject=slug)


def _agreement_alerts(agreement: Agreement, figures: PageFigures, following: set):
    action, on = agreement.action, figures.asked.on
    if action.ends_on and on <= action.ends_on <= on + ENDING_WITHIN:
        yield "fin", f"le {formatting.day(action.ends_on)}"
    elif not action.ends_on and (action.slug, agreement.commission_id) not in following:
        yield "suite", f"commission {agreement.commission.of_form}"
    if agreement.reference_date is None:
        yield "arret", ""
    if agreement.dynamic_exit_target is None and agreement.capacity is not None:
        yield "objectif", ""
