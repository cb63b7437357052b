from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from reports.home import home

urlpatterns = [
    path("", home, name="home"),
    path("administration/", admin.site.urls),
    path("tableaux/", include("reports.dashboards.urls")),
    path("livrets/", include("reports.urls")),
    path("qualite/", include("reports.quality.urls")),
    path("importer/", include("reports.importing.urls")),
    path("retours/", include("actions.urls")),
    path(
        "connexion/",
        auth.LoginView.as_view(redirect_authenticated_user=True),
        name="login",
    ),
    path("deconnexion/", auth.LogoutView.as_view(), name="logout"),
    path("mot-de-passe/", auth.PasswordChangeView.as_view(), name="password_change"),
    path(
        "mot-de-passe/change/",
        auth.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path(
        "favicon.ico",
        login_not_required(RedirectView.as_view(url="/static/img/icon.svg")),
        name="favicon",
    ),
]
