"""What stands over a figure of the booklet: the message computed, or the one of an author."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable

from reports.figures import Result
from reports.models import AuthorMessage


@dataclasses.dataclass(frozen=True, kw_only=True)
class Title:
    """`name` says which figure it is, to those who choose one; `digest` is of its figures."""

    exhibit: str
    name: str
    computed: str
    digest: str
    own: AuthorMessage | None = None

    @property
    def is_outdated(self) -> bool:
        return self.own is not None and self.own.digest != self.digest

    def told(self, hides: bool) -> str:
        """Readers get an author's words over the very figures that she wrote them over: where
        one of these is hidden to them, or has moved, they get what the engine says of theirs."""
        if self.own is None or (hides and self.is_outdated):
            return self.computed
        return self.own.text


def digest_of(*years: Iterable[Result]) -> str:
    """Of figures as they are read: one that is hidden does not read as it was counted.

    A group where nobody is tells nothing: a line added to a list changes no figure.
    """
    read = [
        sorted(
            (r.code, r.territory, r.subject or "", r.group or "", r.display, r.share_display)
            for r in results
            if r.value != 0
        )
        for results in years
    ]
    return hashlib.blake2s(repr(read).encode(), digest_size=16).hexdigest()
