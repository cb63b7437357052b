"""Opening a year: its editions, with the structure, the texts and the agreements of the last."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Agreement, SheetBlock
from actions.services import already_carried, carry_over
from beneficiaries.models import Commission
from plics import history
from plics.formatting import NBSP
from plics.models import Operation, User
from reports.editions.refusals import AlreadyOpen
from reports.editions.words import OWN
from reports.models import CarriedText, Edition


@transaction.atomic
def open_year(year: int, *, by: User) -> list[Edition]:
    """Those that are missing; an agreement already there for that year stays as it is."""
    places: list[Commission | None] = [*Commission.objects.select_for_update(), None]
    there = set(Edition.objects.filter(programme_year=year).values_list("commission_id", flat=True))
    missing = [each for each in places if (each.pk if each else None) not in there]
    if not missing:
        raise AlreadyOpen(f"Les éditions de {year} sont déjà ouvertes.")
    renewed = _renewed(year, missing, by)
    with history.operation(Operation.Kind.BULK, f"Ouvrir les éditions de {year}", by=by):
        return [_opened(year, place, renewed) for place in missing]


def _renewed(year: int, places: list[Commission | None], by: User) -> list[Agreement]:
    last = list(Agreement.objects.filter(year=year - 1, commission__in=[p for p in places if p]))
    held = {agreement.pk for agreement in already_carried(last)}
    try:
        return carry_over([each for each in last if each.pk not in held], by=by)
    except ValidationError as problem:
        raise AlreadyOpen(
            f"Une convention ne se reconduit pas : {problem.messages[0]}"
        ) from problem


def _opened(year: int, place: Commission | None, renewed: list[Agreement]) -> Edition:
    before = Edition.objects.filter(programme_year=year - 1, commission=place).newest()
    texts = {name: getattr(before, name) for name in OWN} if before else {}
    edition = Edition(programme_year=year, commission=place, **texts)
    edition.full_clean()
    edition.save()
    carried = [
        CarriedText(
            edition=edition,
            text_key=key_of(edition, name),
            title=title,
        )
        for name, title in OWN.items()
        if getattr(edition, name)
    ]
    of_place = [each.pk for each in renewed if place and each.commission_id == place.pk]
    blocks = SheetBlock.objects.filter(agreement__in=of_place).select_related("agreement__action")
    carried += [
        CarriedText(
            edition=edition,
            text_key=key_of(block, "body"),
            title=f"{block.agreement.action.title}{NBSP}: {block.heading}"[:250],
        )
        for block in blocks.order_by("agreement", "pk")
    ]
    history.bulk_create(CarriedText, carried, batch_size=history.KEYS)
    return edition


def key_of(row: Edition | SheetBlock, name: str) -> str:
    return f"{row._meta.label_lower}/{row.pk}/{name}"
