"""The page after sign-in, by role: tasks and late things, a territory, or booklets."""

from django.contrib import admin
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from plics.permissions import can_read_data
from reports.models import Edition


@never_cache
def home(request):
    editions = Edition.objects.visible_to(request.user).select_related("commission")
    context = {"editions": editions}
    if can_read_data(request.user):
        groups = admin.site.groups(request)
        context["groups"] = groups
        context["waiting"] = [line for group in groups for line in group.waiting]
        context["commissions"] = request.user.commissions.all()
    return render(request, "reports/home.html", context)
