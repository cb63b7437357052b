"""Rows that wait for someone: declared once, counted on the index, filtered in the list."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.utils.text import capfirst
from django_filters import ChoiceFilter

from plics import formatting

PARAMETER = "attention"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Attention:
    code: str
    one: str
    many: str
    rows: Callable
    # Doubtful or costly cases are a filter of the list only.
    is_on_index: bool = True

    def sentence(self, count: int) -> str:
        """« 12 participations sorties sans issue »."""
        return formatting.counted(count, self.one, self.many)


class AttentionFilter(ChoiceFilter):
    def __init__(self, kinds):
        self.kinds = {kind.code: kind for kind in kinds}
        choices = [(kind.code, capfirst(kind.many)) for kind in kinds]
        super().__init__(label="À suivre", choices=choices)

    def filter(self, queryset, value):
        return self.kinds[value].rows(queryset) if value else queryset
