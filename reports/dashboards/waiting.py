"""Who waits and since when, beside how long others waited: a table of both waits."""

from __future__ import annotations

import dataclasses

from plics.formatting import counted as told
from reports.dashboards.cells import counted, in_brackets, with_evolution
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.panels import INDICATOR, Panel
from reports.dashboards.parts import PanelExhibit
from reports.exhibits.parts import ExhibitTable, TableCell, TableRow
from reports.exhibits.rules import NO_OBJECT
from reports.figures.catalogue.waits import WAITS, limit_on

NOT_ORIENTED = "wait.not_oriented"
# What a row is called where its column says what is waited for.
LINES = {
    "wait.{}": "Personnes en attente",
    "wait.{}.days": "Jours d’attente (médiane)",
    "wait.{}.late": "Hors délai",
    "wait.{}.late.rate": "Part hors délai",
    "delay.{}": "Cas suivis sur douze mois",
    "delay.{}.days": "Délai en jours (médiane)",
    "delay.{}.due": "Cas échus",
    "delay.{}.late.rate": "Part des cas échus hors délai",
}
# Set beside the year before: those of whom a service asks whether they are more than they were.
COMPARED = ("wait.{}", "wait.{}.late", "wait.{}.late.rate")


@dataclasses.dataclass(frozen=True, kw_only=True)
class WaitTable(Panel):
    @property
    def wanted(self):
        return [NOT_ORIENTED, *(line.format(name) for line in LINES for name in WAITS.values())]

    @property
    def wanted_before(self):
        return [NOT_ORIENTED, *(line.format(name) for line in COMPARED for name in WAITS.values())]

    def build(self, figures: PageFigures) -> PanelExhibit:
        alone = with_evolution(figures, figures.get(NOT_ORIENTED))
        nothing = TableCell(display=NO_OBJECT)
        rows = [TableRow(label="Non orientés", cells=[alone, nothing], code=NOT_ORIENTED)]
        for line, label in LINES.items():
            found = [figures.get(line.format(name)) for name in WAITS.values()]
            shown = with_evolution if line in COMPARED else counted
            cells = [shown(figures, each) for each in found]
            rows.append(TableRow(label=label, cells=cells, code=line.replace(".{}", "")))
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=f"Allocataires et conjoints, {figures.when(NOT_ORIENTED)}",
            table=ExhibitTable(head=[INDICATOR, "Orientation", "Contrat"], rows=rows),
            explanations=[figures.explain(code) for code in self.wanted],
            notes=[self.limits(figures), in_brackets(figures)],
        )

    def limits(self, figures: PageFigures) -> str:
        day = figures.now.scope.on
        days = [limit_on(wait, day) for wait in WAITS]
        orientation, contract = (
            "sans limite" if each is None else told(each, "jour", "jours") for each in days
        )
        return (
            f"Délais comptés : {orientation} pour une orientation, {contract} pour un contrat "
            "(liste « Délais à tenir »). Une attente encore ouverte compte jusqu’à la date."
        )
