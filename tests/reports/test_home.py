import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories

HOME = reverse("home")


@pytest.fixture
def argentan(db):
    return factories.CommissionFactory(slug="argentan", name="Argentan")


def opened_by(client, role, *commissions):
    client.force_login(factories.UserFactory(role=role, commissions=commissions))
    return client.get(HOME).content.decode()


def test_staff_see_what_waits_and_every_edition(client, argentan):
    factories.AgreementFactory(capacity=None)
    factories.EditionFactory(commission=argentan)
    page = opened_by(client, "staff")
    assert "1\xa0convention sans capacité" in page
    assert "/livrets/2020/argentan/" in page


def test_coordinators_see_their_commission_and_its_draft(client, argentan):
    factories.EditionFactory(commission=argentan)
    factories.EditionFactory(commission__slug="flers")
    page = opened_by(client, "coordinator", argentan)
    assert "Votre commission&nbsp;: Argentan." in page
    assert "/livrets/2020/argentan/" in page
    assert "flers" not in page


def test_who_sees_no_names_is_led_to_the_list_that_names_nobody(client, db):
    client.force_login(factories.UserFactory(role="staff", may_see_names=False))
    assert f'href="{reverse("week:index")}"' in client.get(HOME).content.decode()
    lists = client.get(reverse("week:index")).context["lists"]
    assert [each.slug for each, _ in lists] == ["conventions-finissantes"]


def test_a_coordinator_without_commission_is_told_what_to_do(client, db):
    assert "Aucune commission n’est rattachée" in opened_by(client, "coordinator")


def test_readers_see_published_booklets_alone(client, argentan):
    factories.EditionFactory(commission=argentan, validated=True)
    factories.EditionFactory(commission__slug="flers")
    factories.PersonFactory(last_name="MERCIER")
    page = opened_by(client, "reader")
    assert "/livrets/2020/argentan/" in page
    assert "flers" not in page
    assert reverse("admin:index") not in page


def test_readers_are_told_when_nothing_is_published(client, db):
    assert "Aucun PLICS ne vous est ouvert" in opened_by(client, "reader")


@pytest.mark.django_db(transaction=True)
def test_what_home_counts_is_kept_until_its_tables_change(client):
    agreement = factories.AgreementFactory(capacity=None)
    staff = factories.UserFactory(role="staff")
    assert waiting_for(client, staff) == 1
    with CaptureQueriesContext(connection) as asked:
        assert waiting_for(client, staff) == 1
    # Returns to confirm are asked for each time: one query.
    sent = [query["sql"] for query in asked.captured_queries if "actions_agreement" in query["sql"]]
    assert [sql for sql in sent if "actions_pendingreturn" not in sql] == []
    agreement.capacity = 5
    agreement.save()
    assert waiting_for(client, staff) == 0


def waiting_for(client, user) -> int:
    client.force_login(user)
    return len(client.get(HOME).context["waiting"])


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_told_to_an_account_as_it_was_counted_for_that_one_alone(client):
    argentan, flers = (factories.CommissionFactory(slug=slug) for slug in ("argentan", "flers"))
    factories.AgreementFactory(commission=argentan, capacity=None)
    staff, theirs, stranger = (
        factories.UserFactory(role=role, commissions=commissions)
        for role, commissions in (
            ("staff", []),
            ("coordinator", [argentan]),
            ("coordinator", [flers]),
        )
    )
    assert [told_by_index(client, user) for user in (staff, theirs, stranger)] == [1, 1, 0]
    stranger.commissions.add(argentan)
    assert told_by_index(client, stranger) == 1


def told_by_index(client, user) -> int:
    client.force_login(user)
    groups = client.get(reverse("admin:index")).context["groups"]
    return sum(len(group.waiting) for group in groups)


def test_the_index_of_the_administration_and_home_tell_the_same(client, argentan):
    factories.AgreementFactory(capacity=None)
    factories.EditionFactory(commission=argentan)
    client.force_login(factories.UserFactory(role="staff"))
    groups = client.get(reverse("admin:index")).context["groups"]
    told = [line for group in groups for line in group.waiting]
    assert len(told) == 2
    assert client.get(HOME).context["waiting"] == told
