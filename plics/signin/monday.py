"""Whether an account receives its home by mail on Mondays: it says so itself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from plics.permissions import AccountRequest, can_read_figures

WITHOUT_ADDRESS = (
    "Votre compte n’a pas de courriel : demandez à un administrateur de l’y inscrire, puis cochez "
    "de nouveau."
)


@require_POST
def choose(request: AccountRequest) -> HttpResponse:
    user = request.user
    if not can_read_figures(user):
        raise PermissionDenied
    wanted = "wanted" in request.POST
    if wanted and not user.email:
        messages.error(request, WITHOUT_ADDRESS)
        return redirect("sessions")
    user.wants_monday_mail = wanted
    user.save(update_fields=["wants_monday_mail"])
    said = "Vous recevrez l’accueil chaque lundi." if wanted else "Vous ne le recevrez plus."
    messages.success(request, said)
    return redirect("sessions")
