"""The département's directory (ProConnect, Keycloak): it says who comes, makes no account."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.shortcuts import render

from plics.models import User

UNVERIFIED = "Cet annuaire ne certifie pas votre courriel : la connexion est refusée."
UNKNOWN = (
    "Aucun compte ouvert n’a le courriel que donne cet annuaire. Demandez à un administrateur "
    "d’en créer un, ou d’y corriger le courriel."
)
ANOTHER = (
    "Cet annuaire donne pour vous un autre courriel que celui de votre compte : la connexion est "
    "refusée. Prévenez votre administrateur."
)


class DirectoryAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Each time, by the address: an account once known may have changed hands since."""
        data = sociallogin.account.extra_data
        claims: dict[str, Any] = data.get("userinfo") or data.get("id_token") or {}
        # What else the directory tells of somebody is not ours to keep.
        sociallogin.account.extra_data = {}
        if not (claims.get("email_verified") is True or settings.OIDC_EMAIL_VERIFIED):
            self.refuse(request, UNVERIFIED)
        address = str(claims.get("email") or "")
        found = list(User.objects.filter(email__iexact=address, is_active=True)[:2])
        is_known = sociallogin.is_existing
        if is_known and (len(found) != 1 or found[0] != sociallogin.user):
            self.refuse(request, ANOTHER)
        if not address or len(found) != 1:
            self.refuse(request, UNKNOWN)
        if is_known:
            sociallogin.account.save(update_fields=["extra_data"])
        else:
            sociallogin.connect(request, found[0])

    def refuse(self, request, sentence: str) -> NoReturn:
        page = render(request, "account/refused.html", {"sentence": sentence}, status=403)
        raise ImmediateHttpResponse(page)
