"""Who waits for an action, who leaves it soon, what ends."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from actions.models import Agreement, Participation, Proposal, Session
from tests import factories as f

pytestmark = pytest.mark.django_db

PROPOSED = dt.date(2019, 2, 1)
LATER = dt.date(2019, 5, 6)
EVE, MORROW = dt.timedelta(days=-1), dt.timedelta(days=1)


def waits(day) -> bool:
    return Proposal.objects.waiting(day).exists()


def test_somebody_waits_from_the_proposal_to_the_entry_on_that_action_whatever_the_year():
    row = f.ProposalFactory(proposed_on=PROPOSED)
    f.ParticipationFactory(person=row.person, entered_on=PROPOSED)
    assert (waits(PROPOSED + EVE), waits(PROPOSED)) == (False, True), "another action is no entry"
    next_year = f.AgreementFactory(action=row.agreement.action, year=2020)
    f.ParticipationFactory(agreement=next_year, person=row.person, entered_on=LATER)
    assert (waits(LATER + EVE), waits(LATER)) == (True, False)
    assert Proposal.objects.with_entry().get().entered_on == LATER


def test_a_refusal_ends_the_wait_that_day():
    f.ProposalFactory(refused=True, closed_on=LATER)
    assert (waits(LATER + EVE), waits(LATER)) == (True, False)


def test_an_entry_of_before_the_proposal_is_another_story():
    row = f.ProposalFactory(proposed_on=PROPOSED)
    f.ParticipationFactory(agreement=row.agreement, person=row.person, entered_on=PROPOSED + EVE)
    assert waits(LATER)


@pytest.mark.parametrize(
    "told",
    [
        {"closed_on": LATER},
        {"ending": "renoncement"},
        {"closed_on": LATER, "ending": "refus", "refused_by": "structure"},
        {"closed_on": LATER, "ending": "refus", "reason": True},
        {"closed_on": LATER, "ending": "renoncement", "refused_by": "structure"},
        {"closed_on": PROPOSED + EVE, "ending": "renoncement"},
    ],
)
def test_the_end_of_a_wait_is_told_whole(told):
    row = f.ProposalFactory(proposed_on=PROPOSED)
    for name, value in told.items():
        setattr(row, name, f.ProposalEndReasonFactory() if name == "reason" else value)
    with pytest.raises(ValidationError):
        row.full_clean()


def test_giving_up_needs_no_reason_and_a_second_proposal_asks_for_a_tick():
    row = f.ProposalFactory(proposed_on=PROPOSED)
    again = Proposal(agreement=row.agreement, person=row.person, proposed_on=LATER)
    assert [remark.field for remark in again.unusual()] == ["person"]
    row.closed_on, row.ending = LATER, "renoncement"
    row.full_clean()
    row.save()
    assert not list(again.unusual())


def test_who_leaves_is_told_by_the_exit_else_by_its_plan():
    planned = f.ParticipationFactory(planned_exit_on=LATER)
    f.ParticipationFactory(planned_exit_on=LATER, exited_on=LATER + EVE)
    known = f.ParticipationFactory(exited_on=LATER)
    leaving = Participation.objects.leaving_between
    assert set(leaving(LATER, LATER)) == {planned, known}
    assert not leaving(LATER + MORROW, LATER + 9 * MORROW)
    assert set(leaving(LATER + 9 * EVE, LATER + 2 * EVE)) == set()
    assert not Participation.objects.overstaying(LATER)
    assert Participation.objects.overstaying(LATER + MORROW).get() == planned


def test_a_planned_exit_does_not_precede_the_entry():
    row = f.ParticipationFactory(entered_on=LATER)
    row.planned_exit_on = LATER + EVE
    with pytest.raises(ValidationError, match="sortie prévue"):
        row.full_clean()


def test_an_agreement_ends_on_its_day_else_with_its_year():
    whole = f.AgreementFactory(year=2019)
    early = f.AgreementFactory(year=2019, ends_on=LATER)
    ending = Agreement.objects.ending_between
    assert (whole.last_day, early.last_day) == (dt.date(2019, 12, 31), LATER)
    assert ending(LATER, LATER).get() == early
    assert not ending(LATER + MORROW, dt.date(2019, 12, 30))
    assert ending(dt.date(2019, 12, 31), dt.date(2020, 1, 15)).get() == whole
    early.ends_on = dt.date(2018, 12, 31)
    with pytest.raises(ValidationError, match="précède"):
        early.full_clean()


def test_a_session_holds_from_its_first_day_to_its_last():
    row = f.SessionFactory(starts_on=LATER, ends_on=LATER + MORROW)
    days = [LATER + EVE, LATER, LATER + MORROW, LATER + 2 * MORROW]
    assert [Session.objects.on(day).exists() for day in days] == [False, True, True, False]
    assert Session.objects.starting_between(LATER, LATER).get() == row
    assert not Session.objects.starting_between(LATER + MORROW, LATER + 9 * MORROW)
