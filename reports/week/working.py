"""What a working list is: its page, its file, its count on the home follow from it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet

from plics import formatting
from plics.models import User
from reports.tables.table import Table


@dataclasses.dataclass(frozen=True, kw_only=True)
class WorkingList:
    """`rows(user, day)` are those that wait for somebody that day, and that the account may see.

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
        return user.sees_names if self.table.is_of_persons else user.works_on_data

    def sentence(self, count: int) -> str:
        """« 12 contrats finissent d’ici trente jours »."""
        return formatting.counted(count, self.one, self.many)

    def prepared(self, user: User, day: dt.date) -> QuerySet:
        return self.prepare(self.rows(user, day), day)
