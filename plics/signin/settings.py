"""Settings of passwords and of the second factor, which plics/settings.py takes in."""

from __future__ import annotations

from typing import Any


def signin_settings() -> dict[str, Any]:
    return {
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "plics.signin.passwords.LongEnough"},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
            {"NAME": "plics.signin.passwords.NotOnesOwnName"},
            {"NAME": "plics.signin.passwords.HardToGuess"},
        ],
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
