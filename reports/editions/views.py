"""The page of an edition: where it stands, what was said of it, what may be done now."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from plics import formatting, history
from plics.models import User
from plics.permissions import AccountRequest, can_edit_data
from plics.short_forms import ShortForm
from reports.editions.deeds import BY_SLUG, DEEDS, Deed
from reports.editions.opening import open_year
from reports.editions.preparing import protect_soon
from reports.editions.reaching import edition_worked_on
from reports.editions.refusals import Refused, StillPreparing
from reports.figures.exports import NoData
from reports.models import Edition, KeptPdf


class ReaderForm(ShortForm):
    username = forms.CharField(label="Identifiant du compte", max_length=150)


class YearForm(ShortForm):
    year = forms.IntegerField(
        label="Année du programme",
        min_value=1990,
        max_value=2100,
        error_messages={
            "required": "Dites quelle année ouvrir.",
            "invalid": "Une année s’écrit en chiffres : 2021.",
            "min_value": "Une année va de 1990 à 2100.",
            "max_value": "Une année va de 1990 à 2100.",
        },
    )


@require_safe
def edition_page(
    request: AccountRequest, year: int, place: str, version: int | None = None
) -> HttpResponse:
    return shown(request, edition_worked_on(request, year, place, version))


@require_POST
def do(request: AccountRequest, year: int, place: str, version: int, deed: str) -> HttpResponse:
    edition = edition_worked_on(request, year, place, version)
    asked = BY_SLUG.get(deed)
    if asked is None:
        raise Http404("Cet acte n’existe pas.")
    if not asked.may(request.user):
        raise PermissionDenied
    form = asked.form(request.POST, auto_id=f"{asked.slug}-%s")
    if not form.is_valid():
        return shown(request, edition, form, asked)
    try:
        told = asked.do(edition, request.user, form.cleaned_data)
    except (Refused, NoData, ValidationError) as refusal:
        if isinstance(refusal, StillPreparing):
            protect_soon(refusal.waiting)
        form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
        edition.refresh_from_db()
        return shown(request, edition, form, asked)
    messages.success(request, told)
    return redirect("reports:edition", year, place)


def shown(
    request: AccountRequest,
    edition: Edition,
    refused: forms.Form | None = None,
    asked: Deed | None = None,
) -> HttpResponse:
    user = request.user
    versions = Edition.objects.worked_on_by(user).filter(programme_year=edition.programme_year)
    pdfs = KeptPdf.objects.filter(page__edition=edition).select_related("page").defer("content")
    context = {
        "edition": edition,
        "deeds": [
            (deed, refused if deed is asked and refused else deed.form(auto_id=f"{deed.slug}-%s"))
            for deed in DEEDS
            if deed.is_open(edition, user) or deed is asked
        ],
        "steps": edition.steps.select_related("made_by"),
        "comments": edition.comments.select_related("made_by", "resolved_by"),
        "carried": edition.carried.unread(),
        "versions": versions.at_place(edition.place).order_by("-version"),
        "pdfs": pdfs.order_by("pk"),
        "readers": edition.readers.order_by("username"),
        "reader_form": ReaderForm(),
        "may_write": can_edit_data(user),
    }
    return render(request, "reports/edition.html", context, status=400 if refused else 200)


# --- readers before the publication ---------------------------------------------------------


@require_POST
@transaction.atomic
def add_reader(request: AccountRequest, year: int, place: str, version: int) -> HttpResponse:
    edition = edition_worked_on(request, year, place, version)
    if not can_edit_data(request.user):
        raise PermissionDenied
    form = ReaderForm(request.POST)
    name = form.cleaned_data["username"] if form.is_valid() else ""
    account = User.objects.filter(username__iexact=name, is_active=True).first()
    if account is None or not account.reads_figures:
        messages.error(
            request, f"Aucun compte ouvert à la lecture des livrets ne s’appelle « {name} »."
        )
    else:
        with history.acting(request.user):
            edition.readers.add(account)
        messages.success(request, f"{account} lira l’édition dès sa relecture.")
    return redirect("reports:version_edition", year, place, version)


@require_POST
@transaction.atomic
def remove_reader(
    request: AccountRequest, year: int, place: str, version: int, pk: int
) -> HttpResponse:
    edition = edition_worked_on(request, year, place, version)
    if not can_edit_data(request.user):
        raise PermissionDenied
    with history.acting(request.user):
        edition.readers.remove(get_object_or_404(edition.readers, pk=pk))
    return redirect("reports:version_edition", year, place, version)


# --- a year -------------------------------------------------------------------------------


@require_POST
@transaction.atomic
def mark_read(
    request: AccountRequest, year: int, place: str, version: int, pk: int
) -> HttpResponse:
    """Read over, changed or not: it is of this year now."""
    edition = edition_worked_on(request, year, place, version)
    if not can_edit_data(request.user):
        raise PermissionDenied
    text = get_object_or_404(edition.carried.unread().select_for_update(), pk=pk)
    text.read_by, text.read_at = request.user, timezone.now()
    with history.acting(request.user):
        text.save()
    return redirect("reports:version_edition", year, place, version)


def open_a_year(request: AccountRequest) -> HttpResponse:
    """All editions of a year, with what the year before leaves them."""
    if not can_edit_data(request.user):
        raise PermissionDenied
    last = Edition.objects.order_by("-programme_year").first()
    proposed = last.programme_year + 1 if last else timezone.localdate().year
    form = YearForm(request.POST or None, initial={"year": proposed})
    if form.is_valid():
        try:
            opened = open_year(form.cleaned_data["year"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            made = formatting.counted(len(opened), "édition ouverte", "éditions ouvertes")
            messages.success(request, f"{made}. Leurs textes repris sont à relire.")
            return redirect("reports:editions")
    return render(request, "reports/open_year.html", {"form": form})
