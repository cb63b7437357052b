"""The working lists, each declared once: its page, its file, its count on the home follow.

Their rows are asked of a day: what waits then, among what the account may see.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Count, QuerySet, Value

from plics import formatting, freshness
from plics.models import User
from reports.figures.keeping import recall
from reports.tables.table import Table
from reports.week import money, participations, support


@dataclasses.dataclass(frozen=True, kw_only=True)
class WorkingList:
    """`rows(user, day)` are those that wait for somebody, and that this account may see.

    `one` and `many` say them after their number; `why`, what they are and what is expected.
    """

    slug: str
    title: str
    one: str
    many: str
    why: str
    rows: Callable[[User, dt.date], QuerySet]
    table: Table
    # What a query tells of its rows beside their fields.
    prepare: Callable[[QuerySet, dt.date], QuerySet] = lambda rows, day: rows

    def is_for(self, user: User) -> bool:
        return user.sees_names

    def sentence(self, count: int) -> str:
        """« 12 contrats finissent d’ici trente jours »."""
        return formatting.counted(count, self.one, self.many)

    def prepared(self, user: User, day: dt.date) -> QuerySet:
        return self.prepare(self.rows(user, day), day)


LISTS: dict[str, WorkingList] = {
    each.slug: each
    for each in (
        WorkingList(
            slug="contrats-a-renouveler",
            title="Contrats qui finissent d’ici trente jours",
            one="contrat finit d’ici trente jours",
            many="contrats finissent d’ici trente jours",
            why="Contrats d’engagement dont l’échéance est dans les trente jours et qu’aucun autre "
            "n’a suivi : à renouveler ou à clore avec le référent.",
            rows=support.contracts_ending,
            table=support.CONTRACTS,
            prepare=support.with_referent,
        ),
        WorkingList(
            slug="contrats-echus",
            title="Contrats échus sans suite",
            one="contrat échu depuis moins d’un an est sans suite",
            many="contrats échus depuis moins d’un an sont sans suite",
            why="Contrats d’engagement finis depuis moins d’un an, qu’aucun autre n’a suivis, de "
            "personnes encore accompagnées.",
            rows=support.contracts_ended,
            table=support.ENDED_CONTRACTS,
            prepare=support.with_referent,
        ),
        WorkingList(
            slug="sorties-sans-issue",
            title="Sorties d’action sans issue",
            one="sortie d’action est sans issue",
            many="sorties d’action sont sans issue",
            why="Participations terminées dont la structure n’a dit ni l’issue ni l’abandon : "
            "elles manquent aux taux de sorties.",
            rows=participations.exits_without_outcome,
            table=participations.EXITS,
        ),
        WorkingList(
            slug="aides-ajournees",
            title="Aides ajournées en attente",
            one="aide ajournée attend une décision",
            many="aides ajournées attendent une décision",
            why="Demandes ajournées depuis moins d’un an, sans autre décision du même fonds pour "
            "la personne depuis.",
            rows=money.adjourned_aids,
            table=money.AIDS,
        ),
    )
}


def lists_for(user: User) -> list[WorkingList]:
    return [each for each in LISTS.values() if each.is_for(user)]


def counts(user: User, day: dt.date) -> dict[str, int]:
    """How many rows each list of this account has, by slug: one statement, kept until a table
    that it reads changes."""
    rows = {each.slug: each.rows(user, day) for each in lists_for(user)}
    if not rows:
        return {}
    try:
        asked = _united(rows.items())
        words = asked.query.sql_with_params()
    except EmptyResultSet:
        return dict.fromkeys(rows, 0)
    reads = freshness.models_named(words[0])
    found: dict[str, int] = recall(("lists", *words), reads, partial(dict, asked))
    return dict.fromkeys(rows, 0) | found


def _united(rows: Iterable[tuple[str, QuerySet]]) -> QuerySet:
    counted = [
        each.model._base_manager.filter(pk__in=each.order_by().values("pk"))
        .order_by()
        .annotate(named=Value(slug, output_field=CharField()))
        .values("named")
        .annotate(counted=Count("pk"))
        .values_list("named", "counted")
        for slug, each in rows
    ]
    return counted[0].union(*counted[1:], all=True)
