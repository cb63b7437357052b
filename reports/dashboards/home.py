"""The page after sign-in, by role: tasks and late things, a territory, or booklets."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from actions.returns.services import to_confirm
from plics import formatting
from plics.permissions import AccountRequest, can_read_data
from reports.figures.keeping import kept_count
from reports.figures.reading import reading_once
from reports.models import Edition


def home(request: AccountRequest) -> HttpResponse:
    editions = Edition.objects.visible_to(request.user).select_related("commission")
    context: dict[str, Any] = {"editions": editions}
    if can_read_data(request.user):
        # Ours: see `plics.apps`.
        site: Any = admin.site
        with reading_once():
            groups = site.groups(request, kept_count)
        context["groups"] = groups
        context["waiting"] = [line for group in groups for line in group.waiting]
        if received := len(to_confirm(request.user)):
            told = formatting.counted(received, "retour de structure", "retours de structures")
            context["waiting"].append((f"{told} à confirmer", reverse("returns:agreements")))
        context["commissions"] = request.user.commissions.all()
    return render(request, "reports/home.html", context)
