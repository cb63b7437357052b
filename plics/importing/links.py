"""Many-to-many lists of the rows that a file brings."""

from collections.abc import Iterable
from typing import Any

from django.db.models import ManyToManyField, Model

from plics import history

BATCH = 500


def relink(model: type[Model], name: str, rows: Iterable[tuple[Model, Iterable[Model]]]) -> None:
    """Gives each row its new list `name`, in a few queries for all of them."""
    field = model._meta.get_field(name)
    assert isinstance(field, ManyToManyField)
    link: Any = field.remote_field.through
    mine, theirs = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = [(row, list(listed)) for row, listed in rows]
    kept = [row.pk for row, _ in rows]
    before: dict[int, list[int]] = {}
    for start in range(0, len(kept), BATCH):
        links = link.objects.filter(**{f"{mine}__in": kept[start : start + BATCH]})
        for pk, other in links.order_by("pk").values_list(f"{mine}_id", f"{theirs}_id"):
            before.setdefault(pk, []).append(other)
        links.delete()
    after = {row.pk: [each.pk for each in listed] for row, listed in rows}
    history.note(model, {pk: {name: [old, after[pk]]} for pk, old in before.items()})
    link.objects.bulk_create(
        [
            link(**{f"{mine}_id": row.pk, f"{theirs}_id": each.pk})
            for row, listed in rows
            for each in listed
        ],
        batch_size=1000,
    )
