"""Rules on the data of the year: what the quality page signals, what was never loaded."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse

from beneficiaries.models import Commission
from plics import formatting
from plics.formatting import NBSP
from plics.models import Role, User
from reports.editions.gate.base import Draft, Finding, Level, Rule, digest
from reports.figures.base import Status
from reports.figures.counting import sources_of
from reports.figures.horizon import days_of_stock, first_loaded_day, missing_from, stock_known
from reports.quality.base import Severity, count_suspects
from reports.quality.checks import CHECKS

# --- quality -------------------------------------------------------------------------------

QUALITY = Rule(
    code="qualite",
    title="Qualité des données",
    level=Level.STOPS,
    told="Chaque vérification qui signale des lignes est à traiter ; ce qui ne peut l’être "
    "s’accepte avec un motif.",
    is_acceptable=True,
)
# Told one by one by rules of their own.
OF_OTHER_RULES = {"parcours-non-relus", "sans-objectif"}
JUDGED = [
    check
    for check in CHECKS
    if check.severity is not Severity.TEXTS and check.code not in OF_OTHER_RULES
]


@dataclasses.dataclass(frozen=True)
class Eyes:
    """To checks, what an account that sees names is: of one commission, or of the département.

    What stops an edition does not depend on who looks at its page.
    """

    commission: Commission | None
    sees_names = works_on_data = True
    is_provider = False
    role = Role.COORDINATOR

    @property
    def pk(self) -> str:
        return f"commission {self.commission.pk}" if self.commission else "département"

    @property
    def sees_everything(self) -> bool:
        return self.commission is None

    @property
    def commissions(self) -> Eyes:
        return self

    def all(self) -> QuerySet[Commission]:
        return Commission.objects.filter(pk__in=[self.commission.pk] if self.commission else [])

    def scope(self, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
        return rows if self.commission is None else rows.filter(**{path: self.commission})


def quality(draft: Draft) -> Iterator[Finding]:
    year, eyes = draft.edition.evaluation_year, cast(User, Eyes(draft.edition.commission))
    counts = count_suspects(JUDGED, year, eyes)
    for check in JUDGED:
        if count := counts[check.code]:
            rows = check.rows(year, eyes).order_by("pk").values_list("pk", flat=True)
            yield QUALITY.finding(
                f"{check.label}{NBSP}: {formatting.counted(count, 'ligne')}",
                where=reverse("quality:rows", args=[year, check.code]),
                # Accepted of these rows: one more is asked about again.
                key=f"{check.code}:{digest(*rows)}",
            )


# --- horizon -------------------------------------------------------------------------------

HORIZON = Rule(
    code="non-charge",
    title="Stock qui ne va pas assez loin",
    level=Level.STOPS,
    told="Un chiffre d’après le dernier fichier chargé n’est pas connu : il ne se publie pas.",
)
ABSENT = Rule(
    code="jamais-saisi",
    title="Données dont l’année n’a rien",
    level=Level.STOPS,
    told="Les chiffres qui en viennent s’impriment « non chargé » : à charger, ou à accepter avec "
    "un motif si le département ne les tient pas ici.",
    is_acceptable=True,
)


def horizon(draft: Draft) -> Iterator[Finding]:
    """Of the year evaluated. What is before the first file is not beyond the last: a first year
    has nothing before it to be compared with."""
    figures = draft.booklet.figures.now
    days = days_of_stock(sources_of(figures.codes), figures.scope)
    first = first_loaded_day()
    for day in days:
        known = stock_known(day)
        is_before = first is not None and day < first
        if known.status is not Status.OK and not is_before:
            last = f"connu jusqu’au {formatting.day(known.as_of)}" if known.as_of else "aucun"
            yield HORIZON.finding(
                f"Stock au {formatting.day(day)}{NBSP}: {last}",
                where=reverse("importing:kind", args=["cnaf"]),
                key=day.isoformat(),
            )


def absent(draft: Draft) -> Iterator[Finding]:
    figures = draft.booklet.figures.now
    for supply in missing_from(sources_of(figures.codes), figures.scope.year):
        yield ABSENT.finding(
            f"Aucune ligne en {figures.scope.year}{NBSP}: {supply.noun}",
            where=reverse("importing:kind", args=[supply.kinds[0]]),
            key=f"{supply.model._meta.model_name}:{figures.scope.year}",
        )
