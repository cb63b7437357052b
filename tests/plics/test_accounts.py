"""What an account may be called."""

import pytest
from django.core.exceptions import ValidationError

from plics.models import User
from tests import factories


def test_capitals_alone_do_not_tell_two_accounts_apart(db):
    factories.UserFactory(username="claire")
    other = factories.UserFactory(username="paul")
    other.username = "Claire"
    with pytest.raises(ValidationError, match="Un compte porte déjà cet identifiant."):
        other.full_clean()


def test_addresses_are_kept_without_capitals(db):
    made = User.objects.create_user("claire", email="Claire@Orne.example")
    typed = factories.UserFactory(email="Paul@Orne.example")
    typed.full_clean()
    assert [made.email, typed.email] == ["claire@orne.example", "paul@orne.example"]
