"""Settings of passwords and of the second factor, which plics/settings.py takes in."""

from __future__ import annotations

from typing import Any

import environ


def signin_settings() -> dict[str, Any]:
    return {
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "plics.signin.passwords.LongEnough"},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
            {"NAME": "plics.signin.passwords.NotOnesOwnName"},
            {"NAME": "plics.signin.passwords.HardToGuess"},
        ],
        "ACCOUNT_FORMS": {
            "login": "plics.signin.forms.SignInForm",
            "reauthenticate": "plics.signin.forms.ConfirmPasswordForm",
            "change_password": "plics.signin.forms.ChangePasswordForm",
            "reset_password": "plics.signin.forms.ForgottenPasswordForm",
            "reset_password_from_key": "plics.signin.forms.NewPasswordForm",
        },
        "MFA_ADAPTER": "plics.signin.second_factor.SecondFactorAdapter",
        "MFA_FORMS": {
            "authenticate": "plics.signin.second_factor.SignInCodeForm",
            "reauthenticate": "plics.signin.second_factor.ConfirmCodeForm",
            "activate_totp": "plics.signin.second_factor.FirstCodeForm",
        },
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "PLICS",
        # Steps of thirty seconds, before and after: a telephone may be a minute off.
        "MFA_TOTP_TOLERANCE": 2,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        # Asked again before the second factor is touched.
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 5 * 60,
    }


def directory_settings(env: environ.Env, server: str, name: str) -> dict[str, Any]:
    application = {
        "provider_id": "annuaire",
        "name": name,
        "client_id": env.str("OIDC_CLIENT_ID", default=""),
        "secret": env.str("OIDC_CLIENT_SECRET", default=""),
        "settings": {"server_url": server},
    }
    return {
        "SOCIALACCOUNT_ADAPTER": "plics.signin.directory.DirectoryAdapter",
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [application] if server else [],
            }
        },
        # A form may lead to this site alone, by its policy: the way to the directory is a link.
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
    }
