"""Kinds of files: what each is for, its columns, its template, the files sent and brought in."""

from __future__ import annotations

from django.contrib.admin import site
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from beneficiaries.imports.dossier import TAGS
from plics.imports import templates
from plics.imports.errors import FileRefused
from plics.models import ImportRun
from plics.table_imports import ImportedTable
from plics.table_resources import kind_of
from plics.upload_handlers import is_too_big
from reports.importing import services
from reports.importing.access import editors_only
from reports.importing.forms import UploadForm
from reports.importing.kinds import KINDS, Kind
from reports.importing.models import Upload

PER_PAGE = 50


def kind_or_404(slug: str) -> Kind:
    try:
        return KINDS[slug]
    except KeyError:
        raise Http404("Cette nature de fichier n’existe pas.") from None


@require_safe
@editors_only
def index(request):
    services.tidy()
    latest = ImportRun.objects.order_by().values("kind").annotate(last=Max("pk")).values("last")
    runs = ImportRun.objects.filter(pk__in=latest).select_related("imported_by")
    last = {run.kind: run for run in runs}
    context = {
        "kinds": [(kind, last.get(slug)) for slug, kind in KINDS.items()],
        "waiting": [
            (upload, KINDS[upload.kind])
            for upload in Upload.objects.for_pages().exclude(state=Upload.State.DONE)
        ],
    }
    return render(request, "importing/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def kind_page(request, kind: str):
    services.tidy()
    described = kind_or_404(kind)
    answer = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(described, *answer, too_big=is_too_big(request))
    if request.method == "POST" and form.is_valid():
        try:
            upload = receive(described, form.cleaned_data, request.user)
        except FileRefused as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("importing:upload", upload.pk)
    context = {
        "kind": described,
        "form": form,
        "tags": TAGS if described.slug == "cnaf" else [],
        "runs": ImportRun.objects.filter(kind=kind).select_related("imported_by")[:5],
    }
    return render(request, "importing/kind.html", context)


def receive(kind: Kind, answers: dict, user) -> Upload:
    return services.receive(
        kind=kind.slug,
        file=answers["file"],
        reference_date=answers.get("reference_date"),
        is_forced=answers.get("is_forced", False),
        by=user,
    )


@require_safe
@editors_only
def download_template(request, kind: str, file_format: str):
    described = kind_or_404(kind)
    if not described.is_table or file_format not in templates.FORMATS:
        raise Http404("Ce modèle n’existe pas.")
    return templates.template(described.slug, described.fields, file_format)


@require_safe
@editors_only
def history(request):
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
