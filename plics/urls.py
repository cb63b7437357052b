from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from plics.kept_forms import resume
from reports.week.home import home

urlpatterns = [
    path("", home, name="home"),
    path("administration/", admin.site.urls),
    path("dossiers/", include("reports.records.urls")),
    path("tableaux/", include("reports.dashboards.urls")),
    path("semaine/", include("reports.week.urls")),
    path("livrets/", include("reports.booklet.urls")),
    path("qualite/", include("reports.quality.urls")),
    path("importer/", include("plics.importing.pages.urls")),
    path("seances/", include("beneficiaries.entry.sittings.urls")),
    path("groupes/", include("actions.entry.urls")),
    path("retours/", include("actions.urls")),
    path("donnees-personnelles/", include("reports.privacy.urls")),
    path("traces/", include("plics.traces.urls")),
    path("", include("plics.signin.urls")),
    path("aides/", include("funds.entry.urls")),
    path("changer/", include("beneficiaries.entry.urls")),
    path("reprendre/", resume, name="resume"),
    path(
        "favicon.ico",
        login_not_required(RedirectView.as_view(url="/static/img/icon.svg")),
        name="favicon",
    ),
]

handler500 = "plics.outages.failed"
handler429 = "plics.signin.adapter.too_many_attempts"
