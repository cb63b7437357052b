"""The officer's page: who did what, looked for and taken out; what was unusual."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from typing import Any

import tablib
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from plics import exports, formatting
from plics.models import Act, Trace
from plics.permissions import can_administer, can_answer_for_data
from plics.traces.search import (
    ORDERS,
    TracesForm,
    account_name,
    account_names,
    kind_name,
    ordered,
)
from plics.traces.writing import show

PER_PAGE = 100
# What was unusual is told so long on the page; it can be looked for as long as it is kept.
TOLD_FOR = dt.timedelta(days=30)
FORMATS: dict[str, type[exports.Csv | exports.Xlsx]] = {"csv": exports.Csv, "xlsx": exports.Xlsx}
MOST_ROWS = 100_000
HEADINGS = ["Date", "Compte", "Nom du compte", "Acte", "Objet", "Numéros", "Personnes",
            "Nombre de personnes", "Adresse", "Origine"]  # fmt: skip


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    trace: Trace
    account: str
    what: str
    history: str


def for_officers(view):
    @require_safe
    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if not can_answer_for_data(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_officers
def search(request):
    form = TracesForm(request.GET)
    asked = request.GET.get("tri", "")
    page = Paginator(ordered(form.narrowed(), asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": lines(page, with_history=can_administer(request.user)),
        "columns": columns(request, asked),
        "unusual": lines(unusual()),
        "query": address(request).lstrip("?"),
        "following": page.has_next() and address(request, page=page.next_page_number()),
        "previous": page.has_previous() and address(request, page=page.previous_page_number()),
        "is_too_long": page.paginator.count > MOST_ROWS,
        "most_rows": MOST_ROWS,
        "formats": list(FORMATS),
    }
    return render(request, "traces/search.html", context)


def unusual() -> QuerySet[Trace]:
    return Trace.objects.filter(act=Act.UNUSUAL, done_at__gt=timezone.now() - TOLD_FOR)[:20]


def address(request, **changed: Any) -> str:
    """What is asked, without what was left empty, otherwise changed."""
    query = request.GET.copy()
    query.pop("page", None)
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    for name, value in changed.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def columns(request, asked: str) -> list[tuple[str, str, str]]:
    """Of each column its title, the address that sorts by it, and how it is sorted now."""
    titles = ["Date", "Compte", "Acte", "Objet", "Personnes"]
    found = []
    for title, name in zip(titles, ORDERS, strict=True):
        state = {name: "ascending", f"-{name}": "descending"}.get(asked, "")
        if name == "date" and asked.removeprefix("-") not in ORDERS:
            state = "descending"
        following = name if state == "descending" else f"-{name}"
        found.append((title, address(request, tri=following), state))
    return found


def lines(traces, *, with_history: bool = False) -> list[Line]:
    rows = list(traces)
    names = account_names(each.account for each in rows)
    return [
        Line(
            trace=each,
            account=account_name(each, names),
            what=what(each),
            history=history_of(each) if with_history else "",
        )
        for each in rows
    ]


def what(trace: Trace) -> str:
    """« personne n° 12 », « personne : 100 lignes »."""
    if not trace.kind:
        return ""
    name = kind_name(trace.kind)
    if len(trace.keys) == 1:
        return f"{name} n°\u00a0{trace.keys[0]}"
    if not trace.keys:
        return name
    return f"{name}\u00a0: {formatting.counted(len(trace.keys), 'ligne', 'lignes')}"


def history_of(trace: Trace) -> str:
    """Where the values are, before and after; they are not copied here."""
    if trace.act not in (Act.CHANGE, Act.IMPORT) or len(trace.keys) != 1:
        return ""
    page = "change" if trace.kind == "plics.operation" else "history"
    try:
        return reverse(f"admin:{trace.kind.replace('.', '_')}_{page}", args=trace.keys)
    except NoReverseMatch:
        return ""


@for_officers
def export(request, extension: str):
    form = TracesForm(request.GET)
    rows = ordered(form.narrowed(), request.GET.get("tri", ""))
    if extension not in FORMATS or not form.is_valid() or rows.count() > MOST_ROWS:
        raise Http404(
            "Cet export n’existe pas, ou demande plus de lignes qu’un fichier n’en tient."
        )
    file_format = FORMATS[extension]()
    content = file_format.export_data(table(rows, native=file_format.is_binary()))
    show(request, Act.EXPORT, Trace, [])
    name = f"traces-{timezone.localdate():%Y-%m-%d}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=file_format.get_content_type(), headers=headers)


def table(rows: QuerySet[Trace], *, native: bool) -> tablib.Dataset:
    found = list(rows)
    names = account_names(each.account for each in found)
    told = tablib.Dataset(headers=HEADINGS, title="traces")
    for each in found:
        account = "" if each.account is None else each.account
        cells = (
            each.done_at,
            account,
            names.get(each.account or 0, ""),
            each.get_act_display(),
            kind_name(each.kind) if each.kind else "",
            " ".join(map(str, each.keys)),
            " ".join(map(str, each.persons)),
            each.person_count,
            each.address,
            each.origin,
        )
        told.append([exports.as_cell(cell, native=native) for cell in cells])
    return told
