"""A bulk action is undone for a day, and never over what was done since."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from actions.models import Agreement, Participation
from actions.services import carry_over, close
from beneficiaries.merging import merge, part
from plics.models import Change, Operation
from plics.undoing import UndoRefused, undo
from tests import factories

ENTRY, EXIT = dt.date(2019, 3, 15), dt.date(2019, 6, 30)


@pytest.fixture
def staff(db):
    return factories.UserFactory(role="staff")


def closed(staff, count=2):
    rows = [factories.ParticipationFactory(entered_on=ENTRY) for _ in range(count)]
    close(rows, exited_on=EXIT, is_dropout=True, by=staff)
    return rows, Operation.objects.get(kind="bulk")


def test_undoing_puts_back_exactly_what_the_action_changed(staff):
    rows, made = closed(staff)
    Participation.objects.filter(pk=rows[0].pk).update(hours=12)
    assert len(undo(made, by=staff).restored) == 2
    for row in rows:
        row.refresh_from_db()
        assert (row.exited_on, row.is_dropout) == (None, False)
    assert rows[0].hours == 12
    assert Change.objects.filter(operation__kind="undo", actor=staff).count() == 2


def test_a_row_changed_since_is_left_and_named(staff):
    (first, second), made = closed(staff)
    first.refresh_from_db()
    first.exited_on = dt.date(2019, 7, 1)
    first.save()
    found = undo(made, by=staff)
    assert found.restored == [str(second)]
    (left,) = found.left
    assert str(first) in left
    assert "changé depuis (date de sortie)" in left
    first.refresh_from_db()
    assert (first.exited_on, first.is_dropout) == (dt.date(2019, 7, 1), True)


def test_a_row_that_later_work_leans_on_is_left_and_says_why(staff):
    (row,), made = closed(staff, count=1)
    row.refresh_from_db()
    row.is_dropout, row.outcome = False, factories.ExitOutcomeFactory()
    row.save()
    Change.objects.filter(operation=made).update(changes={"exited_on": [None, "2019-06-30"]})
    with pytest.raises(UndoRefused, match="Une issue demande une date de sortie"):
        undo(made, by=staff)


def test_a_deleted_row_is_told(staff):
    (first, second), made = closed(staff)
    first.delete()
    found = undo(made, by=staff)
    assert found.restored == [str(second)]
    assert "supprimée depuis" in found.left[0]


@pytest.mark.parametrize(("hours", "is_undone"), [(23.9, True), (24.1, False)])
def test_an_action_is_undone_within_a_day(hours, is_undone, staff):
    with time_machine.travel(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        _, made = closed(staff)
        clock.shift(dt.timedelta(hours=hours))
        assert made.is_undoable is is_undone
        if not is_undone:
            with pytest.raises(UndoRefused):
                undo(made, by=staff)


def test_an_action_is_undone_once(staff):
    _, made = closed(staff)
    undo(made, by=staff)
    with pytest.raises(UndoRefused, match="déjà été"):
        undo(made, by=staff)


def test_a_merge_is_parted_though_its_record_is_of_other_fields(staff):
    """Recorded by an earlier version: one field went, another came."""
    kept, duplicate = factories.PersonFactory(), factories.PersonFactory(birth_name="PETIT")
    merge(kept=kept, duplicate=duplicate, by=staff)
    recorded = kept.merges.get()
    del recorded.duplicate["birth_name"]
    recorded.duplicate["household"] = 7
    recorded.completed = {"household_id": [None, 7]}
    recorded.save()
    back = part(merged=recorded, by=staff)
    assert (back.pk, back.birth_name) == (recorded.duplicate["pk"], "")
    assert back.memberships.exists() and kept.memberships.exists()


def test_a_merge_has_its_own_way_back(staff):
    """« Séparer une fiche fusionnée », at any time: see beneficiaries.merging."""
    kept, duplicate = (factories.PersonFactory(sex=sex) for sex in ("", "2"))
    moved = factories.ParticipationFactory(person=duplicate)
    moved.cancelled_at, moved.cancelled_by, moved.cancel_reason = timezone.now(), staff, "Erreur"
    moved.save()
    key = duplicate.pk
    merge(kept=kept, duplicate=duplicate, by=staff)
    made = Operation.objects.get(kind="merge")
    assert not made.is_undoable
    assert made.changes.filter(object_id=moved.pk, changes__has_key="person").exists()
    part(merged=kept.merges.get(), by=staff)
    moved = Participation.with_cancelled.get(pk=moved.pk)
    assert (moved.person_id, moved.person.sex) == (key, "2")


def test_a_carry_over_is_undone_while_nobody_has_entered(staff):
    agreement = factories.AgreementFactory(year=2019)
    factories.TargetFactory(agreement=agreement)
    (renewed,) = carry_over([agreement], by=staff)
    made = Operation.objects.get(kind="bulk")
    entered = factories.ParticipationFactory(agreement=renewed)
    with pytest.raises(UndoRefused, match="participations"):
        undo(made, by=staff)
    assert renewed.targets.count() == 1
    entered.delete()
    undo(made, by=staff)
    assert list(Agreement.objects.all()) == [agreement]


def test_the_page_of_an_action_has_a_button_that_undoes_it(client, staff):
    rows, made = closed(staff)
    client.force_login(staff)
    page = client.get(reverse("admin:plics_operation_change", args=[made.pk])).content.decode()
    assert "Annuler cette action" in page
    assert "Date de sortie\xa0: vide → 30/06/2019" in page
    response = client.post(reverse("admin:plics_operation_undo", args=[made.pk]), follow=True)
    told = response.content.decode()
    assert "2\xa0lignes remises" in told
    assert "Annuler cette action" not in told
    rows[0].refresh_from_db()
    assert rows[0].exited_on is None


def test_a_coordinator_undoes_nothing(client, staff):
    _, made = closed(staff)
    client.force_login(factories.UserFactory(role="coordinator"))
    address = reverse("admin:plics_operation_undo", args=[made.pk])
    assert client.post(address).status_code == 403
