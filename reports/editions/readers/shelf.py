"""The published editions, year by year, as somebody comes to read them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict

from django.utils import timezone

from reports.editions.documents import variant_for
from reports.figures.publication import Reader
from reports.models import Edition, KeptPdf, ProgrammeYear


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shelved:
    """The newest version, and those that it corrects."""

    edition: Edition
    former: list[Edition]
    has_pdf: bool

    @property
    def place_name(self) -> str:
        commission = self.edition.commission
        return f"Commission {commission.of_form}" if commission else "Département"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shelf:
    year: int
    editions: list[Shelved]


def shelves(reader: Reader | None) -> list[Shelf]:
    """With the PDFs kept for who reads so much."""
    kept = set(KeptPdf.objects.values_list("page__edition", "page__variant"))
    versions: dict[tuple[int, str], list[Edition]] = defaultdict(list)
    published = Edition.objects.published().select_related("commission")
    for edition in published.order_by("-programme_year", "commission__name", "-version"):
        versions[edition.programme_year, edition.place].append(edition)
    found: dict[int, list[Shelved]] = defaultdict(list)
    for (year, _), (newest, *former) in versions.items():
        found[year].append(
            Shelved(
                edition=newest,
                former=former,
                has_pdf=(newest.pk, variant_for(newest, reader)) in kept,
            )
        )
    # The whole before its parts, whatever the order in which a database puts what is absent.
    return [
        Shelf(year=year, editions=sorted(editions, key=lambda each: bool(each.edition.commission)))
        for year, editions in found.items()
    ]


def next_release() -> dt.date | None:
    """The day announced of what is not published yet."""
    announced = ProgrammeYear.objects.filter(release_on__gte=timezone.localdate())
    return announced.order_by("release_on").values_list("release_on", flat=True).first()
