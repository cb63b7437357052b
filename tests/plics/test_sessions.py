"""When a session ends, and what its owner sees and closes of it."""

import datetime as dt

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from plics.models import Role
from plics.signin import second_factor
from plics.signin.sessions import browser
from tests import factories
from tests.forms import values_of

# Rows are read and written one by one, by their keys.
pytestmark = pytest.mark.same_on_any_database
HOME, SIGN_IN, OWN = reverse("home"), reverse("account_login"), reverse("sessions")
MORNING = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def account(db):
    return factories.UserFactory(username="claire")


def signed_in(account, **headers) -> Client:
    client = Client(**headers)
    given = {"login": account.username, "password": factories.PASSWORD}
    assert client.post(SIGN_IN, given).status_code == 302
    return client


@pytest.mark.parametrize(("seconds", "status"), [(30 * 60 - 1, 200), (30 * 60, 302)])
def test_a_session_ends_after_half_an_hour_without_a_request(seconds, status, account, clock):
    client = signed_in(account)
    clock.shift(seconds)
    answer = client.get(HOME)
    assert answer.status_code == status
    if status == 302:
        told = client.get(answer.url).content.decode()
        assert "30 minutes ont passé sans activité" in told
        assert client.get(HOME).status_code == 302


@pytest.mark.parametrize(("last", "status"), [(12 * 3600 - 1, 200), (12 * 3600, 302)])
def test_a_session_ends_after_twelve_hours_whatever_is_done(last, status, account, clock):
    client = signed_in(account)
    for _ in range(35):
        clock.shift(20 * 60)
        assert client.get(HOME).status_code == 200
    clock.move_to(MORNING + dt.timedelta(seconds=last))
    assert client.get(HOME).status_code == status


def test_what_was_typed_when_the_session_ended_is_given_back(account, clock):
    row = factories.PersonFactory(last_name="PETIT")
    client = signed_in(account)
    address = reverse("admin:beneficiaries_person_change", args=[row.pk])
    typed = values_of(client.get(address)) | {"last_name": "GRAND"}
    clock.shift(31 * 60)
    assert client.post(address, typed).url == f"{SIGN_IN}?next={reverse('resume')}"
    client.post(SIGN_IN, {"login": "claire", "password": factories.PASSWORD})
    assert 'value="GRAND"' in client.get(reverse("resume")).content.decode()


def change_role(account):
    account.role = Role.READER


def close(account):
    account.is_active = False


def change_password(account):
    account.set_password("une autre phrase longue")


@pytest.mark.parametrize("change", [change_role, close, change_password, second_factor.reset])
def test_another_role_password_or_telephone_or_a_closed_account_closes_its_sessions(
    change, account
):
    client = signed_in(account)
    assert client.get(HOME).status_code == 200
    change(account)
    account.save()
    assert client.get(HOME).status_code == 302


def test_ones_sessions_are_listed_and_closed_one_by_one_or_all_others(account):
    here, other, third = (signed_in(account, headers={"user-agent": FIREFOX}) for _ in range(3))
    stranger = signed_in(factories.UserFactory())
    page = here.get(OWN).content.decode()
    assert page.count("<strong>Firefox, Windows</strong>") == 3
    assert page.count("(celle-ci)") == 1
    key = UserSession.objects.get(session_key=other.session.session_key).pk
    here.post(OWN, {"close": key})
    assert [each.get(HOME).status_code for each in (here, other, third)] == [200, 302, 200]
    here.post(OWN, {"close": "others"})
    assert [each.get(HOME).status_code for each in (here, third, stranger)] == [200, 302, 200]


def test_the_browser_of_a_session_that_is_over_is_forgotten_at_night(account, clock):
    signed_in(account)
    clock.shift(dt.timedelta(hours=11))
    later = signed_in(account)
    clock.shift(dt.timedelta(hours=2))
    call_command("purge_uploads")
    kept = UserSession.objects.values_list("session_key", flat=True)
    assert list(kept) == [later.session.session_key]


def test_nobody_closes_the_session_of_another(account):
    client, other = signed_in(account), signed_in(factories.UserFactory())
    key = UserSession.objects.get(session_key=other.session.session_key).pk
    client.post(OWN, {"close": key})
    assert other.get(HOME).status_code == 200


def test_when_it_was_last_seen_is_written_once_a_minute(account, clock):
    client = signed_in(account)
    kept = UserSession.objects.get()
    for seconds, seen in ((59, MORNING), (1, MORNING + dt.timedelta(seconds=60))):
        clock.shift(seconds)
        client.get(HOME)
        kept.refresh_from_db()
        assert kept.last_seen_at == seen


@pytest.mark.parametrize(
    ("agent", "name"), [(FIREFOX, "Firefox, Windows"), ("", "navigateur inconnu")]
)
def test_a_browser_is_named_as_far_as_it_tells(agent, name):
    assert browser(agent) == name
