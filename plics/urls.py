from allauth.account import views as account
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import RedirectView

from plics.kept_forms import resume
from reports.dashboards.home import home

urlpatterns = [
    path("", home, name="home"),
    path("administration/", admin.site.urls),
    path("tableaux/", include("reports.dashboards.urls")),
    path("livrets/", include("reports.booklet.urls")),
    path("qualite/", include("reports.quality.urls")),
    path("importer/", include("plics.importing.pages.urls")),
    path("retours/", include("actions.urls")),
    path("donnees-personnelles/", include("reports.privacy.urls")),
    # Of allauth's pages, only those wanted: nobody signs up, administrators keep the addresses.
    path("connexion/", account.login, name="account_login"),
    path("reprendre/", resume, name="resume"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^mot-de-passe/oublie/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.PasswordResetFromKeyView.as_view(success_url=reverse_lazy("account_login")),
        name="account_reset_password_from_key",
    ),
    path(
        "favicon.ico",
        login_not_required(RedirectView.as_view(url="/static/img/icon.svg")),
        name="favicon",
    ),
]

handler500 = "plics.outages.failed"
handler429 = "plics.signin.adapter.too_many_attempts"
