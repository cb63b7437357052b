"""« Vu », « relancé le … »: what was done about the rows of a working list, told beside them."""

from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from beneficiaries.models import Person
from plics import history
from plics.days import happened
from plics.filters import DayInput
from plics.guarded_forms import WithoutNir
from plics.models import Operation, User, one_at_a_time
from reports.tables.columns import NOTHING, Column
from reports.week.models import FollowUp
from reports.week.working import WorkingList

TO_DO = "a-suivre"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Mark(Column):
    """« relancé le 12/11/2026 (agent) »: the last one, sorted by its day."""

    label: str = "Suivi"
    path: str = "mark_on"
    narrows: bool = True

    is_searched = False

    @property
    def paths(self):
        return ["mark_on", "mark_kind", "mark_by"]

    def read(self, row):
        return None if row["mark_on"] is None else tuple(row[path] for path in self.paths)

    def told(self, value, day):
        if value is None:
            return None
        on, kind, by = value
        return f"{FollowUp.Kind(kind).label} le {on:%d/%m/%Y} ({by or 'compte supprimé'})"

    def display(self, told):
        return told or NOTHING

    def options(self, rows):
        return [(TO_DO, "À suivre"), *((str(code), str(label)) for code, label in KINDS)]

    def holding(self, value):
        return Q(mark_kind=None) if value == TO_DO else Q(mark_kind=value)


KINDS = FollowUp.Kind.choices
COLUMNS = [Mark(), Column(label="Note", path="mark_note")]


def with_marks(rows: QuerySet, slug: str) -> QuerySet:
    """The last mark of each row in this list."""
    # Marks follow a person whose records merge: where rows are persons, that is their key.
    key = "person" if rows.model is Person else "row"
    made = FollowUp.objects.filter(working_list=slug, **{key: OuterRef("pk")})
    last = made.order_by("-done_on", "-pk")
    told = {
        "mark_on": "done_on",
        "mark_kind": "kind",
        "mark_note": "note",
        "mark_by": "made_by__username",
    }
    return rows.annotate(**{name: Subquery(last.values(field)[:1]) for name, field in told.items()})


class MarkForm(WithoutNir, forms.Form):
    kind = forms.ChoiceField(label="Suite", choices=KINDS, initial=FollowUp.Kind.REMINDED)
    done_on = forms.DateField(label="Le", validators=[happened], widget=DayInput)
    note = forms.CharField(
        label="Note",
        max_length=200,
        required=False,
        help_text="Pour le service : jamais publiée, sans donnée de santé.",
    )

    @classmethod
    def blank(cls) -> MarkForm:
        return cls(initial={"done_on": timezone.localdate()})


@transaction.atomic
def mark(shown: WorkingList, rows: QuerySet, told: dict[str, Any], *, by: User) -> int:
    """How many rows hold the mark: sent twice it is one, and nothing is said of who is frozen."""
    hold(rows)
    same = FollowUp.objects.filter(working_list=shown.slug, made_by=by, **told)
    keys = persons_of(rows)
    held = set(same.filter(row__in=list(keys)).values_list("row", flat=True))
    persons = Person.objects.in_bulk(list(filter(None, keys.values())))
    made = [
        FollowUp(working_list=shown.slug, row=row, person=persons.get(key), made_by=by, **told)
        for row, key in keys.items()
        if row not in held and not (key and persons[key].frozen)
    ]
    label = f"{shown.title} : {dict(KINDS)[told['kind']]} le {told['done_on']:%d/%m/%Y}"
    with history.operation(Operation.Kind.BULK, label, by=by):
        history.bulk_add(FollowUp, made)
    return len(made) + len(held)


def hold(rows: QuerySet) -> None:
    """Their persons, else themselves.

    No constraint says that a mark is one: those whose note is erased may become alike.
    """
    keys = persons_of(rows)
    persons = [person for person in keys.values() if person is not None]
    model: Any = Person if persons else rows.model
    one_at_a_time(model._base_manager.filter(pk__in=persons or keys))


def persons_of(rows: QuerySet) -> dict[int, int | None]:
    """The key of each row, and that of its person."""
    if rows.model is Person:
        return {key: key for key in rows.values_list("pk", flat=True)}
    if any(field.name == "person" for field in rows.model._meta.concrete_fields):
        return dict(rows.values_list("pk", "person"))
    return dict.fromkeys(rows.values_list("pk", flat=True))
