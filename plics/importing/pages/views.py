"""Kinds of files: what each is for, its columns, its template, the files sent and brought in."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import site
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from plics.bodies import takes_files
from plics.importing import templates
from plics.importing.errors import FileRefused
from plics.importing.importer import Importer
from plics.importing.pages import services
from plics.importing.pages.access import offered, senders_only, uploads_of
from plics.importing.pages.due import monthly_files
from plics.importing.pages.forms import UploadForm
from plics.importing.registry import KINDS
from plics.models import ImportRun, Upload, User
from plics.permissions import AccountRequest
from plics.table_imports import ImportedTable
from plics.table_resources import kind_of
from plics.upload_handlers import is_too_big

PER_PAGE = 50


def kind_or_404(slug: str, user: User) -> type[Importer]:
    try:
        return offered(user)[slug]
    except KeyError:
        raise Http404("Cette nature de fichier n’existe pas.") from None


@require_safe
@senders_only
def index(request: AccountRequest) -> HttpResponse:
    services.tidy()
    latest = ImportRun.objects.order_by().values("kind").annotate(last=Max("pk")).values("last")
    runs = ImportRun.objects.filter(pk__in=latest).select_related("imported_by")
    last = {run.kind: run for run in runs}
    context = {
        "monthly": monthly_files(),
        "kinds": [(kind, last.get(slug)) for slug, kind in offered(request.user).items()],
        "waiting": [
            (upload, KINDS[upload.kind])
            for upload in uploads_of(request.user).for_pages().exclude(state=Upload.State.DONE)
        ],
    }
    return render(request, "importing/index.html", context)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@senders_only
def kind_page(request: AccountRequest, kind: str) -> HttpResponse:
    services.tidy()
    described = kind_or_404(kind, request.user)
    answer = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(described, *answer, too_big=is_too_big(request))
    if request.method == "POST" and form.is_valid():
        try:
            upload = receive_answers(described, form.cleaned_data, request.user)
        except FileRefused as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("importing:upload", upload.pk)
    context = {
        "kind": described,
        "form": form,
        "runs": ImportRun.objects.filter(kind=kind).select_related("imported_by")[:5],
    }
    return render(request, "importing/kind.html", context)


def receive_answers(kind: type[Importer], answers: dict[str, Any], user: User) -> Upload:
    return services.receive(
        kind=kind.slug,
        file=answers["file"],
        reference_date=answers.get("reference_date"),
        is_forced=answers.get("is_forced", False),
        by=user,
    )


@require_safe
@senders_only
def download_template(request: AccountRequest, kind: str, file_format: str) -> HttpResponse:
    described = kind_or_404(kind, request.user)
    if not described.is_table or file_format not in templates.FORMATS:
        raise Http404("Ce modèle n’existe pas.")
    return templates.template(described.slug, described.fields, file_format)


@require_safe
@senders_only
def history(request: AccountRequest) -> HttpResponse:
    """Every file brought in, from the site or by the command."""
    runs = ImportRun.objects.select_related("imported_by", "upload").defer("upload__details")
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    titles = {slug: kind.title for slug, kind in KINDS.items()} | {
        kind_of(model): capfirst(model._meta.verbose_name_plural)
        for model, screen in site._registry.items()
        if isinstance(screen, ImportedTable)
    }
    rows = [(run, titles.get(run.kind, run.kind)) for run in page]
    return render(request, "importing/history.html", {"page": page, "rows": rows})
