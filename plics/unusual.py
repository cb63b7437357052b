"""What is unusual but possible: a form asks for a tick before it saves, a file is only told."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from typing import Protocol, runtime_checkable

# What the tick of a remark is sent under.
NAME = "_confirmed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Remark:
    """`rule` says it of any row, and gathers the lines of a file; `detail` says it of this one."""

    field: str
    rule: str
    detail: str

    def key(self, where: str) -> str:
        """What a tick stands for: this remark, on that row of the page, and no other."""
        text = f"{where}:{self.field}:{self.detail}"
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@runtime_checkable
class MayBeUnusual(Protocol):
    def unusual(self) -> Iterator[Remark]: ...


def remarks(row: object) -> list[Remark]:
    return list(row.unusual()) if isinstance(row, MayBeUnusual) else []
