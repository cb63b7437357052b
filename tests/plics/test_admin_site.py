import re

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.urls import reverse

from plics.admin_site import Task
from plics.models import Role, User
from tests import factories

INDEX = reverse("admin:index")


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


def test_the_index_follows_the_year_of_the_staff(staff):
    groups = staff.get(INDEX).context["groups"]
    assert [group.task for group in groups] == list(Task)


def test_the_index_counts_only_what_the_account_sees(client, db):
    here, elsewhere = factories.CommissionFactory(slug="argentan"), factories.CommissionFactory()
    factories.PersonFactory(commission=here)
    factories.PersonFactory(commission=elsewhere)
    counts = {}
    for account in (
        factories.UserFactory(role=Role.STAFF),
        factories.UserFactory(role=Role.COORDINATOR, commissions=[here]),
    ):
        client.force_login(account)
        groups = {group.task: group for group in client.get(INDEX).context["groups"]}
        entries = {entry.name: entry for entry in groups[Task.RECIPIENTS].main}
        counts[account.role] = entries["Personnes"].count
    assert counts == {Role.STAFF: 2, Role.COORDINATOR: 1}


def test_what_waits_is_told_and_leads_to_its_rows(staff):
    waiting = factories.AgreementFactory(capacity=None)
    factories.AgreementFactory()
    groups = {group.task: group for group in staff.get(INDEX).context["groups"]}
    ((sentence, address),) = groups[Task.ACTIONS].waiting
    assert sentence == "1\xa0convention sans capacité"
    assert list(staff.get(address).context["cl"].result_list) == [waiting]


def test_nothing_waits_in_an_empty_base(staff):
    assert [line for group in staff.get(INDEX).context["groups"] for line in group.waiting] == []


def every_attention():
    return [(screen, kind) for screen in site._registry.values() for kind in screen.attention]


@pytest.mark.parametrize(
    ("screen", "kind"), every_attention(), ids=lambda value: getattr(value, "code", "")
)
def test_each_thing_that_waits_is_a_filter_of_its_list(screen, kind, staff):
    address = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_changelist")
    response = staff.get(address, {"attention": kind.code})
    assert response.status_code == 200
    assert kind.many.lower() in response.content.decode().lower()


def test_screens_of_libraries_stay_out():
    """They know neither roles nor territories: their default lets any staff account in."""
    assert not site.is_registered(Group)


def test_accounts_are_told_by_role_and_commissions_alone(client, db):
    account = factories.UserFactory(role=Role.ADMINISTRATOR)
    client.force_login(account)
    page = client.get(reverse("admin:plics_user_change", args=[account.pk])).content.decode()
    assert 'name="role"' in page
    assert 'name="commissions"' in page
    for name in ("is_staff", "is_superuser", "groups", "user_permissions"):
        assert f'name="{name}"' not in page


def test_an_administrator_creates_an_account_with_its_role(client, db):
    client.force_login(factories.UserFactory(role=Role.ADMINISTRATOR))
    commission = factories.CommissionFactory()
    data = {
        "username": "claire.martin",
        "password1": factories.PASSWORD,
        "password2": factories.PASSWORD,
        "usable_password": "true",
        "role": "coordinator",
        "commissions": [commission.pk],
    }
    assert client.post(reverse("admin:plics_user_add"), data).status_code == 302
    created = User.objects.get(username="claire.martin")
    assert (created.role, list(created.commissions.all())) == ("coordinator", [commission])
    assert not created.is_staff


def test_the_account_made_by_the_command_line_administers(db):
    assert User.objects.create_superuser("premier").role == Role.ADMINISTRATOR


def test_a_list_reads_like_its_subject(staff):
    page = staff.get(reverse("admin:actions_participation_changelist")).content.decode()
    assert "<h1>Participations</h1>" in page
    assert "objet participation" not in page


def test_a_deleted_row_is_confirmed_in_french(client, db):
    client.force_login(factories.UserFactory(role=Role.ADMINISTRATOR))
    kept_by_others = factories.AgreementFactory().unit
    address = reverse("admin:actions_capacityunit_delete", args=[kept_by_others.pk])
    page = client.get(address).content.decode()
    assert "conventions : 1" in page
    client.post(address, {"post": "yes"})
    assert type(kept_by_others).objects.filter(pk=kept_by_others.pk).exists()


def test_staff_change_a_nomenclature_that_only_an_administrator_removes(staff):
    kind = factories.DecisionTypeFactory()
    change = reverse("admin:beneficiaries_decisiontype_change", args=[kind.pk])
    assert staff.get(change).context["has_change_permission"]
    staff.post(
        reverse("admin:beneficiaries_decisiontype_changelist"),
        {"action": "delete_selected", "_selected_action": [kind.pk], "post": "yes"},
    )
    assert type(kind).objects.filter(pk=kind.pk).exists()


@pytest.mark.same_on_any_database
def test_no_form_to_add_a_row_says_none_or_forgets_to_elide(staff):
    for model in site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        page = staff.get(address).content.decode()
        assert ">None<" not in page, address
        assert not re.search(r"Ajout de [aeiouyéèê]", page), address
