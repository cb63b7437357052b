"""« Vu », « relancé le … »: what was done about a row stays beside it."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from beneficiaries.merging import merge
from beneficiaries.models import Person
from plics.models import Act, Change, Trace
from reports.models import FollowUp
from reports.privacy.anonymising import anonymise_persons
from reports.week.lists import LISTS
from reports.week.marks import mark, with_marks
from tests import factories as f

ADDRESS = "contrats-a-renouveler"


@pytest.fixture
def contracts(argentan, today):
    return [
        f.EngagementContractFactory(
            signed_on=dt.date(2025, 3, 1), ends_on=today + dt.timedelta(days=5), commission=place
        )
        for place in (argentan, argentan, f.CommissionFactory(slug="flers"))
    ]


@pytest.fixture
def send(client, coordinator, contracts, today):
    client.force_login(coordinator)

    def send(rows, **told):
        told = {"kind": "relance", "done_on": today.isoformat(), "note": "au téléphone"} | told
        told["row"] = [row.pk for row in rows]
        return client.post(reverse("week:list", args=[ADDRESS]), told, follow=True)

    return send


def lines(answer):
    return {line.key: line.cells[-2].text for line in answer.context["asked"].lines}


def test_the_rows_ticked_are_marked_once_and_tell_who_and_when(send, contracts, coordinator):
    for _ in range(2):
        page = send(contracts[:1])
    told = f"relancé le 10/03/2026 ({coordinator.username})"
    assert lines(page) == {contracts[0].pk: told, contracts[1].pk: "–"}
    made = FollowUp.objects.get()
    assert (made.person, made.note) == (contracts[0].person, "au téléphone")
    assert Change.objects.filter(object_id=made.pk, operation__isnull=False).exists()
    trace = Trace.objects.filter(act=Act.CHANGE).latest("pk")
    assert trace.persons == [contracts[0].person_id]
    # What came next is told first, and the list opens on what is left to do.
    assert lines(send(contracts[:1], kind="vu"))[contracts[0].pk].startswith("vu")


def test_fifty_rows_are_marked_with_as_many_questions_as_one(
    coordinator, contracts, today, django_assert_max_num_queries
):
    shown, told = LISTS[ADDRESS], {"kind": "vu", "done_on": today, "note": ""}
    keys = [f.EngagementContractFactory(
        person=contracts[0].person, commission=contracts[0].commission,
        signed_on=dt.date(2025, 3, 1), ends_on=today + dt.timedelta(days=5),
    ).pk for _ in range(50)]  # fmt: skip
    rows = shown.rows(coordinator, today).filter(pk__in=keys)
    with django_assert_max_num_queries(20):
        assert mark(shown, rows, told, by=coordinator) == 50


def test_rows_that_are_left_alone_are_told(send, contracts, argentan, today):
    restricted = f.PersonFactory(
        commission=argentan, restricted_on=today, restriction_reason="recours"
    )
    type(contracts[1]).objects.filter(pk=contracts[1].pk).update(person=restricted)
    page = send(contracts)
    assert FollowUp.objects.get().row == contracts[0].pk
    told = [str(each) for each in page.context["messages"]]
    assert told[0] == "1\xa0ligne marquée."
    assert told[1].startswith("2\xa0lignes laissées")


def test_marks_choose_and_sort_the_rows(send, contracts, client):
    send(contracts[:1])
    address = reverse("week:list", args=[ADDRESS])
    assert list(lines(client.get(address, {"suivi": "a-suivre"}))) == [contracts[1].pk]
    assert list(lines(client.get(address, {"suivi": "relance"}))) == [contracts[0].pk]
    assert list(lines(client.get(address, {"tri": "suivi"})))[0] == contracts[0].pk


def test_rows_of_the_second_page_are_marked_there(send, contracts, client, monkeypatch):
    monkeypatch.setattr("reports.tables.asked.PER_PAGE", 1)
    address = reverse("week:list", args=[ADDRESS])
    page = client.get(address, {"page": 2, "tri": "fin"})
    (key,) = lines(page)
    *_, form = re.findall(r'<form method="post" action="([^"]*)">', page.content.decode())
    sent = client.post(html.unescape(form), {"row": key, "kind": "vu", "done_on": ""})
    assert list(lines(sent)) == [key] and "checked" in sent.content.decode()


def test_the_mark_of_a_person_follows_them_into_the_record_that_is_kept(argentan, today, staff):
    shown = LISTS["non-orientes"]
    kept, twin = f.PersonFactory(commission=argentan), f.PersonFactory(commission=argentan)
    told = {"kind": "vu", "done_on": today, "note": ""}
    mark(shown, Person.objects.filter(pk=twin.pk), told, by=staff)
    merge(kept=kept, duplicate=twin, by=staff)
    (row,) = with_marks(shown.rows(staff, today), shown.slug)
    assert (row, row.mark_on) == (kept, today)


def test_a_row_of_another_commission_is_not_marked(send, contracts):
    send(contracts[2:])
    assert not FollowUp.objects.exists()


def test_what_is_wrong_is_said_and_the_ticks_stay(send, contracts):
    for told in ({"done_on": "2999-01-01"}, {"note": "185055610802512"}, {"kind": "appel"}):
        page = send(contracts[:1], **told)
        assert page.context["form"].errors and "checked" in page.content.decode()
    assert "Cochez les lignes" in send([]).content.decode()
    assert not FollowUp.objects.exists()


def test_the_note_goes_with_the_name(contracts, today):
    made = f.FollowUpFactory(person=contracts[0].person, note="chez sa sœur")
    anonymise_persons([made.person_id], today)
    made.refresh_from_db()
    assert made.note == ""
