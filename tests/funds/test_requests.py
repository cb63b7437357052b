"""An aid asked for, then decided, by hand or by a file."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from beneficiaries.cancelling import cancel
from funds.models import Aid
from funds.requests import decide, request_aid
from plics import periods
from tests import factories
from tests.forms import values_of

ASKED, DECIDED = dt.date(2019, 12, 20), dt.date(2020, 1, 8)


@pytest.fixture
def staff(client, db):
    account = factories.UserFactory(role="staff")
    client.force_login(account)
    return account


def ask(person, staff, **values) -> Aid:
    fund = values.pop("fund", None) or factories.FundFactory()
    told = {"requested_on": ASKED, "nature": None, "amount": 300} | values
    return request_aid(person=person, fund=fund, by=staff, **told)


def settle(aid, staff, **values) -> Aid:
    told = {
        "decision": "accord",
        "decided_on": DECIDED,
        "amount_granted": 250,
        "refusal_reason": None,
        "refusal_note": "",
    }
    return decide(aid, by=staff, **(told | values))


def test_each_fund_and_year_has_its_own_numbers(staff):
    person = factories.PersonFactory()
    other = factories.FundFactory(code="fsi", acronym="FSI")
    factories.AidFactory(number="2019-0041")
    numbers = [
        ask(person, staff).number,
        ask(person, staff).number,
        ask(person, staff, fund=other).number,
        ask(person, staff, requested_on=dt.date(2020, 1, 1)).number,
    ]
    assert numbers == ["2019-0042", "2019-0043", "2019-0001", "2020-0001"]


def test_the_number_of_an_aid_told_to_somebody_is_never_given_again(client, staff):
    client.force_login(factories.UserFactory(role="administrator"))
    person, today = factories.PersonFactory(), localdate()
    aid = ask(person, staff, requested_on=today)
    address = reverse("admin:funds_aid_delete", args=[aid.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    cancel(aid, reason="erreur", by=staff)
    assert client.post(address, {"post": "yes"}).status_code == 403
    assert ask(person, staff, requested_on=today).number == f"{today.year}-0002"


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time"
)
@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_get_two_numbers():
    staff, person = factories.UserFactory(role="staff"), factories.PersonFactory()
    fund = factories.FundFactory()

    def work():
        try:
            ask(person, staff, fund=fund)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Aid.objects.values_list("number", flat=True)) == [
        "2019-0001", "2019-0002", "2019-0003"
    ]  # fmt: skip


def test_commune_and_household_are_those_of_the_day_asked(staff):
    person = factories.PersonFactory(household__situation__ends_on=ASKED)
    there = person.household.situations.get().commune
    here = factories.SituationFactory(household=person.household, starts_on=ASKED).commune
    aids = [ask(person, staff, requested_on=ASKED - dt.timedelta(days=days)) for days in (1, 0)]
    assert [(aid.commune, aid.household) for aid in aids] == [
        (there, person.household),
        (here, person.household),
    ]


def test_a_pending_aid_counts_nowhere_and_a_decision_in_its_year(staff):
    aid = ask(factories.PersonFactory(), staff)
    years = [Aid.objects.decided_during(periods.year(number)) for number in (2019, 2020)]
    assert (aid.year, [rows.count() for rows in years]) == (2019, [0, 0])
    aid = settle(aid, staff)
    assert (aid.year, [rows.all().count() for rows in years]) == (2020, [0, 1])
    with pytest.raises(ValidationError, match="vient d’être décidée"):
        settle(aid, staff, amount_granted=10)


@pytest.mark.parametrize(
    "values",
    [
        {"decision": "refus", "amount_granted": None},
        {"decision": "accord", "amount_granted": None},
        {"amount_granted": 0},
        {"amount_granted": 301},
        {"decided_on": dt.date(2019, 12, 19)},
    ],
)
def test_what_a_decision_lacks_is_refused_and_the_aid_waits_on(values, staff):
    aid = ask(factories.PersonFactory(), staff)
    with pytest.raises(ValidationError):
        settle(aid, staff, **values)
    aid.refresh_from_db()
    assert aid.is_pending


@pytest.mark.parametrize(
    ("code", "rule", "words"),
    [
        ("fsi", {"requires_open_right": True}, "droit RSA ouvert"),
        ("fajd", {"min_age": 18, "max_age": 25}, "de 18 à 25 ans"),
    ],
)
@pytest.mark.parametrize("decision", ["refus", "ajournement"])
def test_whom_a_fund_may_not_help_is_refused_or_put_off_never_granted(
    code, rule, words, decision, staff
):
    fund = factories.FundFactory(code=code, acronym=code.upper(), **rule)
    person = factories.PersonFactory(outside_rsa=True, birth_date=dt.date(2004, 1, 9))
    aid = ask(person, staff, fund=fund)
    with pytest.raises(ValidationError, match=words):
        settle(aid, staff)
    reason = factories.RefusalReasonFactory() if decision == "refus" else None
    aid = settle(aid, staff, decision=decision, amount_granted=None, refusal_reason=reason)
    assert (aid.decision, aid.refusal_reason) == (decision, reason)


@pytest.mark.parametrize(
    "values",
    [{"decision": "accord"}, {"decided_on": DECIDED}, {"requested_on": None}],
)
def test_no_row_is_half_decided(values, db):
    aid = factories.AidFactory(pending=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Aid.objects.filter(pk=aid.pk).update(**values)


def test_the_form_takes_french_amounts_and_natures_of_its_fund_alone(client, staff):
    person = factories.PersonFactory()
    mine, theirs = (
        factories.AidNatureFactory(fund=factories.FundFactory(code=code, acronym=code.upper()))
        for code in ("fsl", "fsi")
    )
    address = reverse("aids:request", args=[person.pk, "fsl"])
    sent = values_of(client.get(address)) | {
        "requested_on": "2019-12-20",
        "amount_requested": "12 500,50",
        "nature": str(theirs.pk),
    }
    assert client.post(address, sent).status_code == 200
    sent = values_of(client.get(address)) | sent | {"nature": str(mine.pk)}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302
    aid = Aid.objects.get()
    assert (aid.amount_requested, aid.nature, aid.number) == (12500.5, mine, "2019-0001")
    address = reverse("aids:decide", args=[aid.pk])
    sent = values_of(client.get(address)) | {"decided_on": "2020-01-08"}
    assert client.post(address, sent | {"amount_granted": "1 250,50"}).status_code == 302
    aid.refresh_from_db()
    assert (aid.decision, aid.amount_granted) == ("accord", 1250.5)


def test_ceiling_and_what_was_granted_are_told_while_typing(client, staff):
    fund = factories.FundFactory(max_amount=400, min_age=18, max_age=25)
    person = factories.PersonFactory(birth_date=dt.date(1980, 1, 1))
    factories.AidFactory(fund=fund, person=person, amount_granted=150)
    address = reverse("aids:standing", args=[person.pk, "fsl"])
    told = client.get(address, {"requested_on": "2019-12-20", "amount_requested": "400,01"})
    text = told.content.decode()
    for words in ("150,00", "en 1", "39 ans", "FSL : de 18 à 25 ans", "ne dépasse pas"):
        assert words in text
    told = client.get(address, {"requested_on": "2018-12-20", "amount_requested": "400"})
    assert "rien du FSL en 2018" in told.content.decode()
    assert "ne dépasse pas" not in told.content.decode()


@pytest.mark.parametrize(
    ("nature", "is_taken"),
    [
        ({"valid_from": ASKED}, True),
        ({"valid_from": ASKED + dt.timedelta(days=1)}, False),
        ({"valid_to": ASKED}, True),
        ({"valid_to": ASKED - dt.timedelta(days=1)}, False),
    ],
)
def test_a_nature_is_asked_for_between_its_dates_on_the_day_asked(nature, is_taken, client, staff):
    person, kept = factories.PersonFactory(), factories.AidNatureFactory(**nature)
    address = reverse("aids:request", args=[person.pk, "fsl"])
    sent = values_of(client.get(address)) | {"requested_on": f"{ASKED}", "nature": str(kept.pk)}
    assert client.post(address, sent).status_code == (302 if is_taken else 200)
    if not is_taken:
        with pytest.raises(ValidationError, match="en vigueur"):
            ask(person, staff, nature=kept)
        # Nothing else can be chosen that day.
        assert client.post(address, sent | {"nature": ""}).status_code == 302


def test_a_nature_that_ends_before_the_decision_stays_the_one_asked_for(staff):
    nature = factories.AidNatureFactory(valid_to=ASKED)
    aid = settle(ask(factories.PersonFactory(), staff, nature=nature), staff)
    assert aid.nature == nature


def test_what_would_be_too_much_is_told_as_soon_as_a_decision_is_opened(client, staff):
    fund = factories.FundFactory(max_amount=400)
    aid = ask(factories.PersonFactory(), staff, fund=fund, amount=500)
    address = reverse("aids:decide", args=[aid.pk])
    assert "ne dépasse pas" in client.get(address).content.decode()
    sent = values_of(client.get(address)) | {"decision": "refus"}
    assert "ne dépasse pas" not in client.post(address, sent).content.decode()
