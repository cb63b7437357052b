"""The officer's page: what is looked for is found, by who may, and taken out with a trace."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from plics.models import Act, Role, Trace
from tests import factories

SEARCH = reverse("traces:search")


def at(day, hour=12):
    return dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC)


@pytest.fixture
def officer(client, db):
    account = factories.UserFactory(username="zoe-dpo", role=Role.OFFICER)
    client.force_login(account)
    return account


@pytest.fixture
def found(client, officer):
    def found(**asked):
        response = client.get(SEARCH, asked)
        assert response.status_code == 200
        return [each.pk for each in response.context["page"] if each.act != Act.SIGN_IN]

    return found


def test_traces_are_told_the_last_first_and_sorted_as_asked(found):
    old = factories.TraceFactory(done_at=at(1), person_count=9).pk
    new = factories.TraceFactory(done_at=at(2), person_count=1).pk
    assert found() == [new, old]
    assert found(tri="date") == [old, new]
    assert found(tri="-personnes")[:2] == [old, new]
    assert found(tri="personnes")[-2:] == [new, old]
    assert found(tri="nimporte") == [new, old]


def test_traces_are_found_by_account_even_one_that_is_gone(found, client):
    account = factories.UserFactory(username="claire")
    mine = factories.TraceFactory(account=account.pk).pk
    lost = factories.TraceFactory(account=987654).pk
    assert found(compte=account.pk) == [mine]
    assert found(compte="987654") == [lost]
    page = client.get(SEARCH).content.decode()
    assert "claire" in page
    assert "compte n° 987654 (supprimé)" in page


def test_traces_are_found_by_act(found):
    factories.TraceFactory(act=Act.LIST)
    export = factories.TraceFactory(act=Act.EXPORT).pk
    assert found(acte="export") == [export]


@pytest.mark.parametrize(
    ("hours", "is_in"),
    [
        # Paris is an hour ahead of UTC in March.
        (dt.datetime(2026, 3, 1, 22, 59, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 3, 1, 23, 0, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 3, 3, 22, 59, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 3, 3, 23, 0, tzinfo=dt.UTC), False),
    ],
)
def test_a_period_holds_both_its_days(hours, is_in, found):
    trace = factories.TraceFactory(done_at=hours).pk
    assert found(du="2026-03-02", au="2026-03-03") == ([trace] if is_in else [])


def test_traces_are_found_by_object_and_by_person(found):
    household = factories.TraceFactory(kind="beneficiaries.household", keys=[7], persons=[12]).pk
    listed = factories.TraceFactory(keys=[1, 12, 121], persons=[1, 12, 121]).pk
    factories.TraceFactory(keys=[121], persons=[121])
    assert found(objet="beneficiaries.household", numero=7) == [household]
    assert found(objet="beneficiaries.household", numero=12) == []
    assert found(personne=12) == [listed, household]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"du": "2026-03-03", "au": "2026-03-02"}, "La fin précède le début."),
        ({"numero": "7"}, "Dites de quel objet est ce numéro."),
        ({"personne": "douze"}, "Saisissez un nombre entier."),
        ({"acte": "voler"}, "voler"),
        ({"du": "hier"}, "date valide"),
    ],
)
def test_what_cannot_be_understood_is_told_and_finds_nothing(asked, told, client, officer):
    response = client.get(SEARCH, asked)
    assert response.status_code == 200
    assert list(response.context["page"]) == []
    assert told in response.content.decode()
    assert client.get(reverse("traces:export", args=["csv"]), asked).status_code == 404


def test_a_page_holds_a_hundred_and_asks_few_queries(
    client, officer, django_assert_max_num_queries
):
    factories.TraceFactory.create_batch(150)
    with django_assert_max_num_queries(12):
        page = client.get(SEARCH)
    assert len(page.context["page"]) == 100
    assert len(client.get(SEARCH, {"page": 2}).context["page"]) == 51


def test_an_export_holds_what_was_looked_for_and_is_traced(client, officer):
    factories.TraceFactory(
        act=Act.EXPORT, account=987654, keys=[5, 6], persons=[12], person_count=1
    )
    factories.TraceFactory(act=Act.LIST)
    address = reverse("traces:export", args=["csv"])
    text = client.get(address, {"acte": "export"}).content.decode("utf-8-sig")
    heading, line = text.splitlines()
    assert heading.startswith("Date;Compte;Nom du compte;Acte;Objet;Numéros;Personnes;")
    assert ";export;personne;5 6;12;1;" in line
    traced = Trace.objects.get(act=Act.EXPORT, account=officer.pk)
    assert (traced.kind, traced.address) == ("plics.trace", "traces:export")


def test_a_workbook_of_traces_opens(client, officer):
    factories.TraceFactory()
    content = client.get(reverse("traces:export", args=["xlsx"])).content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet.max_row == 1 + 2
    assert client.get(reverse("traces:export", args=["exe"])).status_code == 404


def test_an_unusual_volume_is_told_for_a_month(client, officer):
    account = factories.UserFactory(username="trop-curieuse")
    factories.TraceFactory(act=Act.UNUSUAL, account=account.pk, kind="", keys=[], persons=[])
    assert "Volumes inhabituels" in client.get(SEARCH, {"acte": "export"}).content.decode()
    assert "trop-curieuse" in client.get(SEARCH, {"acte": "export"}).content.decode()


def test_an_unusual_volume_of_long_ago_is_only_looked_for(client, officer):
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=31)
    factories.TraceFactory(act=Act.UNUSUAL, done_at=long_ago)
    assert "Volumes inhabituels" not in client.get(SEARCH).content.decode()


def test_a_change_leads_administrators_to_the_history(client, db):
    client.force_login(factories.UserFactory(role=Role.ADMINISTRATOR))
    person = factories.PersonFactory()
    factories.TraceFactory(act=Act.CHANGE, keys=[person.pk])
    history = reverse("admin:beneficiaries_person_history", args=[person.pk])
    assert history in client.get(SEARCH).content.decode()


def test_the_officer_is_led_to_no_page_of_data(client, officer):
    factories.TraceFactory(act=Act.CHANGE, keys=[1])
    assert "/administration/" not in client.get(SEARCH).content.decode()


def test_a_persons_page_tells_who_saw_it(client, db):
    administrator = factories.UserFactory(role=Role.ADMINISTRATOR)
    curious = factories.UserFactory(username="curieuse")
    person, other = factories.PersonFactory.create_batch(2)
    factories.TraceFactory(account=curious.pk, keys=[person.pk], persons=[person.pk])
    client.force_login(administrator)
    pages = [client.get(each.get_absolute_url()).content.decode() for each in (person, other)]
    assert [("curieuse, liste vue" in page) for page in pages] == [True, False]
    assert all("Qui a vu cette personne" in page for page in pages)


def test_an_agent_is_not_told_who_saw_a_person(client, db):
    client.force_login(factories.UserFactory(role=Role.STAFF))
    address = factories.PersonFactory().get_absolute_url()
    assert "Qui a vu" not in client.get(address).content.decode()
