"""Pages of personal data: the register, who is about to be forgotten, a person's whole file."""

from __future__ import annotations

import datetime as dt
import json

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beneficiaries.models import Person
from plics.models import Act, Department
from plics.permissions import AccountRequest, can_answer_for_data, can_give_whole_file
from plics.traces.writing import show
from reports.drawing.pdf import pdf
from reports.drawing.printing import apart
from reports.privacy.register import register as processings
from reports.privacy.retention import due
from reports.privacy.whole_file import WholeFile, whole_file

SHOWN = 200
INDENT = 1


@require_safe
def register(request: AccountRequest) -> HttpResponse:
    if not can_answer_for_data(request.user):
        raise PermissionDenied
    context = {
        "entries": processings(),
        "department": Department.objects.first(),
        "over": len(due(timezone.localdate())),
        "is_applied": settings.RETENTION_APPLIED,
    }
    return render(request, "privacy/register.html", context)


@require_safe
def notice(request: AccountRequest) -> HttpResponse:
    """Who is made anonymous within the notice; by their names for whoever sees them."""
    if not can_answer_for_data(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    found = due(today + dt.timedelta(days=settings.RETENTION_NOTICE_DAYS))
    keys = [each.person for each in found[:SHOWN]]
    names = Person.objects.visible_to(request.user).in_bulk(keys)
    if names:
        show(request, Act.LIST, Person, names)
    context = {
        "count": len(found),
        "over": sum(each.on <= today for each in found),
        "days": settings.RETENTION_NOTICE_DAYS,
        "rows": [(each, names.get(each.person)) for each in found[:SHOWN]],
    }
    return render(request, "privacy/notice.html", context)


@never_cache
@require_safe
def person_file(request: AccountRequest, pk: int, file_format: str) -> HttpResponse:
    if not can_give_whole_file(request.user):
        raise PermissionDenied
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    show(request, Act.EXPORT, Person, [person.pk])
    found = whole_file(person, by=request.user)
    if file_format == "json":
        return attached(as_json(found), "application/json", f"dossier-{pk}.json")
    if file_format == "pdf":
        context = {"file": found, "today": timezone.localdate()}
        content = apart(pdf, render_to_string("privacy/file_print.html", context))
        return attached(content, "application/pdf", f"dossier-{pk}.pdf")
    raise Http404("Ce format n’existe pas.")


def as_json(found: WholeFile) -> bytes:
    return json.dumps(found.as_json(), ensure_ascii=False, indent=INDENT, default=str).encode()


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """The key, not the name: a file's name is read over a shoulder."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
