import datetime as dt

import pytest

from actions.models import Agreement, Participation
from actions.services import (
    AgreementExists,
    ParticipationRefused,
    carry_over,
    close,
    enrol,
    fill_snapshot,
    record_outcome,
)
from plics.models import Change
from plics.told_changes import Teller
from tests import factories

DAY = dt.date(2019, 3, 15)


@pytest.fixture
def staff(db):
    return factories.UserFactory()


def test_enrolling_keeps_the_circumstances_of_the_entry_day(staff):
    person = factories.PersonFactory(education_level="1206")
    agreement = factories.AgreementFactory()
    entered = enrol(person=person, agreement=agreement, entered_on=DAY, by=staff)
    entered.refresh_from_db()
    situation = person.household.situations.get()
    assert entered.education_level == "1206"
    assert entered.family_situation == situation.family_situation
    assert entered.commune == situation.commune
    assert entered.rsa_applied_on == situation.applied_on
    assert entered.has_children is False


def test_what_was_typed_is_not_replaced(staff):
    participation = factories.ParticipationFactory.build(
        person=factories.PersonFactory(education_level="1206", has_vehicle=True),
        agreement=factories.AgreementFactory(),
        education_level="1203",
        has_vehicle=False,
    )
    fill_snapshot(participation)
    assert (participation.education_level, participation.has_vehicle) == ("1203", False)


def test_entering_twice_the_same_day_is_refused_in_french(staff):
    held = factories.ParticipationFactory(entered_on=DAY)
    with pytest.raises(ParticipationRefused, match="déjà entrée ce jour"):
        enrol(person=held.person, agreement=held.agreement, entered_on=DAY, by=staff)


def test_closing_writes_day_outcome_and_history(staff):
    participation = factories.ParticipationFactory(entered_on=DAY)
    outcome = factories.ExitOutcomeFactory()
    close([participation], exited_on=dt.date(2019, 6, 30), outcome=outcome, by=staff)
    participation.refresh_from_db()
    assert (participation.exited_on, participation.outcome) == (dt.date(2019, 6, 30), outcome)
    change = Change.objects.get()
    assert change.operation.label == f"Clore au 30/06/2019, issue « {outcome} »"
    told = {str(line) for line in Teller(staff).lines(change)}
    assert told == {"Date de sortie\xa0: vide → 30/06/2019", f"Issue\xa0: vide → {outcome}"}


def test_an_exit_already_recorded_is_left_alone(staff):
    gone = factories.ParticipationFactory(
        entered_on=DAY, exited_on=dt.date(2019, 5, 1), is_dropout=True
    )
    inside = factories.ParticipationFactory(entered_on=DAY)
    recorded = close([gone, inside], exited_on=dt.date(2019, 6, 30), by=staff)
    assert (recorded.changed, recorded.left) == ([inside], [gone])
    gone.refresh_from_db()
    assert (gone.exited_on, gone.is_dropout) == (dt.date(2019, 5, 1), True)
    assert Change.objects.get().object_id == inside.pk


def test_an_outcome_already_recorded_is_left_alone(staff):
    held, other = factories.ExitOutcomeFactory(), factories.ExitOutcomeFactory()
    known = factories.ParticipationFactory(exited_on=dt.date(2019, 6, 1), outcome=held)
    recorded = record_outcome([known], outcome=other, by=staff)
    assert (recorded.changed, recorded.left) == ([], [known])
    known.refresh_from_db()
    assert known.outcome == held


def test_an_exit_recorded_since_the_list_was_read_is_seen(staff):
    row = factories.ParticipationFactory(entered_on=DAY)
    Participation.objects.filter(pk=row.pk).update(exited_on=dt.date(2019, 5, 1))
    assert close([row], exited_on=dt.date(2019, 6, 30), by=staff).left == [row]


def test_closing_before_an_entry_closes_nobody(staff):
    first = factories.ParticipationFactory(entered_on=dt.date(2019, 1, 10))
    second = factories.ParticipationFactory(entered_on=dt.date(2019, 9, 10))
    with pytest.raises(ParticipationRefused, match="La sortie précède l’entrée"):
        close([first, second], exited_on=dt.date(2019, 6, 30), by=staff)
    assert Participation.objects.filter(exited_on=None).count() == 2


def test_an_outcome_needs_an_exit(staff):
    with pytest.raises(ParticipationRefused, match="Une issue demande une date de sortie"):
        record_outcome(
            [factories.ParticipationFactory()], outcome=factories.ExitOutcomeFactory(), by=staff
        )


@pytest.fixture
def agreement(db):
    agreement = factories.AgreementFactory(
        year=2019,
        capacity=12,
        amount=8000,
        dynamic_exit_target=60,
        reference_date=dt.date(2019, 9, 30),
        highlights=["action.rural"],
    )
    factories.CapacityShareFactory(agreement=agreement, value=5)
    factories.TargetFactory(agreement=agreement, value=80)
    factories.SheetBlockFactory(agreement=agreement, kind="objectifs", body="Accompagner.")
    factories.SheetBlockFactory(agreement=agreement, kind="resultats", body="Bilan de 2019.")
    factories.ParticipationFactory(agreement=agreement)
    factories.CaseStoryFactory(agreement=agreement)
    return agreement


def test_carrying_over_takes_what_was_agreed_and_leaves_the_evaluation(agreement, staff):
    (renewed,) = carry_over([agreement], by=staff)
    renewed.refresh_from_db()
    assert (renewed.year, renewed.capacity, renewed.unit) == (2020, 12, agreement.unit)
    assert (renewed.dynamic_exit_target, renewed.amount) == (60, None)
    assert renewed.reference_date == dt.date(2020, 9, 30)
    assert renewed.highlights == ["action.rural"]
    assert [share.value for share in renewed.capacity_shares.all()] == [5]
    assert [target.value for target in renewed.targets.all()] == [80]
    assert [block.kind for block in renewed.blocks.all()] == ["objectifs"]
    assert not renewed.participations.exists()
    assert not renewed.stories.exists()


def test_carrying_over_leaves_last_year_as_it_was(agreement, staff):
    carry_over([agreement], by=staff)
    agreement.refresh_from_db()
    assert agreement.year == 2019
    assert agreement.blocks.count() == 2
    assert agreement.capacity_shares.count() == agreement.targets.count() == 1


def test_carrying_over_refuses_where_the_year_is_already_agreed(agreement, staff):
    other = factories.AgreementFactory(year=2019)
    factories.AgreementFactory(action=agreement.action, commission=agreement.commission, year=2020)
    with pytest.raises(AgreementExists) as refusal:
        carry_over([other, agreement], by=staff)
    assert refusal.value.agreements == [agreement]
    assert Agreement.objects.filter(year=2020).count() == 1


def test_a_reference_date_of_29_february_becomes_the_28th(staff):
    agreement = factories.AgreementFactory(year=2020, reference_date=dt.date(2020, 2, 29))
    (renewed,) = carry_over([agreement], by=staff)
    assert renewed.reference_date == dt.date(2021, 2, 28)
