"""What a sitting may have decided, typed on its own page or one decision at a time."""

import datetime as dt

import pytest
from django.urls import reverse

from beneficiaries.models import Decision, Sitting
from tests import factories
from tests.forms import values_of

HELD = dt.date(2019, 5, 2)


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory(role="staff"))
    return client


@pytest.fixture
def page(staff):
    """Types decisions of one household on the page of a sitting, new or known; gives its text."""
    household = factories.HouseholdFactory()
    commission = factories.CommissionFactory()

    def send(held: dt.date, *rows: dict, sitting: Sitting | None = None) -> str:
        name = "beneficiaries_sitting_" + ("change" if sitting else "add")
        address = reverse(f"admin:{name}", args=[sitting.pk] if sitting else [])
        values = values_of(staff.get(address))
        values |= {"commission": commission.pk, "held_on": f"{held:%d/%m/%Y}"}
        for rank, row in enumerate(rows):
            values |= {f"decisions-{rank}-{field}": value for field, value in row.items()}
            values[f"decisions-{rank}-household"] = household.pk
        return staff.post(address, values).content.decode()

    send.commission = commission
    return send


@pytest.fixture
def sanction(db) -> dict:
    kind = factories.DecisionTypeFactory(is_sanction=True)
    return {"type": kind.pk, "rate": 50, "takes_effect_on": "01/06/2019"}


@pytest.fixture(params=[True, False], ids=["new", "known"])
def sitting(request, page) -> Sitting | None:
    if request.param:
        return None
    return factories.SittingFactory(held_on=HELD, commission=page.commission)


def test_one_sanction_typed_twice_on_the_page_of_the_sitting_is_refused(page, sitting, sanction):
    assert "déjà pris cette sanction" in page(HELD, sanction, sanction, sitting=sitting)
    assert not Decision.objects.exists()
    page(HELD, sanction, sitting=sitting)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("day, is_in", [("01/05/2019", False), ("02/05/2019", True)])
def test_a_decision_takes_no_effect_before_its_sitting(page, sitting, sanction, day, is_in):
    told = page(HELD, sanction | {"takes_effect_on": day}, sitting=sitting)
    assert ("pas d’effet avant ce jour" in told) != is_in
    assert Decision.objects.exists() == is_in


def test_a_sitting_to_come_has_decided_nothing_and_it_is_said(page, sanction):
    soon = dt.date.today() + dt.timedelta(days=40)  # noqa: DTZ011
    late = sanction | {"takes_effect_on": f"{soon:%d/%m/%Y}"}
    assert "Une séance à venir n’a encore rien décidé" in page(soon, late)
    assert not Sitting.objects.exists()
    page(soon)
    assert Sitting.objects.get().held_on == soon


def test_a_day_that_cannot_be_read_is_told_beside_its_decisions(page, sanction, staff):
    address = reverse("admin:beneficiaries_sitting_add")
    values = values_of(staff.get(address)) | {"held_on": "demain", "decisions-0-rate": "50"}
    values |= {f"decisions-0-{name}": value for name, value in sanction.items()}
    assert staff.post(address, values).status_code == 200


def test_two_decisions_of_one_household_on_the_page_ask_for_a_tick(page, sitting):
    first, second = ({"type": factories.DecisionTypeFactory().pk} for _ in range(2))
    assert "a déjà une décision pour ce ménage" in page(HELD, first, second, sitting=sitting)
    assert not Decision.objects.exists()
    page(HELD, first, sitting=sitting)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "day, told",
    [
        (dt.date(2019, 6, 1), ""),
        (dt.date(2019, 6, 2), "prend effet le 01/06/2019"),
        (dt.date.today() + dt.timedelta(days=3), "n’a encore rien décidé"),  # noqa: DTZ011
    ],
)
def test_the_day_of_a_sitting_stays_before_what_it_decided(page, sanction, day, told):
    page(HELD, sanction)
    sitting = Sitting.objects.get()
    assert told in page(day, sitting=sitting)
    sitting.refresh_from_db()
    assert sitting.held_on == (HELD if told else day)
