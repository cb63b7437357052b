"""What moved since last month and last year, in a sentence a figure."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.http import urlencode

from plics import formatting
from plics.periods import months_before
from reports.editions.preparing import protect_soon
from reports.exhibits import messages, rules
from reports.figures import DEPARTMENT, Figures, Scope, evaluate
from reports.figures.base import Timing
from reports.figures.catalogue import TO_DATE
from reports.figures.guard.protected import NotReady
from reports.figures.publication import Reader

# Each with the page that shows more of it.
FIGURES = {
    "rsa.households": "beneficiaires",
    "pathway.with_contract": "beneficiaires",
    "actions.measures": "actions",
    "decisions.total": "seances",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sentence:
    text: str
    url: str


def page_address(slug: str, scope: Scope, **more: str) -> str:
    """A dashboard on the same day; the page itself leaves out what is usual."""
    asked = {"annee": str(scope.year), "date": scope.on.isoformat()}
    where = {"commission": scope.commission} if scope.commission else {}
    return f"{reverse('dashboards:page', args=[slug])}?{urlencode(asked | where | more)}"


def a_month_before(day: dt.date) -> dt.date:
    """From the end of a month, the end of the one before: files are of months' ends."""
    before = months_before(day, 1)
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return before.replace(day=calendar.monthrange(before.year, before.month)[1])
    return before


def sentences(scope: Scope) -> list[Sentence]:
    """Of a territory that the account works on: nothing here is hidden, all is to that day."""
    day = a_month_before(scope.on)
    pages = {TO_DATE.get(code, code): page for code, page in FIGURES.items()}
    asked = scope, dataclasses.replace(scope, year=day.year, on=day), scope.previous()
    found = [evaluate(pages, each) for each in asked]
    told = ((_told(code, *found), page) for code, page in pages.items())
    return [Sentence(text=f"{text}.", url=page_address(page, scope)) for text, page in told if text]


def _told(code: str, now: Figures, month: Figures, year: Figures) -> str:
    place = now.scope.commission or DEPARTMENT
    figure, before = now.get(code, place), month.get(code, place)
    when = rules.when(now.scope, code)
    if rules.source_of(code).timing is not Timing.TO_DATE:
        return messages.moved(figure, when, month=before, year=year.get(code, place))
    text = messages.moved(figure, when, year=year.get(code, place))
    # What adds up from 1 January is told with its last month, not beside it.
    if not text or month.scope.year != now.scope.year:
        return text
    lately = messages.lately(figure, before, formatting.day(month.scope.on))
    return ", ".join(filter(None, [text, lately]))


def published(scope: Scope) -> list[Sentence]:
    """Of the whole, beside the year before, as a reader may have it: of the figures of the year;
    nothing while they are being protected."""
    reader = Reader(is_awaited=False)
    try:
        now, year = (reader.seen(evaluate(FIGURES, each)) for each in (scope, scope.previous()))
    except NotReady as waiting:
        protect_soon(waiting)
        return []
    found = []
    for code, page in FIGURES.items():
        before = year.get(code, DEPARTMENT)
        text = messages.moved(now.get(code, DEPARTMENT), rules.when(scope, code), year=before)
        if text:
            url = reverse("dashboards:page", args=[page])
            found.append(Sentence(text=f"{text}.", url=url))
    return found
