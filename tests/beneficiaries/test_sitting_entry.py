"""A sitting typed on one page: what is proposed, what is filled, what is refused."""

import datetime as dt

import pytest
from django.urls import reverse

from beneficiaries.entry.sittings.due import due
from beneficiaries.models import Decision
from tests import factories

HELD = dt.date(2019, 6, 19)
DAY = dt.timedelta(days=1)


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


@pytest.fixture
def sitting(db):
    return factories.SittingFactory(held_on=HELD)


@pytest.fixture
def suspension(db):
    return factories.DecisionTypeFactory(
        label="Suspension", is_sanction=True, default_rate=100, rate_cap_several=50
    )


@pytest.fixture
def person(sitting):
    return factories.PersonFactory(last_name="MARTIN", commission=sitting.commission)


def decided(sitting, household, held_on=dt.date(2019, 4, 17), **values):
    before = factories.SittingFactory(commission=sitting.commission, held_on=held_on)
    return factories.DecisionFactory(sitting=before, household=household, **values)


def contract(person, sitting, **values):
    return factories.EngagementContractFactory(
        person=person, commission=sitting.commission, signed_on=dt.date(2018, 7, 1), **values
    )


# -- what is due


@pytest.mark.same_on_any_database
@pytest.mark.parametrize(
    ("ends_on", "is_due"),
    [
        (dt.date(2019, 3, 18), False),
        (dt.date(2019, 3, 19), True),
        (HELD, True),
        (HELD + 30 * DAY, True),
        (HELD + 31 * DAY, False),
    ],
)
def test_a_contract_is_due_from_three_months_past_to_thirty_days_ahead(
    ends_on, is_due, sitting, person
):
    contract(person, sitting, ends_on=ends_on)
    assert (person.household.pk in due(sitting)) == is_due


def test_a_contract_followed_by_another_is_not_due(sitting, person):
    contract(person, sitting, ends_on=HELD)
    contract(person, sitting, ends_on=HELD + 300 * DAY)
    assert due(sitting) == {}


def test_a_sanction_is_due_until_lifted_or_looked_at_again(sitting, person, suspension):
    row = decided(sitting, person.household, type=suspension, rate=50, ends_on=HELD + DAY)
    assert due(sitting) == {person.household.pk: "Suspension de 50\xa0% jusqu’au 20/06/2019."}
    row.lifted_on = HELD
    row.save()
    assert due(sitting) == {}
    row.lifted_on = None
    row.save()
    decided(sitting, person.household, held_on=dt.date(2019, 5, 15))
    assert due(sitting) == {}


def test_what_was_put_off_comes_back_and_what_is_decided_does_not(sitting, person):
    put_off = factories.DecisionTypeFactory(label="Report", comes_back=True)
    decided(sitting, person.household, type=put_off)
    assert due(sitting) == {person.household.pk: "Report le 17/04/2019."}
    factories.DecisionFactory(sitting=sitting, household=person.household)
    assert due(sitting) == {}


def test_a_household_gone_to_another_commission_is_not_due(sitting, suspension):
    gone = factories.PersonFactory(commission=factories.CommissionFactory(slug="flers"))
    decided(sitting, gone.household, type=suspension, ends_on=HELD)
    assert due(sitting) == {}


# -- what is typed


def address(sitting, name: str = "decide", *args) -> str:
    return reverse(f"sittings:{name}", args=[sitting.pk, *args])


def typed(row: str, **cells: str) -> dict:
    blank = {"type": "", "detail": "", "rate": "", "takes_effect_on": "", "ends_on": ""}
    sent = {f"{row}-{name}": value for name, value in (blank | cells).items()}
    return sent | {"row": row, "_once": "t1", "effect": "01/07/2019"}


def test_the_usual_rate_and_day_are_filled(sitting, person, suspension, staff):
    contract(person, sitting, ends_on=HELD)
    row = f"h{person.household.pk}"
    assert f'data-row="{row}"' in staff.get(address(sitting)).content.decode()
    staff.post(address(sitting), typed(row, type=str(suspension.pk)))
    made = Decision.objects.get()
    assert (made.household, made.rate, made.takes_effect_on) == (
        person.household,
        100,
        dt.date(2019, 7, 1),
    )


def test_a_day_that_cannot_be_read_saves_nothing_and_keeps_the_rows(
    sitting, person, suspension, staff
):
    row = typed(f"h{person.household.pk}", type=str(suspension.pk), detail="Absences")
    for effect in ("31/06/2019", ""):
        page = staff.post(address(sitting), row | {"effect": effect})
        assert page.context["whole"].errors.keys() == {"effect"}
        assert [form["detail"].value() for form in page.context["rows"] if form.is_bound] == [
            "Absences"
        ]
    assert not Decision.objects.exists()
    staff.post(address(sitting), row | {"effect": "01/08/2019"})
    assert Decision.objects.get().takes_effect_on == dt.date(2019, 8, 1)


def test_the_usual_rate_of_several_persons_is_their_cap(sitting, person, suspension, staff):
    factories.PersonFactory(household=person.household, membership__role="ENF")
    staff.post(address(sitting), typed(f"h{person.household.pk}", type=str(suspension.pk)))
    assert Decision.objects.get().rate == 50


def test_another_household_is_told_by_one_of_its_persons(sitting, person, staff):
    kind = str(factories.DecisionTypeFactory().pk)
    staff.post(address(sitting), typed("r0", type=kind, person="MARTIN Camille 15/06/1980"))
    assert Decision.objects.get().household == person.household


def test_somebody_outside_the_rsa_has_no_household_to_decide_of(sitting, staff):
    factories.PersonFactory(last_name="LOIN", outside_rsa=True)
    kind = str(factories.DecisionTypeFactory().pk)
    page = staff.post(address(sitting), typed("r0", type=kind, person="LOIN Camille 15/06/1980"))
    assert "dans aucun ménage du RSA" in page.content.decode()
    assert not Decision.objects.exists()


def test_the_same_sanction_twice_is_refused_and_kept_in_the_page(
    sitting, person, suspension, staff
):
    row = typed(f"h{person.household.pk}", type=str(suspension.pk))
    staff.post(address(sitting), row)
    page = staff.post(address(sitting), row | {"_once": "of a colleague"})
    assert "a déjà pris cette sanction" in page.content.decode()
    assert Decision.objects.count() == 1


def test_sent_twice_it_keeps_the_rows_that_were_refused(sitting, person, suspension, staff):
    other = factories.PersonFactory(commission=sitting.commission).household
    good, bad = (f"h{pk}" for pk in (person.household.pk, other.pk))
    grid = typed(good, type=str(suspension.pk)) | typed(bad, type=str(suspension.pk), rate="x")
    grid["row"] = [good, bad]
    staff.post(address(sitting), grid)
    again = staff.post(address(sitting), grid)
    assert [form.prefix for form in again.context["rows"] if form.is_bound] == [bad]
    assert Decision.objects.count() == 1


def test_letters_have_the_names_and_ask_for_the_right_to_export_them(
    sitting, person, suspension, staff, client
):
    staff.post(address(sitting), typed(f"h{person.household.pk}", type=str(suspension.pk)))
    letters = staff.get(address(sitting, "letters", "csv"))
    told = letters.content.decode()
    assert f"{person.household.number};MARTIN;Camille;15/06/1980" in told
    assert "100;01/07/2019" in told
    client.force_login(factories.UserFactory(may_export_names=False))
    assert client.get(address(sitting, "letters", "csv")).status_code == 403
