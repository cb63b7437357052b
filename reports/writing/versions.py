"""What a text said before: told by the journal, whoever changed it and from where."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from plics import told_changes
from plics.admin_history import name_of
from plics.models import Change
from plics.richtext import markup
from reports.writing.places import Text

SHOWN = 30


@dataclasses.dataclass(frozen=True, kw_only=True)
class Version:
    """`at` and `who` are empty for the text that stood before the first change known."""

    key: str
    html: str
    at: dt.datetime | None = None
    who: str = ""

    @property
    def lines(self) -> list[str]:
        return markup.plain(self.html).splitlines()


def versions_of(text: Text) -> list[Version]:
    """Newest first: the first one is what the text says now."""
    told = told_changes.of_row(text.row).filter(changes__has_key=text.field)
    told = told.exclude(action=Change.Action.DELETE).select_related("actor")
    changes = list(told[:SHOWN])
    found = [
        Version(
            key=f"{change.pk}",
            html=_html(_values(change, text)[1]),
            at=change.timestamp,
            who=name_of(change),
        )
        for change in changes
    ]
    if changes and changes[-1].action == Change.Action.UPDATE:
        first = _values(changes[-1], text)[0]
        found.append(Version(key=f"{changes[-1].pk}-avant", html=_html(first)))
    return found


def _values(change: Change, text: Text) -> list[str | None]:
    """Before, then after."""
    changes: Any = change.changes
    return changes[text.field]


def _html(value: str | None) -> str:
    """The library writes « None » for what was not there; texts of before were plain."""
    return "" if value in (None, "None") else markup.to_html(str(value))
