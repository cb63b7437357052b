"""What a role gives, and what an administrator gives or takes apart from it."""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from plics.models import RIGHTS, Role, User
from tests import factories as f

USUAL = {
    Role.ADMINISTRATOR: (True, True, True),
    Role.STAFF: (True, True, True),
    Role.COORDINATOR: (True, False, False),
    Role.READER: (False, False, False),
    Role.PROVIDER: (False, False, False),
    Role.OFFICER: (False, False, False),
}


def rights_of(account) -> tuple[bool, ...]:
    return tuple(getattr(account, name) for name in RIGHTS)


@pytest.mark.parametrize("role", Role)
def test_a_new_account_has_the_rights_of_its_role(db, role):
    assert rights_of(f.UserFactory(role=role)) == USUAL[role]


def test_a_right_given_or_taken_stays_so_when_the_account_is_saved_again(db):
    account = f.UserFactory(role=Role.STAFF, may_export_names=False)
    account.save()
    account.refresh_from_db()
    assert rights_of(account) == (True, False, True)


def test_accounts_made_before_keep_what_their_role_gave(db):
    made = {role: f.UserFactory(role=role) for role in Role}
    User.objects.update(**dict.fromkeys(RIGHTS, False))
    migration = importlib.import_module("plics.migrations.0016_rights_of_accounts")
    migration.keep_what_roles_gave(apps, connection.schema_editor())
    for role, account in made.items():
        account.refresh_from_db()
        assert rights_of(account) == USUAL[role]


def test_an_administrator_gives_rights_one_by_one(client, db):
    client.force_login(f.UserFactory(role=Role.ADMINISTRATOR))
    account = f.UserFactory(role=Role.COORDINATOR)
    address = reverse("admin:plics_user_change", args=[account.pk])
    form = client.get(address).context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if value not in (None, False)}
    hidden = {name: form[name].value() for name in form.fields if form[name].is_hidden}
    moments = {"last_login", "date_joined"}
    kept = {name: value for name, value in typed.items() if name not in moments}
    answer = client.post(address, kept | hidden | {"role": Role.STAFF, "may_export_names": "on"})
    assert answer.status_code == 302, answer.context["errors"]
    account.refresh_from_db()
    assert (account.role, rights_of(account)) == (Role.STAFF, (True, True, False))
