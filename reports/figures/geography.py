"""The territories of a scope, and those that each commune or commission counts for."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, Value
from django.db.models.functions import Concat

from actions.models import Action, Agreement, Axis, Section
from beneficiaries.models import Attachment, Canton, Commission, Commune
from funds.models import Fund
from plics.models import Department
from reports.figures.base import DEPARTMENT, Level, Scope, Source, Spread, Territory
from reports.figures.keeping import kept
from reports.figures.reading import once
from reports.figures.statements import Statement

Place = tuple[str, str | None]

# What folding reads, whatever is folded.
FOLDED_BY = (Action, Agreement, Attachment, Axis, Canton, Commission, Commune, Department, Fund,
             Section)  # fmt: skip


class Attached(NamedTuple):
    starts_on: dt.date
    ends_on: dt.date | None
    commune_id: int
    commission_id: int
    insee_code: str
    commune_name: str
    population: int | None
    canton_key: str
    canton_name: str


class Agreed(NamedTuple):
    year: int
    slug: str
    commission_id: int
    referent_body_id: int | None


@kept(Department)
def _departments() -> list[dict[str, Any]]:
    return [dict(row) for row in Department.objects.values()]


def department() -> Department | None:
    return next((Department(**row) for row in _departments()), None)


@kept(Commission)
def _commissions() -> list[dict[str, Any]]:
    return [dict(row) for row in Commission.objects.values()]


def every_commission() -> list[Commission]:
    return [Commission(**row) for row in _commissions()]


@kept(Attachment, Commission, Commune, Canton)
def _attachments() -> list[Attached]:
    """Of all times: a page, its map and its comparison with the year before share them."""
    return [Attached(*row) for row in _attached().rows()]


@functools.cache
def _attached() -> Statement:
    return Statement.of(
        Attachment.objects.order_by("commission__order", "commune__insee_code", "starts_on")
        .annotate(
            insee_code=F("commune__insee_code"),
            commune_name=F("commune__name"),
            population=F("commune__population"),
            canton_key=Concat(Value("canton:"), "canton__code"),
            canton_name=F("canton__name"),
        )
        .values_list(*Attached._fields)
    )


# Read once for a page, from a copy that another may be reading.
_attachments_read = once(_attachments)


@once
def attachments_on(day: dt.date) -> list[Attached]:
    return [
        row
        for row in _attachments_read()
        if row.starts_on <= day and (row.ends_on is None or row.ends_on > day)
    ]


@once
def canton_keys() -> set[str]:
    """Of all times and commissions."""
    return {row.canton_key for row in _attachments_read()}


@kept(Fund)
def _funds() -> list[dict[str, Any]]:
    return [dict(row) for row in Fund.objects.values()]


def every_fund() -> list[Fund]:
    return [Fund(**row) for row in _funds()]


@kept(Agreement, Action, Axis, Section)
def _agreements() -> list[Agreed]:
    """Of all years, for the same reason."""
    return [Agreed(*row) for row in _agreed().rows()]


@functools.cache
def _agreed() -> Statement:
    rows = Agreement.objects.order_by(
        "action__axis__section__order", "action__axis__order", "action__order", "pk"
    )
    return Statement.of(
        rows.values_list("year", "action__slug", "commission_id", "action__referent_body")
    )


@once
def geography(scope: Scope) -> Geography:
    return Geography(scope)


class Geography:
    """Folding is exact: a row has one commune or one commission, hence one of each level."""

    def __init__(self, scope: Scope):
        self.scope = scope
        known = department()
        # The département's population is a published figure, not the sum of its communes.
        self.published = {"population": known.population if known else None}
        self.territories = [
            Territory(
                key=DEPARTMENT,
                kind=DEPARTMENT,
                name=known.name if known else "département",
            )
        ]
        slugs: dict[int, str] = {}
        for commission in every_commission():
            slugs[commission.pk] = commission.slug
            self.territories.append(
                Territory(key=commission.slug, kind="commission", name=commission.name)
            )
        # A budget without commission is that of the département.
        self.of_commission: dict[int | None, list[str]] = {None: [DEPARTMENT]}
        self.of_commission |= {pk: [DEPARTMENT, slug] for pk, slug in slugs.items()}
        self._attach_communes(slugs)

    def _attach_communes(self, slugs: dict[int, str]) -> None:
        self.of_commune: dict[int, list[str]] = {}
        cantons = {}
        for row in attachments_on(self.scope.on):
            keys = list(self.of_commission[row.commission_id])
            # Cantons cross commissions: asked for one, only its communes count.
            if self.scope.commission in (None, slugs[row.commission_id]):
                keys.append(row.canton_key)
                cantons[row.canton_key] = row.canton_name
            self.of_commune[row.commune_id] = keys
        self.territories += [
            Territory(key=key, kind="canton", name=name) for key, name in sorted(cantons.items())
        ]

    def keys(self, source: Source, place: int) -> list[str]:
        """The territories that a row at this place counts for."""
        match source.by:
            case Level.COMMUNE:
                # A commune attached nowhere that day still belongs to the département.
                return self.of_commune.get(place, [DEPARTMENT])
            case Level.COMMISSION:
                return self.of_commission[place]
        return [DEPARTMENT]

    # --- where a figure is given, counted there or not ---------------------------------

    def places(self, spread: Spread) -> list[Place]:
        everywhere: list[Place] = [(territory.key, None) for territory in self.territories]
        commissions: list[Place] = [(t.key, None) for t in self.territories if t.kind != "canton"]
        match spread:
            case Spread.DEPARTMENT:
                return [(DEPARTMENT, None)]
            case Spread.COMMISSIONS:
                return commissions
            case Spread.AGREED:
                return self.agreed
            case Spread.REFERENTS:
                return self.referents
            case Spread.FUNDS:
                return [(key, fund) for key, _ in everywhere for fund in self._funds]
            case Spread.FUND_COMMISSIONS:
                return [(key, fund) for key, _ in commissions for fund in self._funds]
        return everywhere

    @cached_property
    def agreed(self) -> list[Place]:
        return self._agreed(self._agreements)

    @cached_property
    def referents(self) -> list[Place]:
        return self._agreed(row for row in self._agreements if row.referent_body_id is not None)

    @cached_property
    def _agreements(self) -> list[Agreed]:
        return [row for row in _agreements() if row.year == self.scope.year]

    @cached_property
    def _funds(self) -> list[str]:
        return [row["code"] for row in _funds()]

    def _agreed(self, rows: Iterable[Agreed]) -> list[Place]:
        """Asked for one commission, the actions of the others have no row."""
        places: dict[Place, None] = {}
        for row in rows:
            keys = self.of_commission[row.commission_id]
            if self.scope.commission in (None, keys[-1]):
                places |= {(key, row.slug): None for key in keys}
        return list(places)
