"""Rows that wait for someone: declared once, counted on the index, filtered in the list."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django_filters import ChoiceFilter

from plics import formatting

PARAMETER = "attention"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Attention:
    code: str
    one: str
    many: str
    # Of a list's own rows, those that wait.
    rows: Callable[[Any], QuerySet]
    # Doubtful or costly cases are a filter of the list only.
    is_on_index: bool = True

    def sentence(self, count: int) -> str:
        """« 12 participations sorties sans issue »."""
        return formatting.counted(count, self.one, self.many)


class AttentionFilter(ChoiceFilter):
    def __init__(self, kinds: Iterable[Attention]):
        self.kinds = {kind.code: kind for kind in kinds}
        choices = [(kind.code, capfirst(kind.many)) for kind in kinds]
        super().__init__(label="À suivre", choices=choices)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return self.kinds[value].rows(queryset) if value else queryset
