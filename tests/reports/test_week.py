"""What moved since last month and last year, and the day that the week is worked from."""

import datetime as dt

import pytest
import time_machine

from reports.figures import Scope
from reports.week.moved import a_month_before, sentences
from reports.week.places import free_places
from reports.week.returns import awaited
from reports.week.sittings import next_sittings
from reports.week.today import current_day
from tests import factories
from tests.factories.plics import ImportRunFactory


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("today", "worked"),
    [("2020-02-13", "2020-02-13"), ("2020-02-14", "2020-02-14"), ("2020-02-15", "2019-12-31")],
)
def test_the_day_is_today_until_every_payers_files_are_too_old(db, today, worked):
    """45 days after the last of them; a payer that is late stops nobody."""
    for payer, day in [("CAF", dt.date(2019, 12, 31)), ("MSA", dt.date(2019, 6, 30))]:
        ImportRunFactory(reference_date=day, payers=[payer])
    with time_machine.travel(today, tick=False):
        assert current_day() == dt.date.fromisoformat(worked)


def test_the_day_is_today_where_nothing_was_loaded(db):
    with time_machine.travel("2020-02-15", tick=False):
        assert current_day() == dt.date(2020, 2, 15)


@pytest.mark.same_on_any_database
@pytest.mark.parametrize(
    ("day", "before"),
    [("2019-11-30", "2019-10-31"), ("2019-12-31", "2019-11-30"), ("2019-03-30", "2019-02-28"),
     ("2019-11-29", "2019-10-29")],
)  # fmt: skip
def test_a_month_before_the_end_of_a_month_is_the_end_of_another(day, before):
    assert a_month_before(dt.date.fromisoformat(day)) == dt.date.fromisoformat(before)


def test_households_are_told_beside_last_month_and_last_year(db):
    """24 in a year before, 48 a month before, 50 now: the year alone is a clear gap."""
    commune = factories.CommuneFactory()
    for count, day in [(24, "2018-01-01"), (24, "2019-06-01"), (2, "2019-12-15")]:
        for _ in range(count):
            factories.SituationFactory(commune=commune, starts_on=dt.date.fromisoformat(day))
    told = [plain(each.text) for each in sentences(Scope(year=2019, on=dt.date(2019, 12, 31)))]
    assert told[0] == (
        "Ménages allocataires du RSA, au 31 décembre 2019 : 50, contre 48 un mois plus tôt, "
        "en hausse de 108,3 % en un an."
    )


def test_free_places_are_those_of_the_day(db):
    agreement = factories.AgreementFactory(year=2019, capacity=3)
    full = factories.AgreementFactory(year=2019, capacity=1, commission=agreement.commission)
    for row in (agreement, full):
        factories.ParticipationFactory(agreement=row, entered_on=dt.date(2019, 2, 1))
    found = free_places(Scope(year=2019, on=dt.date(2019, 6, 1)))
    assert plain(found.sentence) == "1 action sur 2 a de la place"
    assert [plain(room.left) for room in found.rooms] == ["2 places"]


def test_the_next_sitting_is_the_first_ahead_that_day_included(db):
    commission = factories.CommissionFactory()
    for day in ("2019-11-20", "2019-12-18", "2020-01-15"):
        factories.SittingFactory(commission=commission, held_on=dt.date.fromisoformat(day))
    staff = factories.UserFactory(role="staff")
    held = {
        day: next_sittings(staff, dt.date(2019, 12, day))[0].sitting.held_on for day in (17, 18, 19)
    }
    assert held == {17: dt.date(2019, 12, 18), 18: dt.date(2019, 12, 18), 19: dt.date(2020, 1, 15)}
    after = next_sittings(staff, dt.date(2020, 1, 16))[0]
    assert plain(after.sentence).startswith("aucune séance à venir n’est inscrite ; la dernière")


def test_a_structure_owes_the_exits_and_outcomes_of_a_year_from_its_last_day(db):
    agreement = factories.AgreementFactory(year=2019, action__provider__name="Tremplin")
    factories.ParticipationFactory(agreement=agreement)
    left = {"exited_on": dt.date(2019, 5, 1)}
    factories.ParticipationFactory(agreement=agreement, **left)
    factories.ParticipationFactory(agreement=agreement, is_dropout=True, **left)
    outcome = factories.ExitOutcomeFactory()
    factories.ParticipationFactory(agreement=agreement, outcome=outcome, **left)
    staff = factories.UserFactory(role="staff")
    assert awaited(staff, dt.date(2019, 12, 30)) == []
    (line,) = awaited(staff, dt.date(2019, 12, 31))
    assert (line.text, plain(line.note)) == (
        "Tremplin",
        "2 participations, depuis le 31 décembre 2019",
    )
