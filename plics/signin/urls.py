"""Of allauth's pages, only those wanted: nobody signs up, administrators keep the addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path, reverse_lazy
from django.views.generic import RedirectView

from plics.signin.monday import choose
from plics.signin.sessions import own_sessions

urlpatterns = [
    path("connexion/", account.login, name="account_login"),
    path("connexion/code/", mfa.authenticate, name="mfa_authenticate"),
    path("connexion/par/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("connexion/par/<slug:provider_id>/retour/", oidc.callback, name="openid_connect_callback"),
    path(
        "connexion/abandon/",
        login_not_required(RedirectView.as_view(pattern_name="account_login")),
        name="socialaccount_login_cancelled",
    ),
    path("deconnexion/", account.logout, name="account_logout"),
    path("mon-compte/", own_sessions, name="sessions"),
    path("mon-compte/lundi/", choose, name="monday_mail"),
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("confirmer/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
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
    path("second-facteur/", mfa.index, name="mfa_index"),
    path("second-facteur/activer/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-facteur/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "second-facteur/secours/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-facteur/secours/nouveaux/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]
