"""Which passwords are refused, wherever they are chosen, and how they are kept."""

import io
import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from plics import settings as ours
from plics.models import Role, User
from tests import factories

SHORT = "Ce mot de passe est trop court. Il doit contenir au minimum 12 caractères."
SHORT_FOR_ADMINISTRATORS = (
    "Ce mot de passe est trop court pour un administrateur. "
    "Il doit contenir au minimum 16 caractères."
)
GUESSED = "Ce mot de passe se devine"
OWN = "Ce mot de passe contient l’identifiant, le nom ou le courriel du compte."
WEAK = "motdepasse123"


def refusals(password, **account) -> list[str]:
    try:
        validate_password(password, User(**({"username": "compte1"} | account)))
    except ValidationError as refused:
        return refused.messages
    return []


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "aaaaaaaaaaaa",
        "motdepasse123",
        "azertyuiop12",
        "lecteurlecteur",
        "abcabcabcabc",
        "111222333444",
        "M0tdepasse2024!",
        "p@ssw0rdp@ssw0rd",
        "Azerty123456!",
        "Administrateur2026!",
        "Bonjour-Soleil-2025",
        "novembre-décembre-2026",
    ],
)
def test_what_a_word_a_run_of_keys_or_a_repetition_makes_is_refused(password):
    (*_, sentence) = refusals(password)
    assert sentence.startswith(GUESSED)


@pytest.mark.parametrize(
    "password",
    [factories.PASSWORD, "trois chats gris dorment", "tigre-violet-7-nuage", "xk7vbq2mzp4t"],
)
def test_words_without_a_link_and_letters_drawn_at_random_are_accepted(password):
    assert refusals(password) == []


@pytest.mark.parametrize(
    ("role", "length", "sentences"),
    [
        (Role.STAFF, 11, [SHORT]),
        (Role.STAFF, 12, []),
        (Role.ADMINISTRATOR, 15, [SHORT_FOR_ADMINISTRATORS]),
        (Role.ADMINISTRATOR, 16, []),
    ],
)
def test_administrators_need_four_characters_more(role, length, sentences):
    assert refusals("xk7vbq2mzp4tgw9c"[:length], role=role) == sentences


@pytest.mark.parametrize(
    "account",
    [
        {"username": "claire.martin"},
        {"last_name": "Martin"},
        {"first_name": "Clairé"},
        {"email": "claire@orne.example"},
    ],
)
def test_a_password_holds_no_name_of_the_account(account):
    assert OWN in refusals("xk7-claire-vbq2-MARTIN", **account)


def test_a_short_name_may_be_part_of_a_word():
    assert refusals("trois chats gris dorment", username="ris") == []


def test_a_weak_password_is_refused_when_changed_and_when_an_account_is_made(db, client):
    client.force_login(factories.UserFactory(role=Role.ADMINISTRATOR))
    other = factories.UserFactory()
    typed = {"password1": WEAK, "password2": WEAK, "usable_password": "true"}
    own = {"oldpassword": factories.PASSWORD, "password1": WEAK, "password2": WEAK}
    made = typed | {"username": "claire", "role": Role.STAFF}
    for address, data in (
        (reverse("account_change_password"), own),
        (reverse("admin:auth_user_password_change", args=[other.pk]), typed),
        (reverse("admin:plics_user_add"), made),
    ):
        assert GUESSED in client.post(address, data).content.decode()
    assert not User.objects.filter(username="claire").exists()


def test_an_account_made_as_an_administrator_needs_the_longer_password(db, client):
    client.force_login(factories.UserFactory(role=Role.ADMINISTRATOR))
    typed = dict.fromkeys(["password1", "password2"], "xk7vbq2mzp4t")
    made = typed | {"username": "claire", "role": Role.ADMINISTRATOR, "usable_password": "true"}
    page = client.post(reverse("admin:plics_user_add"), made).content.decode()
    assert SHORT_FOR_ADMINISTRATORS in page


@pytest.mark.parametrize("password", [WEAK, "xk7vbq2mzp4t"])
def test_the_command_makes_no_account_with_a_weak_password(password, db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    given = {"username": "premier", "email": "premier@orne.example", "interactive": False}
    with pytest.raises(CommandError, match="16 caractères"):
        call_command("createsuperuser", **given)
    assert not User.objects.exists()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", factories.PASSWORD)
    call_command("createsuperuser", **given, verbosity=0)
    assert User.objects.get().role == Role.ADMINISTRATOR


def test_the_command_changes_no_password_for_a_weak_one(db, monkeypatch):
    account = factories.UserFactory(username="claire")
    monkeypatch.setattr("getpass.getpass", lambda prompt: WEAK)
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command("changepassword", "claire", stdout=io.StringIO(), stderr=told)
    assert GUESSED in told.getvalue()
    account.refresh_from_db()
    assert account.check_password(factories.PASSWORD)


@pytest.fixture
def hashers(settings):
    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS


def test_passwords_are_kept_by_argon2(hashers, db):
    kept = factories.UserFactory().password
    assert re.match(r"argon2\$argon2id\$v=19\$m=65536,t=3,p=4\$", kept)


def test_a_password_kept_the_old_way_is_kept_anew_at_its_sign_in(hashers, db):
    old = PBKDF2PasswordHasher().encode(factories.PASSWORD, "salt", iterations=1)
    account = factories.UserFactory(username="claire", password=old)
    User.objects.filter(pk=account.pk).update(password=old)
    given = {"login": "claire", "password": factories.PASSWORD}
    for _ in range(2):
        assert Client().post(reverse("account_login"), given).status_code == 302
        account.refresh_from_db()
        assert account.password.startswith("argon2$")


@pytest.mark.parametrize(("length", "is_asked"), [(15, True), (16, False)])
@pytest.mark.django_db
def test_an_account_made_administrator_is_asked_for_a_longer_one_when_it_signs_in(
    length, is_asked, client
):
    old, new = "vélo-lampe-cerfs-tambour"[:length], "une phrase bien plus longue"
    account = factories.UserFactory(username="claire", role=Role.STAFF)
    account.set_password(old)
    account.save()
    typed, change = {"login": "claire", "password": old}, reverse("account_change_password")
    home, pages = reverse("home"), ("home", "admin:index", "sessions")
    assert client.post(reverse("account_login"), typed).url == home
    assert client.get(home).status_code == 200
    User.objects.filter(pk=account.pk).update(role=Role.ADMINISTRATOR)
    assert client.post(reverse("account_login"), typed).url == home
    if not is_asked:
        assert client.get(home).status_code == 200
        return
    assert {client.get(reverse(page)).url for page in pages} == {change}
    assert "d’au moins 16 caractères" in client.get(change).content.decode()
    assert client.post(reverse("account_logout")).status_code == 302
    client.post(reverse("account_login"), typed)
    sent = {"oldpassword": old, "password1": new, "password2": new}
    assert client.post(change, sent).url == home
    assert {client.get(reverse(page)).status_code for page in pages} == {200}
    assert "rôle qui demande" not in client.get(change).content.decode()
