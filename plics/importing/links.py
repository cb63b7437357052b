"""Many-to-many lists of the rows that a file brings."""

from collections.abc import Iterable
from typing import Any

from django.db.models import ManyToManyField, Model

from plics import history

BATCH = 500
# The keys that each row lists.
Lists = dict[int, list[int]]


def relink(model: type[Model], name: str, rows: Iterable[tuple[Model, Iterable[Model]]]) -> None:
    """Gives each row its new list `name`, in a few queries for all of them."""
    field = model._meta.get_field(name)
    assert isinstance(field, ManyToManyField)
    link: Any = field.remote_field.through
    mine, theirs = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = [(row, list(listed)) for row, listed in rows]
    kept = [row.pk for row, _ in rows]
    before: Lists = {}
    for start in range(0, len(kept), BATCH):
        links = link.objects.filter(**{f"{mine}__in": kept[start : start + BATCH]})
        for pk, other in links.order_by("pk").values_list(f"{mine}_id", f"{theirs}_id"):
            before.setdefault(pk, []).append(other)
    after = {row.pk: [each.pk for each in listed] for row, listed in rows}
    _unlink(link, mine, theirs, before, after)
    history.note(model, {pk: {name: [old, after[pk]]} for pk, old in before.items()})
    link.objects.bulk_create(
        [
            link(**{f"{mine}_id": row.pk, f"{theirs}_id": each.pk})
            for row, listed in rows
            for each in listed
            if each.pk not in before.get(row.pk, ())
        ],
        batch_size=1000,
    )


def _unlink(link: Any, mine: str, theirs: str, before: Lists, after: Lists) -> None:
    """Those no longer listed: a link that stays keeps what else it says, its day for instance."""
    gone: dict[int, list[int]] = {}
    for row, listed in before.items():
        for other in set(listed) - set(after[row]):
            gone.setdefault(other, []).append(row)
    for other, keys in gone.items():
        for start in range(0, len(keys), BATCH):
            batch = {f"{mine}__in": keys[start : start + BATCH], theirs: other}
            link.objects.filter(**batch).delete()
