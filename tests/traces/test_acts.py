"""Each act leaves its trace: who, what, on whom, by which address."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from beneficiaries.admin import persons
from beneficiaries.models import Person
from plics import history
from plics.models import Act, Operation, Role, Trace, User
from tests import factories
from tests.forms import values_of

SIGN_IN = reverse("account_login")
PERSONS = "admin:beneficiaries_person_"


@pytest.fixture
def argentan(db):
    return factories.CommissionFactory(slug="argentan")


@pytest.fixture
def person(argentan):
    return factories.PersonFactory(commission=argentan)


@pytest.fixture
def clock():
    with time_machine.travel(dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def agent(client, db):
    account = factories.UserFactory(username="claire", email="claire@orne.example")
    client.force_login(account)
    return account


def traces(*acts):
    kept = Trace.objects.order_by("pk").exclude(act=Act.SIGN_IN)
    return list(kept.filter(act__in=acts) if acts else kept)


def only(*acts):
    (found,) = traces(*acts)
    return found


# -- signing in


def test_signing_in_and_out_are_kept_with_the_account(client, db):
    account = factories.UserFactory(username="claire")
    client.post(SIGN_IN, {"login": "claire", "password": factories.PASSWORD})
    client.post(reverse("account_logout"))
    kept = Trace.objects.order_by("pk").values_list("act", "account", "address")
    assert list(kept) == [
        (Act.SIGN_IN, account.pk, "account_login"),
        (Act.SIGN_OUT, account.pk, "account_logout"),
    ]


@pytest.mark.parametrize("typed", ["claire", "CLAIRE@orne.example"])
def test_a_failure_is_kept_with_the_account_it_names(typed, client, db):
    account = factories.UserFactory(username="claire", email="claire@orne.example")
    client.post(SIGN_IN, {"login": typed, "password": "faux"})
    failure = only()
    assert (failure.act, failure.account) == (Act.SIGN_IN_FAILED, account.pk)


def test_a_failure_on_a_closed_account_is_one(client, db):
    account = factories.UserFactory(username="claire", is_active=False)
    client.post(SIGN_IN, {"login": "claire", "password": factories.PASSWORD})
    assert only().account == account.pk


def test_what_was_typed_in_vain_is_kept_nowhere(client, db):
    client.post(SIGN_IN, {"login": "motdepasse-tapé-trop-tôt", "password": "faux"})
    failure = only()
    assert (failure.act, failure.account, failure.keys) == (Act.SIGN_IN_FAILED, None, [])
    assert "motdepasse" not in repr(Trace.objects.values())


def test_a_refusal_by_the_limits_is_kept_once_a_window(client, db, clock):
    account = factories.UserFactory(username="claire")
    answers = [
        client.post(SIGN_IN, {"login": "claire", "password": "faux"}).status_code for _ in range(8)
    ]
    assert answers == [200] * 5 + [429] * 3
    assert [each.account for each in traces(Act.SIGN_IN_FAILED)] == [account.pk] * 6
    clock.shift(301)
    assert client.post(SIGN_IN, {"login": "claire", "password": "faux"}).status_code == 200
    assert len(traces()) == 7


def test_whoever_tries_names_without_end_does_not_fill_the_traces(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "1/300s/ip"}
    for number in range(4):
        client.post(SIGN_IN, {"login": f"inconnu{number}", "password": "faux"})
    assert [each.account for each in traces()] == [None, None]


def test_an_address_of_two_accounts_names_neither(client, db):
    for name in ("claire", "anne"):
        factories.UserFactory(username=name, email="service@orne.example")
    client.post(SIGN_IN, {"login": "service@orne.example", "password": "faux"})
    assert only().account is None


# -- seeing


def test_a_sheet_is_kept_with_its_person_and_where_from(client, agent, person):
    client.get(reverse(f"{PERSONS}change", args=[person.pk]), REMOTE_ADDR="10.1.2.3")
    sheet = only()
    assert (sheet.act, sheet.account, sheet.kind) == (Act.SHEET, agent.pk, "beneficiaries.person")
    assert (sheet.keys, sheet.persons, sheet.person_count) == ([person.pk], [person.pk], 1)
    assert sheet.address == "admin:beneficiaries_person_change"
    assert len(sheet.origin) == 16
    assert "10.1" not in sheet.origin


def test_one_machine_gives_one_origin_and_another_one_another(client, agent, person):
    address = reverse(f"{PERSONS}change", args=[person.pk])
    for machine in ("10.1.2.3", "10.1.2.4", "10.1.2.3"):
        client.get(address, REMOTE_ADDR=machine)
    first, second, again = [each.origin for each in traces()]
    assert first == again != second


def test_a_history_page_is_kept(client, agent, person):
    client.get(reverse(f"{PERSONS}history", args=[person.pk]))
    assert (only().act, only().persons) == (Act.HISTORY, [person.pk])


def test_a_household_counts_all_it_has_held(client, agent, person):
    other = factories.PersonFactory(household=person.household, membership__role="CHA")
    client.get(reverse("admin:beneficiaries_household_change", args=[person.household.pk]))
    sheet = only()
    assert (sheet.kind, sheet.keys) == ("beneficiaries.household", [person.household.pk])
    assert sheet.persons == sorted([person.pk, other.pk])
    assert sheet.person_count == 2


def test_a_list_is_kept_with_the_persons_of_its_page_alone(client, agent, person, monkeypatch):
    monkeypatch.setattr(persons.PersonAdmin, "list_per_page", 2)
    for _ in range(2):
        factories.PersonFactory()
    client.get(reverse(f"{PERSONS}changelist"))
    client.get(reverse(f"{PERSONS}changelist"), {"p": "2"})
    first, second = traces(Act.LIST)
    assert (first.person_count, second.person_count) == (2, 1)
    assert sorted(first.persons + second.persons) == sorted(
        Person.objects.values_list("pk", flat=True)
    )


def test_a_list_costs_one_insertion_and_one_look_at_what_was_seen_lately(
    client, agent, person, django_assert_max_num_queries
):
    client.get(reverse(f"{PERSONS}changelist"))
    with django_assert_max_num_queries(15) as queries:
        client.get(reverse(f"{PERSONS}changelist"))
    written = [q["sql"] for q in queries if "plics_trace" in q["sql"]]
    assert [sql.split()[0] for sql in written] == ["INSERT", "SELECT"]
    assert written[0].startswith("INSERT")


def test_a_search_is_kept_with_what_it_found(client, agent, person):
    Person.objects.filter(pk=person.pk).update(last_name="Quibercoz")
    client.post(reverse(f"{PERSONS}changelist"), {"search": "quiber"}, follow=True)
    assert (only().act, only().persons) == (Act.SEARCH, [person.pk])


def test_choices_offered_while_typing_are_a_search(client, agent, person):
    query = {"app_label": "funds", "model_name": "aid", "field_name": "person", "term": "a"}
    Person.objects.update(last_name="Aa")
    client.post(reverse("admin:autocomplete"), query)
    assert (only().act, only().persons) == (Act.SEARCH, [person.pk])


# -- taking out


def test_an_export_is_kept_with_all_its_persons(client, agent, person):
    other = factories.PersonFactory()
    client.post(reverse(f"{PERSONS}export"), {"format": "2"})
    export = only()
    assert (export.act, export.persons) == (Act.EXPORT, sorted([person.pk, other.pk]))


def test_a_workbook_is_kept_with_the_persons_it_takes_out(client, agent, argentan):
    participation = factories.ParticipationFactory(commission=argentan)
    client.get(reverse("returns:workbook", args=[participation.agreement_id]))
    assert (only().act, only().persons) == (Act.EXPORT, [participation.person_id])


def test_figures_taken_out_name_nobody(client, agent, argentan):
    client.get(reverse("dashboards:download", args=["beneficiaires", "age", "csv"]))
    taken = only()
    assert (taken.act, taken.address) == (Act.EXPORT, "dashboards:download")
    assert (taken.keys, taken.person_count) == ([], 0)


# -- changing


def test_a_change_is_kept_by_its_row_and_not_by_its_values(client, agent, person):
    address = reverse(f"{PERSONS}change", args=[person.pk])
    form = values_of(client.get(address))
    client.post(address, form | {"first_name": "Zoélie"})
    person.refresh_from_db()
    assert person.first_name == "Zoélie"
    change = only(Act.CHANGE)
    assert (change.account, change.keys) == (agent.pk, [person.pk])
    assert "Zoélie" not in repr(Trace.objects.values())


def test_a_deed_of_several_rows_is_kept_by_its_operation(agent, db):
    with history.operation(Operation.Kind.BULK, "Clore", by=agent):
        history.bulk_set(User.objects.filter(pk=agent.pk), first_name="Claire")
    made = Operation.objects.get()
    assert (only().act, only().kind, only().keys) == (Act.CHANGE, "plics.operation", [made.pk])
    assert only().account == agent.pk


def test_a_deed_that_changed_nothing_leaves_no_trace(agent, db):
    with history.operation(Operation.Kind.BULK, "Clore", by=agent):
        pass
    assert traces() == []


# -- refusals


@pytest.fixture
def stranger(client, argentan):
    elsewhere = factories.CommissionFactory(slug="flers")
    account = factories.UserFactory(role=Role.COORDINATOR, commissions=[elsewhere])
    client.force_login(account)
    return account


def test_a_row_of_another_territory_is_a_refusal(client, stranger, person):
    address = reverse(f"{PERSONS}change", args=[person.pk])
    assert client.get(address).status_code == 404
    refusal = only()
    assert (refusal.act, refusal.account, refusal.keys) == (Act.REFUSED, stranger.pk, [person.pk])


def test_a_row_that_does_not_exist_is_refused_to_nobody(client, stranger, person):
    for key in (person.pk + 1, "Quibercoz", "9" * 40):
        assert client.get(reverse(f"{PERSONS}change", args=[key])).status_code == 404
    assert client.get("/nulle-part/").status_code == 404
    assert traces() == []


def test_a_page_that_a_role_may_not_open_is_a_refusal(client, db):
    client.force_login(factories.UserFactory(role=Role.READER))
    assert client.get(reverse("admin:index")).status_code == 403
    assert (only().act, only().address) == (Act.REFUSED, "admin:index")


def test_a_booklet_not_published_is_a_refusal(client, argentan):
    edition = factories.EditionFactory(commission=argentan, programme_year=2020)
    client.force_login(factories.UserFactory(role=Role.READER))
    assert client.get(reverse("reports:booklet", args=[2020, "argentan"])).status_code == 404
    assert (only().kind, only().keys) == ("reports.edition", [edition.pk])


# -- what stays


def test_traces_stay_when_the_account_and_the_person_go(client, agent, person):
    client.get(reverse(f"{PERSONS}change", args=[person.pk]))
    keys = person.pk, agent.pk
    person.memberships.all().delete()
    Person.objects.filter(pk=person.pk).delete()
    client.logout()
    User.objects.filter(pk=agent.pk).delete()
    sheet = only(Act.SHEET)
    assert (sheet.persons[0], sheet.account) == keys
