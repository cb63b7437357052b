"""What is possible but unusual is saved once it is ticked; what is impossible is not."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from beneficiaries.models import Decision, DecisionType, Support
from tests import factories as f
from tests.forms import values_of


@pytest.fixture
def agent(db):
    client = Client()
    client.force_login(f.UserFactory())
    return client


def address(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def ticks(page) -> list[str]:
    return re.findall(r'name="_confirmed" value="(\w+)"', page.content.decode())


def test_fifty_full_times_are_asked_about_then_saved_when_ticked(agent):
    row = f.ParticipationFactory(full_time_equivalent=1)
    typed = values_of(agent.get(address(row))) | {"full_time_equivalent": "50"}
    asked = agent.post(address(row), typed)
    assert "50 ETP pour une seule personne." in asked.content.decode()
    row.refresh_from_db()
    assert row.full_time_equivalent == 1
    assert agent.post(address(row), values_of(asked)).status_code == 200
    ticked = values_of(asked) | {"_confirmed": ticks(asked)}
    assert agent.post(address(row), ticked).status_code == 302
    row.refresh_from_db()
    assert row.full_time_equivalent == 50


def test_a_tick_stands_for_what_was_shown_and_nothing_else(agent):
    row = f.ParticipationFactory()
    asked = agent.post(
        address(row), values_of(agent.get(address(row))) | {"full_time_equivalent": "5"}
    )
    other = values_of(asked) | {"_confirmed": ticks(asked), "full_time_equivalent": "50"}
    again = agent.post(address(row), other)
    assert "50 ETP" in again.content.decode()
    assert ticks(again) != ticks(asked)


def test_what_was_recorded_so_is_not_asked_again(agent):
    row = f.ParticipationFactory(full_time_equivalent=50)
    typed = values_of(agent.get(address(row))) | {"hours": "12"}
    assert agent.post(address(row), typed).status_code == 302


def test_one_full_time_is_usual(agent):
    row = f.ParticipationFactory()
    typed = values_of(agent.get(address(row))) | {"full_time_equivalent": "1"}
    assert agent.post(address(row), typed).status_code == 302


SUSPENSION = {"is_sanction": True, "rate_cap_several": 50}


@pytest.fixture
def decided(db):
    """A suspension of one hundred percent decided for a household of two persons."""
    household = f.HouseholdFactory()
    for role in ("DEM", "ENF"):
        f.MembershipFactory(household=household, role=role, starts_on=dt.date(2018, 1, 1))
    return f.DecisionFactory(
        household=household,
        sitting=f.SittingFactory(held_on=dt.date(2019, 3, 14)),
        type=f.DecisionTypeFactory(**SUSPENSION),
        takes_effect_on=dt.date(2019, 4, 1),
        rate=50,
    )


@pytest.mark.parametrize(("rate", "is_asked"), [("50", False), ("51", True)])
def test_a_family_loses_half_at_most_without_a_tick(agent, decided, rate, is_asked):
    Decision.objects.update(rate=30)
    typed = values_of(agent.get(address(decided))) | {"rate": rate}
    page = agent.post(address(decided), typed)
    assert bool(page.status_code == 200 and ticks(page)) is is_asked


def test_a_person_alone_may_lose_all_without_a_tick(agent, decided):
    decided.household.memberships.filter(role="ENF").delete()
    typed = values_of(agent.get(address(decided))) | {"rate": "100"}
    assert agent.post(address(decided), typed).status_code == 302


@pytest.mark.parametrize(
    ("starts", "is_asked"), [(dt.date(2019, 3, 14), False), (dt.date(2019, 3, 15), True)]
)
def test_a_type_of_decision_is_usual_from_its_first_day(agent, decided, starts, is_asked):
    kind = f.DecisionTypeFactory(valid_from=starts)
    typed = values_of(agent.get(address(decided))) | {"type": kind.pk}
    page = agent.post(address(decided), typed)
    assert bool(page.status_code == 200 and ticks(page)) is is_asked


@pytest.mark.parametrize(("day", "is_refused"), [("14/03/2019", False), ("13/03/2019", True)])
def test_nothing_takes_effect_before_its_sitting(agent, decided, day, is_refused):
    typed = values_of(agent.get(address(decided))) | {"takes_effect_on": day}
    page = agent.post(address(decided), typed)
    assert (page.status_code == 200) is is_refused
    if is_refused:
        assert "pas d’effet avant ce jour" in page.content.decode()


def test_a_sitting_takes_one_sanction_of_a_kind_for_a_household(agent, decided):
    other = f.DecisionFactory(
        household=decided.household, sitting=decided.sitting, type=f.DecisionTypeFactory()
    )
    typed = values_of(agent.get(address(other))) | {"type": decided.type.pk}
    page = agent.post(address(other), typed)
    assert "La séance a déjà pris cette sanction pour ce ménage." in page.content.decode()
    assert not ticks(page)


def test_a_second_decision_of_another_kind_is_asked_about(agent, decided):
    add = reverse("admin:beneficiaries_decision_add")
    typed = values_of(agent.get(add)) | {
        "sitting": decided.sitting.pk,
        "household": decided.household.pk,
        "type": f.DecisionTypeFactory().pk,
    }
    asked = agent.post(add, typed)
    assert "la séance a déjà une décision pour ce ménage" in asked.content.decode()
    agent.post(add, values_of(asked) | {"_confirmed": ticks(asked)})
    assert Decision.objects.filter(household=decided.household).count() == 2


def test_rows_of_a_sitting_are_asked_about_one_by_one(agent, decided):
    page = agent.get(address(decided.sitting))
    typed = values_of(page)
    row = {"household": decided.household.pk, "type": f.DecisionTypeFactory().pk}
    typed |= {f"decisions-0-{name}": value for name, value in row.items()}
    asked = agent.post(address(decided.sitting), typed)
    assert len(ticks(asked)) == 1
    agent.post(address(decided.sitting), values_of(asked) | {"_confirmed": ticks(asked)})
    assert decided.sitting.decisions.count() == 2


def test_a_refusal_without_reason_is_asked_about(agent):
    aid = f.AidFactory(
        decision="refus", amount_granted=None, refusal_reason=f.RefusalReasonFactory()
    )
    asked = agent.post(address(aid), values_of(agent.get(address(aid))) | {"refusal_reason": ""})
    assert "le refus n’a pas de motif" in asked.content.decode()
    assert (
        agent.post(address(aid), values_of(asked) | {"_confirmed": ticks(asked)}).status_code == 302
    )


@pytest.mark.parametrize(("starts", "is_refused"), [("01/07/2019", False), ("30/06/2019", True)])
def test_a_body_accompanies_a_person_once_at_a_time(agent, starts, is_refused):
    first = f.SupportFactory(starts_on=dt.date(2019, 1, 1), ends_on=dt.date(2019, 7, 1))
    second = f.SupportFactory(
        person=first.person, body=first.body, starts_on=dt.date(2020, 1, 1), ends_on=None
    )
    typed = values_of(agent.get(address(second))) | {"starts_on": starts}
    assert (agent.post(address(second), typed).status_code == 200) is is_refused
    assert Support.objects.filter(starts_on=dt.date(2020, 1, 1)).exists() is is_refused


def test_another_body_at_the_same_time_is_asked_about(agent):
    first = f.SupportFactory(starts_on=dt.date(2019, 1, 1), ends_on=None)
    second = f.SupportFactory(
        person=first.person, starts_on=dt.date(2018, 1, 1), ends_on=dt.date(2018, 6, 1)
    )
    typed = values_of(agent.get(address(second))) | {"ends_on": ""}
    asked = agent.post(address(second), typed)
    assert first.body.name in asked.content.decode()
    assert len(ticks(asked)) == 1


def test_a_referent_is_of_the_body_that_accompanies(agent):
    support = f.SupportFactory()
    stranger = f.ReferentFactory()
    typed = values_of(agent.get(address(support))) | {"referent": stranger.pk}
    page = agent.post(address(support), typed)
    assert "Ce référent est de «" in page.content.decode()


def test_types_are_in_force_on_both_of_their_ends(db):
    kind = DecisionType(valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31))
    days = [(2025, 12, 31), (2026, 1, 1), (2026, 12, 31), (2027, 1, 1)]
    assert [kind.is_valid_on(dt.date(*day)) for day in days] == [False, True, True, False]
