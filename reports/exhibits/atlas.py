"""Communes, cantons and commissions as areas of a map, as attached on a day.

Shapes are worked out once a process and again when a centre or an outline changes.
"""

import dataclasses
import datetime as dt
import functools
import hashlib

from django.db.models import TextField
from django.db.models.functions import MD5, Cast
from shapely.geometry.base import BaseGeometry

from beneficiaries.models import Commune
from reports.drawing.maps import geometry
from reports.drawing.maps.territory import Area
from reports.figures.geography import attachments_on, every_commission
from reports.figures.reading import once

# In kilometres: details finer than a pixel or so are left out.
TOLERANCE = 0.3
APPROXIMATE = "Contours approchés, tracés autour du centre des communes."
# Residents from which a commune is named even where its name does not fit.
NAMED_FROM = 4000


@dataclasses.dataclass(frozen=True, kw_only=True)
class Atlas:
    """Areas whose codes are those of the figures' territories (communes: INSEE)."""

    communes: list[Area]
    cantons: list[Area]
    commissions: list[Area]
    # To be printed under the map; empty where every outline is real.
    note: str


def atlas(day: dt.date, commission: str | None = None) -> Atlas:
    """Areas as attached on `day`; with a commission's slug, those of its communes alone.

    Cantons cross commissions: inside one commission a canton is the part it has there, as
    in the figures.
    """
    commissions = {c.pk: c for c in every_commission() if commission in (None, c.slug)}
    attached = [row for row in attachments_on(day) if row.commission_id in commissions]
    rows = _centres_and_outlines()
    key = hashlib.blake2s(repr(rows).encode()).hexdigest()
    communes = [
        Area(
            code=row.insee_code,
            name=row.commune_name,
            shape=_shapes(key)[row.insee_code],
            is_prominent=(row.population or 0) >= NAMED_FROM,
        )
        for row in attached
        if row.insee_code in _shapes(key)
    ]
    of = {row.insee_code: commissions[row.commission_id] for row in attached}
    return Atlas(
        communes=communes,
        cantons=_grouped(
            key, [(row.insee_code, row.canton_key, row.canton_name) for row in attached]
        ),
        commissions=_grouped(key, [(code, one.slug, one.name) for code, one in of.items()]),
        note=APPROXIMATE if any(outline is None for *_, outline in rows) else "",
    )


@once
def _centres_and_outlines() -> list[tuple]:
    """What the shapes depend on, outlines being summed up by the database."""
    outline = MD5(Cast("outline", TextField()))
    rows = Commune.objects.order_by("insee_code")
    return list(rows.values_list("insee_code", "longitude", "latitude", outline))


@functools.lru_cache(maxsize=2)
def _shapes(key: str) -> dict[str, BaseGeometry]:
    """Simplified shapes by INSEE code; `key` tells which state of the communes they show."""
    found = geometry.cells(Commune.objects.order_by("insee_code"))
    return geometry.simplified(found, TOLERANCE)


@functools.lru_cache(maxsize=32)
def _dissolved(key: str, groups: tuple[tuple[str, str], ...]) -> dict[str, BaseGeometry]:
    return geometry.dissolve(_shapes(key), dict(groups))


def _grouped(key: str, rows: list[tuple[str, str, str]]) -> list[Area]:
    """Areas from the (INSEE code, area's code, area's name) of their communes."""
    groups = tuple((insee_code, code) for insee_code, code, _ in rows)
    names = {code: name for _, code, name in rows}
    shapes = _dissolved(key, groups)
    return [Area(code=code, name=names[code], shape=shape) for code, shape in shapes.items()]
