"""Rows that wait for someone: declared once, counted on the index, filtered in the list."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.contrib.admin import SimpleListFilter
from django.utils.text import capfirst

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


class AttentionFilter(SimpleListFilter):
    title = "suivi"
    parameter_name = PARAMETER

    def lookups(self, request, model_admin):
        self.kinds = {kind.code: kind for kind in model_admin.attention}
        return [(kind.code, capfirst(kind.many)) for kind in model_admin.attention]

    def queryset(self, request, queryset):
        kind = self.kinds.get(self.value())
        return kind.rows(queryset) if kind else queryset
