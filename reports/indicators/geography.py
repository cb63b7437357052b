"""The territories of a scope, and those that each commune or commission counts for."""

from __future__ import annotations

from functools import cached_property

from actions.models import Agreement
from beneficiaries.models import Attachment, Commission
from funds.models import Fund
from plics.models import Department
from reports.indicators.base import DEPARTMENT, Scope, Source, Territory

Place = tuple[str, str | None]


class Geography:
    """Folding is exact: a row has one commune or one commission, hence one of each level."""

    def __init__(self, scope: Scope):
        self.scope = scope
        department = Department.objects.first()
        # The département's population is a published figure, not the sum of its communes.
        self.population = department and department.population
        self.territories = [
            Territory(
                key=DEPARTMENT,
                kind=DEPARTMENT,
                name=department.name if department else "département",
            )
        ]
        slugs = {}
        for commission in Commission.objects.all():
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
        rows = Attachment.objects.in_force(self.scope.on).values_list(
            "commune_id", "commission_id", "canton__code", "canton__name"
        )
        for commune, commission, code, name in rows:
            keys = list(self.of_commission[commission])
            # Cantons cross commissions: asked for one, only its communes count.
            if self.scope.commission in (None, slugs[commission]):
                keys.append(f"canton:{code}")
                cantons[f"canton:{code}"] = name
            self.of_commune[commune] = keys
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
        return list(
            Agreement.objects.of_year(self.scope.year)
            .order_by("action__axis__section__order", "action__axis__order", "action__order", "pk")
            .values_list("action__slug", "commission_id", "action__referent_body")
        )

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
        return list(Fund.objects.values_list("code", flat=True))

    @cached_property
    def funds(self) -> list[Place]:
        return [(t.key, fund) for t in self.territories for fund in self._funds]

    @cached_property
    def fund_commissions(self) -> list[Place]:
        return [(key, fund) for key, _ in self.commissions for fund in self._funds]
