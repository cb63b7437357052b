"""The territories of a scope, and those that each commune or commission counts for."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.db.models import F, Value
from django.db.models.functions import Concat

from actions.models import Agreement
from beneficiaries.models import Attachment, Commission
from funds.models import Fund
from plics.models import Department
from reports.figures.base import DEPARTMENT, Scope, Source, Territory
from reports.figures.reading import once

Place = tuple[str, str | None]


@once
def department() -> Department | None:
    return Department.objects.first()


@once
def every_commission() -> list[Commission]:
    return list(Commission.objects.all())


@once
def _attachments() -> list[tuple]:
    """Of all times: a page, its map and its comparison with the year before share them."""
    return list(
        Attachment.objects.order_by("commission__order", "commune__insee_code", "starts_on")
        .annotate(
            insee_code=F("commune__insee_code"),
            commune_name=F("commune__name"),
            population=F("commune__population"),
            canton_key=Concat(Value("canton:"), "canton__code"),
            canton_name=F("canton__name"),
        )
        .values_list(
            "starts_on",
            "ends_on",
            "commune_id",
            "commission_id",
            "insee_code",
            "commune_name",
            "population",
            "canton_key",
            "canton_name",
            named=True,
        )
    )


def attachments_on(day: dt.date) -> list[tuple]:
    return [
        row
        for row in _attachments()
        if row.starts_on <= day and (row.ends_on is None or row.ends_on > day)
    ]


def canton_keys() -> set[str]:
    """Of all times and commissions."""
    return {row.canton_key for row in _attachments()}


@once
def every_fund() -> list[Fund]:
    return list(Fund.objects.all())


@once
def _agreements() -> list[tuple]:
    """Of all years, for the same reason."""
    return list(
        Agreement.objects.order_by(
            "action__axis__section__order", "action__axis__order", "action__order", "pk"
        ).values_list("year", "action__slug", "commission_id", "action__referent_body")
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
        self.population = known and known.population
        self.territories = [
            Territory(
                key=DEPARTMENT,
                kind=DEPARTMENT,
                name=known.name if known else "département",
            )
        ]
        slugs = {}
        for commission in every_commission():
            slugs[commission.pk] = commission.slug
            self.territories.append(
                Territory(key=commission.slug, kind="commission", name=commission.name)
            )
        # A budget without commission is that of the département.
        self.of_commission = {None: [DEPARTMENT]}
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

    def keys(self, source: Source, place) -> list[str]:
        """The territories that a row at this place counts for."""
        if source.by == "commune":
            # A commune attached nowhere that day still belongs to the département.
            return self.of_commune.get(place, [DEPARTMENT])
        return self.of_commission[place] if source.by == "commission" else [DEPARTMENT]

    # --- where a figure is given, counted there or not ---------------------------------

    @cached_property
    def everywhere(self) -> list[Place]:
        return [(territory.key, None) for territory in self.territories]

    @cached_property
    def department(self) -> list[Place]:
        return [(DEPARTMENT, None)]

    @cached_property
    def commissions(self) -> list[Place]:
        return [(t.key, None) for t in self.territories if t.kind != "canton"]

    @cached_property
    def _agreements(self) -> list[tuple]:
        return [row[1:] for row in _agreements() if row[0] == self.scope.year]

    def _places(self, rows) -> list[Place]:
        """Asked for one commission, the actions of the others have no row."""
        places = {}
        for slug, commission, _ in rows:
            if self.scope.commission not in (None, self.of_commission[commission][-1]):
                continue
            for key in self.of_commission[commission]:
                places[key, slug] = None
        return list(places)

    @cached_property
    def agreed(self) -> list[Place]:
        return self._places(self._agreements)

    @cached_property
    def referents(self) -> list[Place]:
        return self._places(row for row in self._agreements if row[2] is not None)

    @cached_property
    def _funds(self) -> list[str]:
        return [fund.code for fund in every_fund()]

    @cached_property
    def funds(self) -> list[Place]:
        return [(t.key, fund) for t in self.territories for fund in self._funds]

    @cached_property
    def fund_commissions(self) -> list[Place]:
        return [(key, fund) for key, _ in self.commissions for fund in self._funds]
