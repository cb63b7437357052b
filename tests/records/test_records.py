"""A person's page and a household's: whose they are, what they tell, what may be added."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beneficiaries.cancelling import cancel
from beneficiaries.models import Interview, Orientation, Person
from plics.models import Act, Role, Trace
from reports.records.standing import Standing, facts_of_person
from reports.records.timeline import CONTRACT, of_person
from tests import factories as f

MOVE = dt.date(2019, 7, 1)
BEFORE, DAY = dt.date(2019, 6, 30), dt.date(2019, 11, 30)


@pytest.fixture
def argentan(db):
    return f.CommissionFactory(slug="argentan")


@pytest.fixture
def staff(db):
    return f.UserFactory()


def opened(client, account, row, **asked):
    client.force_login(account)
    answer = client.get(row.get_absolute_url(), asked)
    return answer, answer.content.decode()


def coordinator(*commissions):
    return f.UserFactory(role=Role.COORDINATOR, commissions=commissions)


def lived_through(commission, times: int) -> Person:
    """Somebody to whom everything has happened, so many times."""
    person = f.PersonFactory(commission=commission, last_name="QUIBERCOZ")
    agreement = f.AgreementFactory(commission=commission, action__title="Atelier mobilité")
    for nth in range(times):
        day = dt.date(2019, 1, 1) + dt.timedelta(days=nth)
        f.OrientationFactory(person=person, notified_on=day)
        f.SupportFactory(person=person, commission=commission, starts_on=day, ends_on=day)
        f.EngagementContractFactory(person=person, commission=commission, signed_on=day)
        f.InterviewFactory(person=person, commission=commission, held_on=day)
        f.ParticipationFactory(person=person, agreement=agreement, entered_on=day)
        f.ProposalFactory(person=person, agreement=agreement, proposed_on=day)
        f.AidFactory(person=person, household=person.household, decided_on=day,
                     commune=person.household.situations.get().commune)  # fmt: skip
        f.CorrectionFactory(household=person.household, starts_on=day)
        sitting = f.SittingFactory(commission=commission, held_on=day)
        f.DecisionFactory(household=person.household, sitting=sitting)
    return person


def test_what_another_commission_decided_is_told_to_that_one_alone(argentan):
    person = f.PersonFactory(commission=argentan)
    f.ParticipationFactory(person=person, agreement__action__title="Ailleurs")
    f.ParticipationFactory(person=person, agreement__commission=argentan)
    told = [event.told for event in of_person(person, coordinator(argentan))]
    assert len(told) == 3 and not any("Ailleurs" in each for each in told)


def test_the_line_of_time_holds_everything_the_latest_first(argentan, staff):
    person = lived_through(argentan, 1)
    events = of_person(person, staff)
    assert sorted(event.kind.label for event in events) == [
        "Accompagnement", "Aide", "Contrat", "Correction", "Décision", "Entretien", "Orientation",
        "Participation", "Place", "Proposition", "Situation",
    ]  # fmt: skip
    assert [event.on for event in events] == sorted((event.on for event in events), reverse=True)


@pytest.mark.parametrize("page", ["person", "household"])
def test_a_page_asks_as_much_for_twenty_rows_as_for_one(page, client, argentan):
    client.force_login(coordinator(argentan))
    asked = []
    # The very first page of a process asks once for what it keeps.
    for times in (0, 1, 20):
        person = lived_through(argentan, times)
        with CaptureQueriesContext(connection) as queries:
            client.get((person if page == "person" else person.household).get_absolute_url())
        asked.append(len(queries))
    assert asked[1] == asked[2] <= {"person": 18, "household": 15}[page]


def test_a_cancelled_row_is_told_as_such_and_holds_no_more(client, argentan, staff):
    person = f.PersonFactory(commission=argentan)
    contract = f.EngagementContractFactory(person=person, signed_on=MOVE, ends_on=DAY)
    holds = Standing(events=of_person(person, staff), day=DAY)
    assert [event.row for event in holds.running(CONTRACT)] == [contract]
    cancel(contract, reason="saisi deux fois", by=staff)
    holds = Standing(events=of_person(person, staff), day=DAY)
    assert holds.running(CONTRACT) == []
    assert "Annulation du" in (page := opened(client, staff, person)[1])
    assert "saisi deux fois" in page


def test_who_waits_for_an_orientation_or_an_action_is_told_so_until_it_ends(argentan, staff):
    person = f.PersonFactory(commission=argentan)
    f.OrientationFactory(person=person, informed_on=MOVE, notified_on=None)
    proposal = f.ProposalFactory(person=person, proposed_on=MOVE, closed_on=DAY,
                                 ending="renoncement")  # fmt: skip
    for day, waits in ((BEFORE, []), (MOVE, [proposal]), (DAY, [proposal])):
        holds = Standing(events=of_person(person, staff), day=day)
        assert [event.row for event in holds.under_way] == waits
        told = next(
            fact.told for fact in facts_of_person(person, holds) if fact.label == "Parcours"
        )
        assert ("en attente" in told) is bool(waits)


def paths(person, staff, day) -> list[str]:
    facts = facts_of_person(person, Standing(events=of_person(person, staff), day=day))
    return [fact.told for fact in facts if fact.label == "Parcours"]


def test_an_orientation_notified_since_is_a_wait_from_the_information_received(argentan, staff):
    person = f.PersonFactory(commission=argentan)
    row = f.OrientationFactory(person=person, informed_on=MOVE, notified_on=DAY)
    wait = ["en attente d’orientation, information reçue le 01/07/2019"]
    eve = DAY - dt.timedelta(days=1)
    for day, told in ((BEFORE, ["pas d’orientation"]), (MOVE, wait), (eve, wait)):
        assert paths(person, staff, day) == told
        assert Orientation.objects.waiting(day).filter(pk=row.pk).exists() is (told == wait)
    (told,) = paths(person, staff, DAY)
    assert str(row.body) in told and told.endswith("le 30\xa0novembre 2019")


def test_of_two_orientations_notified_the_same_day_the_last_recorded_holds(argentan, staff):
    person = f.PersonFactory(commission=argentan)
    first, last = [f.OrientationFactory(person=person, notified_on=MOVE) for _ in range(2)]
    f.OrientationFactory(person=person, notified_on=BEFORE)
    assert Orientation.objects.holding(DAY).get() == last
    (told,) = paths(person, staff, DAY)
    assert str(last.body) in told and str(first.body) not in told


@pytest.mark.parametrize(
    ("day", "told"),
    [(DAY - dt.timedelta(days=1), "jusqu’au"), (DAY, "jusqu’au"),
     (DAY + dt.timedelta(days=1), "échu le")],
)  # fmt: skip
def test_a_contract_holds_on_its_last_day(day, told, argentan, staff):
    person = f.PersonFactory(commission=argentan)
    f.EngagementContractFactory(person=person, signed_on=MOVE, ends_on=DAY)
    facts = facts_of_person(person, Standing(events=of_person(person, staff), day=day))
    contract = next(fact for fact in facts if fact.label == "Contrat")
    assert f"{told} 30\u00a0novembre 2019" in contract.told


def test_the_day_asked_is_the_day_told(client, argentan, staff):
    person = f.PersonFactory(commission=argentan, membership__ends_on=MOVE)
    second = f.HouseholdFactory(commission=argentan)
    f.MembershipFactory(person=person, household=second, starts_on=MOVE)
    for day, home in ((BEFORE, person.household), (MOVE, second)):
        answer = opened(client, staff, person, date=day.isoformat())[0]
        assert [fact.told[:11] for fact in answer.context["facts"] if fact.url] == [home.number]
    assert client.get(person.get_absolute_url(), {"date": "2019-02-30"}).status_code == 404


def test_who_moved_is_shown_to_where_they_live_now_and_not_of_where_they_lived(client, argentan):
    flers = f.CommissionFactory(slug="flers")
    person = f.PersonFactory(commission=argentan, membership__ends_on=MOVE)
    home = f.HouseholdFactory(commission=flers)
    f.MembershipFactory(person=person, household=home, starts_on=MOVE)
    f.DecisionFactory(household=person.household, type__label="Suspension lue d’ailleurs",
                      sitting__commission=argentan, sitting__held_on=BEFORE)  # fmt: skip
    assert opened(client, coordinator(argentan), person)[0].status_code == 404
    answer, page = opened(client, coordinator(flers), person)
    assert answer.status_code == 200
    assert home.number in page
    assert person.household.number not in page and "lue d’ailleurs" not in page
    # That day, this person was another commission's.
    past = opened(client, coordinator(flers), person, date=BEFORE.isoformat())[0]
    assert past.status_code == 404


def test_what_was_of_a_household_until_somebody_came_is_not_told_of_them(argentan, staff):
    home = f.HouseholdFactory(situation__ends_on=MOVE, situation__commission=argentan)
    f.SituationFactory(household=home, starts_on=MOVE, commission=argentan, right_state="5")
    for day in (BEFORE, MOVE):
        f.DecisionFactory(household=home, sitting__held_on=day)
    person = f.PersonFactory(household=home, membership__starts_on=MOVE)
    told = [(each.kind.label, each.on) for each in of_person(person, staff)]
    assert told == [("Situation", MOVE), ("Place", MOVE), ("Décision", MOVE)]


def test_who_left_stays_open_on_a_day_when_they_live_nowhere(client, argentan):
    account = coordinator(argentan)
    left = f.PersonFactory(commission=argentan, membership__ends_on=MOVE)
    for day in (BEFORE, MOVE, DAY):
        answer, page = opened(client, account, left, date=day.isoformat())
        assert answer.status_code == 200, day
        assert ("aucun depuis le" in page) is (day >= MOVE)
    stranger = coordinator(f.CommissionFactory(slug="flers"))
    assert opened(client, stranger, left, date=DAY.isoformat())[0].status_code == 404


def test_a_household_tells_what_was_of_it_and_not_who_went_elsewhere(client, argentan):
    flers = f.CommissionFactory(slug="flers")
    gone = f.PersonFactory(commission=argentan, last_name="PARTIE", membership__ends_on=MOVE)
    f.MembershipFactory(person=gone, household=f.HouseholdFactory(commission=flers), starts_on=MOVE)
    stays = f.PersonFactory(household=gone.household, last_name="RESTÉE", membership__role="CJT")
    page = opened(client, coordinator(argentan), gone.household)[1]
    assert stays.last_name in page and gone.last_name not in page


def test_what_is_added_comes_filled_and_leads_back(client, argentan, staff):
    person = f.PersonFactory(commission=argentan)
    support = f.SupportFactory(person=person, commission=argentan, starts_on=MOVE)
    answer = opened(client, staff, person, date=DAY.isoformat())[0]
    here = f"{person.get_absolute_url()}?date={DAY.isoformat()}"
    form = client.get(dict(answer.context["additions"])["un entretien"])
    initial = form.context["adminform"].form.initial
    assert (initial["person"], initial["body"], initial["commission"]) == tuple(
        map(str, (person.pk, support.body_id, argentan.pk))
    )
    sent = {"person": person.pk, "body": support.body_id, "commission": argentan.pk,
            "kind": f.InterviewKindFactory().pk, "held_on": "02/12/2019"}  # fmt: skip
    saved = client.post(form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"], sent)
    assert Interview.objects.get().person == person
    assert saved.url == here


@pytest.mark.same_on_any_database
@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example/", "ici"])
def test_a_form_leads_back_to_no_other_site(elsewhere, client, argentan, staff):
    client.force_login(staff)
    axis = f.AxisFactory()
    address = reverse("admin:actions_axis_change", args=[axis.pk])
    saved = client.post(
        f"{address}?retour={elsewhere}",
        {"section": axis.section_id, "label": "Autre", "order": 1},
    )
    assert saved.url == reverse("admin:actions_axis_changelist")


@pytest.mark.parametrize(
    ("role", "state", "adds", "edits"),
    [(Role.STAFF, "", True, True), (Role.COORDINATOR, "", False, False),
     (Role.STAFF, "restricted", False, False), (Role.ADMINISTRATOR, "restricted", False, True),
     (Role.ADMINISTRATOR, "anonymous", False, False)],
)  # fmt: skip
def test_who_may_add_and_who_edits_the_record(role, state, adds, edits, client, argentan):
    """Of who is restricted, nobody adds or changes a row: an administrator may lift that."""
    given = {
        "restricted": {"restricted_on": DAY, "restriction_reason": "à sa demande"},
        "anonymous": {"anonymised_on": DAY},
    }.get(state, {})
    person = f.PersonFactory(commission=argentan, **given)
    account = f.UserFactory(role=role, commissions=[argentan])
    answer, page = opened(client, account, person)
    assert bool(answer.context["additions"]) is bool(answer.context["changes"]) is adds
    assert ("Modifier la fiche" in page) is edits
    assert ("Changer ou demander" in page) is adds
    assert all(told in page for told in person.rights_told)


def test_who_saw_the_person_is_told_to_who_answers_for_it(client, argentan, staff):
    person = f.PersonFactory(commission=argentan)
    assert "Qui a vu" not in opened(client, staff, person)[1]
    page = opened(client, f.UserFactory(role=Role.ADMINISTRATOR), person)[1]
    assert staff.username in page
    seen = Trace.objects.filter(act=Act.SHEET, kind="beneficiaries.person")
    assert [each.keys for each in seen] == [[person.pk]] * 2
    assert timezone.localdate(seen[0].done_at) == timezone.localdate()
