"""Providers' returns: the workbook that goes out, the one that comes back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from actions.models import Agreement, Participation, PendingReturn
from actions.returns import services
from actions.returns.plan import Fate
from actions.returns.reading import read_return
from actions.returns.workbook import build_workbook, rows_of
from plics import formatting
from plics.bodies import takes_files
from plics.importing.errors import FileRefused
from plics.models import Act, User
from plics.permissions import can_edit_data, can_see_names
from plics.traces.writing import show

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReturnForm(forms.Form):
    file = forms.FileField(
        label="Classeur complété",
        help_text="Le fichier XLSX téléchargé ici, une fois complété.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )


def visible_agreements(user):
    """Coordinators follow the actions of their commissions, providers their own; readers never
    see who takes part."""
    if not (can_see_names(user) or user.is_provider):
        raise PermissionDenied
    return Agreement.objects.visible_to(user).select_related("action__provider", "commission")


def may_send(user) -> bool:
    """Who enters the data, and a provider, whose return then waits for the service."""
    return user.is_provider or (can_edit_data(user) and can_see_names(user))


def asked_year(request, years: list[int]) -> int | None:
    asked = request.GET.get("annee", "")
    return next((year for year in years if str(year) == asked), None)


def last_attended(agreements) -> int | None:
    """The programme of next year is agreed before anyone takes part in it."""
    attended = agreements.filter(pk__in=Participation.objects.values("agreement")).order_by("-year")
    return attended.values_list("year", flat=True).first()


@require_safe
def agreements(request):
    mine = visible_agreements(request.user)
    services.forget_stale()
    years = list(mine.order_by("-year").values_list("year", flat=True).distinct())
    year = asked_year(request, years) or last_attended(mine) or next(iter(years), None)
    rows = (
        mine.of_year(year)
        .annotate(number=Count("participations", filter=Q(participations__cancelled_at=None)))
        .order_by("commission__order", "action__title")
    )
    received = services.to_confirm(request.user)
    context = {
        "agreements": rows,
        "years": years,
        "year": year,
        "received": received,
        "may_enter": can_edit_data(request.user),
    }
    return render(request, "actions/returns.html", context)


@takes_files
def agreement(request, pk: int):
    """Download the workbook; and for who may enter data, send it back."""
    found = get_object_or_404(visible_agreements(request.user), pk=pk)
    form = ReturnForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_send(request.user):
            raise PermissionDenied
        if form.is_valid() and (pending := received(request, found, form)):
            return redirect("returns:preview", pending.pk)
    context = {
        "agreement": found,
        "number": found.participations.count(),
        "form": form if may_send(request.user) else None,
        "may_download": may_download(request.user),
        "waiting": waiting(request.user).filter(agreement=found),
    }
    return render(request, "actions/return.html", context)


def received(request, found: Agreement, form: ReturnForm) -> PendingReturn | None:
    upload = form.cleaned_data["file"]
    try:
        returned = read_return(upload)
        # Reading takes a while: the account may have lost meanwhile what it had.
        account = User.objects.get(pk=request.user.pk)
        get_object_or_404(visible_agreements(account), pk=found.pk)
        return services.keep(found, returned=returned, file_name=upload.name, by=request.user)
    except FileRefused as refused:
        form.add_error("file", refused.message)
        return None


def may_download(user) -> bool:
    """A workbook is a file of names: a provider's own, or an export."""
    return user.is_provider or user.exports_names


@require_safe
def workbook(request, pk: int):
    found = get_object_or_404(visible_agreements(request.user), pk=pk)
    if not may_download(request.user):
        raise PermissionDenied("Ce classeur demande le droit d’exporter les noms.")
    name = f"retour-{slugify(found.action.slug)}-{found.year}-{found.commission.slug}.xlsx"
    show(request, Act.EXPORT, Participation, found.participations.values_list("pk", flat=True))
    return attached(build_workbook(found, rows_of(found)), name)


def attached(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


# --- what came back -------------------------------------------------------------------------


def waiting(user):
    """A return is shown to who sent it, and a provider's to the service, while it is kept."""
    stale = PendingReturn.objects.stale(timezone.now()).values("pk")
    rows = PendingReturn.objects.visible_to(user).exclude(pk__in=stale)
    return rows.select_related(
        "agreement__action__provider", "agreement__commission", "uploaded_by"
    )


def pending_return(request, pk: int) -> PendingReturn:
    if not may_send(request.user):
        raise PermissionDenied
    return get_object_or_404(waiting(request.user), pk=pk)


@require_safe
def preview(request, pk: int):
    pending = pending_return(request, pk)
    plan = services.plan_of(pending, request.user)
    show(request, Act.LIST, PendingReturn, [pending.pk], count=len(plan.lines))
    outcome = services.outcome(pending)
    context = {
        "pending": pending,
        "plan": plan,
        "earlier": services.already_received(pending),
        "outcome": outcome and told(outcome),
        "may_confirm": can_edit_data(request.user),
        "problems": problems(plan),
        **{fate.value: plan.of_fate(fate) for fate in Fate},
    }
    return render(request, "actions/preview.html", context)


def problems(plan) -> list[tuple]:
    """(line, error, name of the column) of what is refused."""
    labels = {name: field.label for name, field in plan.reader.fields.items()}
    return [
        (line, error, labels.get(error.field, ""))
        for line in plan.of_fate(Fate.REFUSED)
        for error in line.errors
    ]


@require_POST
def confirm(request, pk: int):
    """By the service that answers for the figures, whoever sent it."""
    if not can_edit_data(request.user):
        raise PermissionDenied
    pending = pending_return(request, pk)
    settled = {int(number) for number in request.POST.getlist("settled") if number.isdecimal()}
    try:
        run = services.confirm(
            pending, seen=request.POST.get("seen", ""), settled=settled, by=request.user
        )
    except services.ReturnMoved as moved:
        messages.warning(request, str(moved))
        return redirect("returns:preview", pk)
    except PendingReturn.DoesNotExist:
        raise Http404("Ce retour n’attend plus.") from None
    messages.success(request, told(run))
    if run.refused:
        return redirect("returns:preview", pk)
    return redirect("returns:agreement", pending.agreement_id)


def told(run) -> str:
    parts = [
        formatting.counted(run.updated, "participation modifiée", "participations modifiées"),
        formatting.counted(run.created, "participation ajoutée", "participations ajoutées"),
    ]
    done = [part for part, number in zip(parts, (run.updated, run.created), strict=True) if number]
    sentence = f"{formatting.listing(done) or 'Aucune participation modifiée'}."
    if not run.refused:
        return sentence
    left = formatting.counted(run.refused, "ligne reste à revoir", "lignes restent à revoir")
    return f"{sentence} {left}."


@require_POST
def abandon(request, pk: int):
    pending = pending_return(request, pk)
    pending.delete()
    messages.success(request, "Le retour est abandonné : rien n’en a été enregistré de plus.")
    return redirect("returns:agreement", pending.agreement_id)


@require_safe
def rejects(request, pk: int):
    pending = pending_return(request, pk)
    content = services.rejects(pending, request.user)
    if content is None:
        raise Http404("Ce retour n’a aucune ligne refusée.")
    action = slugify(pending.agreement.action.slug)
    return attached(content, f"retour-{action}-a-corriger.xlsx")
