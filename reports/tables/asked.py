"""A list as its address asks for it: words looked for, values chosen, an order, a page.

Names typed stay out of the address (`plics.searches`); whatever else stands in it is kept from
page to page, in files and on paper.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from plics import nir, searches
from plics.models import Act
from plics.permissions import AccountRequest
from plics.traces.writing import show
from reports.tables.columns import Column
from reports.tables.table import Line, Table

PER_PAGE = 100
# Each word is one more condition on every column of text.
MOST_WORDS = 8
WORDS, ORDER, PAGE = "q", "tri", "page"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Heading:
    column: Column
    address: str
    # « ascending », « descending », or nothing.
    state: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Narrowing:
    """A column by which the list is narrowed, and the values found in it."""

    column: Column
    # Each as an address writes it, and as people read it.
    options: list[tuple[str, str]]
    chosen: str

    @property
    def said(self) -> str:
        return f"{self.column.label} : {dict(self.options)[self.chosen]}"


class AskedRows:
    def __init__(self, table: Table, rows: QuerySet, day: dt.date, request: AccountRequest):
        self.table, self.day, self.request = table, day, request
        self.whole = rows
        self.words = searches.recall(request.session, request.GET.get(WORDS, ""))

    # --- rows ---------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> QuerySet:
        rows = self.whole
        for each in self.narrowings:
            if each.chosen:
                rows = rows.filter(each.column.holding(each.chosen))
        for word in self.words.split()[:MOST_WORDS]:
            rows = rows.filter(self._holding(word))
        return rows.order_by(*self._order)

    def _holding(self, word: str) -> Q:
        found = Q()
        for column in self.table.columns:
            if column.is_searched:
                found |= Q(**{f"{column.path}__reads": word})
        return found

    @cached_property
    def page(self) -> Page:
        found = Paginator(self.table.read(self.rows), PER_PAGE)
        return found.get_page(self.request.GET.get(PAGE))

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @cached_property
    def lines(self) -> list[Line]:
        return list(self.table.lines(self.page.object_list, self.day))

    @cached_property
    def every_line(self) -> list[Line]:
        return list(self.table.lines(self.table.read(self.rows), self.day))

    def trace(self, act: Act, lines: list[Line]) -> None:
        """Who saw them is kept; rows that are about nobody leave no trace of being looked at."""
        if self.table.is_of_persons:
            show(self.request, act, self.table.shown, [line.key for line in lines if line.key])

    # --- order --------------------------------------------------------------------------------

    @cached_property
    def sorted_by(self) -> tuple[Column | None, bool]:
        """The column asked, and whether the other way round."""
        asked = self.request.GET.get(ORDER, "")
        key = asked.removeprefix("-")
        found = next((each for each in self.table.columns if each.key == key), None)
        return found, asked.startswith("-")

    @property
    def _order(self) -> list[Any]:
        column, descending = self.sorted_by
        first = [column.sorting(descending=descending)] if column else []
        return [*first, *self.table.order]

    @property
    def headings(self) -> list[Heading]:
        column, descending = self.sorted_by
        found = []
        for each in self.table.columns:
            is_first = each is column
            state = ("descending" if descending else "ascending") if is_first else ""
            following = f"-{each.key}" if is_first and not descending else each.key
            found.append(
                Heading(column=each, address=self.address(**{ORDER: following}), state=state)
            )
        return found

    # --- what narrows -------------------------------------------------------------------------

    @cached_property
    def narrowings(self) -> list[Narrowing]:
        """What is asked and stands nowhere in the list is nothing."""
        found = []
        for column in self.table.columns:
            if column.narrows:
                options = column.options(self.whole)
                asked = self.request.GET.get(column.key, "")
                chosen = asked if asked in dict(options) else ""
                # Of one value alone there is nothing to choose.
                if len(options) > 1:
                    found.append(Narrowing(column=column, options=options, chosen=chosen))
        return found

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or any(each.chosen for each in self.narrowings))

    @property
    def said(self) -> str:
        """« Organisme : CCAS ; « dupont » », for paper."""
        told = [each.said for each in self.narrowings if each.chosen]
        return " ; ".join([*told, *([f"«\u00a0{self.words}\u00a0»"] if self.words else [])])

    # --- addresses ----------------------------------------------------------------------------

    def address(self, **changed: Any) -> str:
        query = self.request.GET.copy()
        query.pop(PAGE, None)
        for name, value in changed.items():
            query[name] = str(value)
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return f"?{query.urlencode()}"

    @property
    def whole_address(self) -> str:
        return self.address(**{WORDS: ""}, **{each.column.key: "" for each in self.narrowings})

    @property
    def previous(self) -> str:
        page = self.page
        return self.address(page=page.previous_page_number()) if page.has_previous() else ""

    @property
    def following(self) -> str:
        page = self.page
        return self.address(page=page.next_page_number()) if page.has_next() else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the menus of a form leave as it is."""
        own = {PAGE, *(each.column.key for each in self.narrowings)}
        return [(name, str(self.request.GET[name])) for name in self.request.GET if name not in own]


def search_of(request: AccountRequest) -> HttpResponse:
    """From the words typed to the address that stands for them."""
    query = request.GET.copy()
    query.pop(PAGE, None)
    query.pop(WORDS, None)
    words = request.POST.get("search", "").strip()
    if nir.holds_nir(words):
        messages.error(request, nir.REFUSED)
    elif words:
        query[WORDS] = searches.remember(request.session, words)
    return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
