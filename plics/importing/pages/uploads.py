"""One file sent: its progress, its columns, its preview, its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plics.importing.headers import one_line
from plics.importing.pages import columns, corrections, progress, services
from plics.importing.pages.access import senders_only, uploads_of
from plics.importing.pages.forms import ColumnsForm
from plics.importing.pages.summary import ERRORS, SECTIONS
from plics.importing.registry import KINDS
from plics.importing.reports import CLOSED, CREATED, LEFT, UPDATED
from plics.models import Act, Upload
from plics.permissions import AccountRequest
from plics.traces.writing import show

State = Upload.State
PER_PAGE = 200
TITLES = {
    ERRORS: "Erreurs",
    UPDATED: "Modifiées",
    CREATED: "Créées",
    LEFT: "Parties d’un ménage",
    CLOSED: "Ménages clos",
}


@require_safe
@senders_only
def detail(request: AccountRequest, pk: int) -> HttpResponse:
    services.reap()
    upload = get_object_or_404(uploads_of(request.user).select_related("run", "uploaded_by"), pk=pk)
    context = {
        "upload": upload,
        "kind": KINDS[upload.kind],
        "report": upload.report,
        "to_correct": to_correct(upload),
        "can_designate": KINDS[upload.kind].is_table and bool(upload.report.get("header")),
    }
    if upload.is_busy:
        return render(request, "importing/progress.html", context | progress_of(upload))
    if upload.state in (State.READY, State.DONE) or upload.details.get(ERRORS):
        context |= section(upload, request.GET)
        # Those of a file have no record yet, or none that its lines say.
        count = len(context["page"]) + len(context["to_correct"])
        show(request, Act.LIST, Upload, [pk], count=count)
    return render(request, "importing/upload.html", context)


def to_correct(upload: Upload) -> list[dict[str, Any]]:
    """Refused rows with, for each cell, the name that it is sent under."""
    if upload.state not in (State.READY, State.REFUSED):
        return []
    return [
        row
        | {
            "cells": [
                (corrections.name_of(row["line"], index), title, text, problem)
                for index, title, text, problem in row["cells"]
            ],
            "is_open": not any(problem for *_, problem in row["cells"]),
        }
        for row in upload.details.get(corrections.ROWS, [])
    ]


def section(upload: Upload, query: QueryDict) -> dict[str, Any]:
    """The list of rows asked for, errors first, and the ways to the others."""
    filled = [name for name in SECTIONS if upload.details.get(name)]
    # Details are cut when they are many.
    shown = {name: len(upload.details[name]) for name in filled}
    counts = shown | upload.report.get("rows", {})
    asked = query.get("partie")
    name = asked if asked in filled else next(iter(filled), "")
    rows = upload.details.get(name, [])
    return {
        "tabs": [(key, TITLES[key], counts[key]) for key in filled],
        "part": name,
        "part_title": TITLES.get(name),
        "count": counts.get(name, 0),
        "page": Paginator(rows, PER_PAGE).get_page(query.get("page")),
    }


def progress_of(upload: Upload) -> dict[str, Any]:
    return {"progress": progress.progress_of(upload)}


@require_safe
@senders_only
def progress_bar(request: AccountRequest, pk: int) -> HttpResponse:
    """The bar alone, asked for each second; once done, the page is to be read again."""
    services.reap()
    upload = get_object_or_404(uploads_of(request.user).for_pages(), pk=pk)
    if not upload.is_busy:
        address = reverse("importing:upload", args=[pk])
        return HttpResponse(headers={"HX-Redirect": address})
    context = {"upload": upload} | progress_of(upload)
    return render(request, "importing/_progress.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@senders_only
def columns_page(request: AccountRequest, pk: int) -> HttpResponse:
    upload = get_object_or_404(uploads_of(request.user).for_pages(), pk=pk)
    kind = KINDS[upload.kind]
    header = [one_line(title) for title in upload.report.get("header", [])]
    if not (kind.is_table and header) or upload.is_busy or upload.state == State.DONE:
        return redirect("importing:upload", pk)
    if request.method == "POST":
        form = ColumnsForm(kind, header, request.POST)
        if form.is_valid():
            mapping = columns.as_mapping(header, form.cleaned_data)
            attempt(request, services.designate, upload, mapping, by=request.user)
            return redirect("importing:upload", pk)
    else:
        guesses = columns.suggested(kind.fields, header, upload.mapping)
        form = ColumnsForm(kind, header, initial=guesses)
    rows = [(form[column.name], column) for column in kind.fields]
    context = {"upload": upload, "kind": kind, "form": form, "rows": rows, "header": header}
    return render(request, "importing/columns.html", context)


@require_POST
@senders_only
def act(request: AccountRequest, pk: int, deed: str) -> HttpResponse:
    upload = get_object_or_404(uploads_of(request.user).for_pages(), pk=pk)
    if deed == "confirmer":
        attempt(request, services.confirm, upload, by=request.user)
    elif deed == "corriger":
        attempt(request, services.correct, upload, request.POST)
    elif deed == "forcer":
        attempt(request, services.force, upload)
    elif deed == "relancer":
        attempt(request, services.relaunch, upload)
    elif deed == "abandonner":
        if attempt(request, services.abandon, upload):
            messages.success(request, f"« {upload.file_name} » est effacé, rien n’a été importé.")
            return redirect("importing:kind", upload.kind)
    else:
        raise Http404("Ce geste n’existe pas.")
    return redirect("importing:upload", pk)


def attempt(
    request: AccountRequest,
    service: Callable[..., None],
    upload: Upload,
    *args: Any,
    **kwargs: Any,
) -> bool:
    try:
        service(upload, *args, **kwargs)
    except services.NotNow as refusal:
        messages.warning(request, str(refusal))
        return False
    return True


@require_safe
@senders_only
def rejects(request: AccountRequest, pk: int) -> FileResponse:
    path = get_object_or_404(uploads_of(request.user).for_pages(), pk=pk).rejects_path
    if path is None:
        raise Http404("Ces lignes refusées ne sont plus gardées.")
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
