"""The forms of sign-in and passwords, in the words of this application."""

from typing import Any

from allauth.account import forms
from django.forms import Form


class Plain(Form):
    """A placeholder would repeat the label, and vanish when it is needed."""

    labels: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Plain, forms.LoginForm):
    labels = {"login": "Identifiant ou courriel"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "autofocus": True,
        }
        # The way to a new password comes after the form, not between its fields.
        self.fields["password"].help_text = ""


class ChangePasswordForm(Plain, forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class ConfirmPasswordForm(Plain, forms.ReauthenticateForm):
    labels = {"password": "Votre mot de passe"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ForgottenPasswordForm(Plain, forms.ResetPasswordForm):
    labels = {"email": "Courriel"}


class NewPasswordForm(Plain, forms.ResetPasswordKeyForm):
    pass
