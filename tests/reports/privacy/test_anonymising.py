"""What names somebody goes everywhere, no figure moves, and doing it twice changes nothing."""

import datetime as dt
import json

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import models

from actions.models import Participation
from beneficiaries.cancelling import cancel
from beneficiaries.merging import merge
from beneficiaries.models import (
    Correction,
    Household,
    HouseholdSituation,
    Identity,
    Membership,
    Merge,
    Person,
    Support,
)
from funds.models import Aid
from plics import history
from plics.classification import Tells, fields_of
from plics.models import Act, Change, Role, Trace, Upload
from reports.figures import Scope, evaluate
from reports.figures.exports import rows_of
from reports.privacy.anonymising import (
    ERASED,
    FREE_TEXTS,
    TEXTS_OF_HOUSEHOLDS,
    anonymise,
    coarse,
)
from reports.privacy.retention import due
from tests import factories as f
from tests.reports import cohort

LEFT = dt.date(2020, 6, 30)
TODAY = dt.date(2026, 11, 28)
# Ends of months, of Februaries of both kinds, and the reference days.
DAYS = [
    dt.date(2018, 2, 28), dt.date(2018, 11, 30), dt.date(2019, 1, 31), dt.date(2019, 2, 28),
    dt.date(2019, 6, 30),
    dt.date(2019, 11, 30), dt.date(2019, 12, 31), dt.date(2020, 2, 29), dt.date(2020, 5, 31),
]  # fmt: skip
# Around each threshold of ages on those days: 18, 26, 36, 46, 56.
BIRTHS = [
    dt.date(year, month, day)
    for year in (2001, 2000, 1993, 1983, 1974, 1972, 1964)
    for month, day in ((1, 31), (2, 1), (2, 28), (11, 1), (11, 29), (11, 30), (12, 1), (12, 31))
] + [dt.date(2000, 2, 29), dt.date(1984, 2, 29), dt.date(1964, 2, 29)]


# -- birth dates


@pytest.mark.parametrize(
    ("born", "kept"),
    [
        (dt.date(1990, 11, 1), dt.date(1990, 11, 1)),
        (dt.date(1990, 11, 30), dt.date(1990, 11, 1)),
        (dt.date(1990, 1, 31), dt.date(1990, 1, 1)),
        (dt.date(2000, 2, 28), dt.date(2000, 2, 1)),
        (dt.date(2000, 2, 29), dt.date(2000, 2, 29)),
    ],
)
def test_a_birth_date_is_brought_to_the_first_of_its_month(born, kept):
    assert coarse(born) == kept
    assert coarse(kept) == kept


def test_on_a_reference_day_in_the_middle_of_a_month_each_keeps_their_side(settings):
    settings.STOCK_MONTH, settings.STOCK_DAY = 6, 15
    assert coarse(dt.date(1990, 6, 15)) == dt.date(1990, 6, 1)
    assert coarse(dt.date(1990, 6, 16)) == coarse(dt.date(1990, 6, 30)) == dt.date(1990, 6, 16)


# -- figures


@pytest.fixture
def closed_cohort(db):
    """The cohort counted by hand, and many birthdays, all gone since."""
    cohort.build()
    home = Household.objects.order_by("pk").first()
    agreement = Participation.objects.order_by("pk").first().agreement
    for rank, born in enumerate(BIRTHS):
        person = f.PersonFactory(birth_date=born, household=home, membership=None)
        f.MembershipFactory(person=person, role="CJT" if rank % 2 else "AUT")
        f.ParticipationFactory(person=person, agreement=agreement, entered_on=dt.date(2019, 3, 1))
    Membership.objects.filter(ends_on=None).update(ends_on=LEFT)
    HouseholdSituation.objects.filter(ends_on=None).update(ends_on=LEFT)
    Support.objects.filter(ends_on=None).update(ends_on=LEFT)


def figures() -> dict[dt.date, list]:
    return {day: rows_of(evaluate(None, Scope(year=day.year, on=day)), None) for day in DAYS}


def test_no_figure_of_the_catalogue_moves(closed_cohort):
    before = figures()
    assert anonymise(due(TODAY), TODAY) == Person.objects.count()
    assert not Person.objects.exclude(last_name="ANONYME").exists()
    assert not Household.objects.filter(anonymised_on=None).exists()
    after = figures()
    for day in DAYS:
        assert after[day] == before[day], day
    by_age = [row for row in after[DAYS[5]] if row["code"] == "rsa.adults.by_age" and row["value"]]
    assert len(by_age) > 4


def test_who_comes_back_while_the_purge_runs_keeps_their_name(closed_cohort):
    found = due(TODAY)
    back, gone = (Person.objects.get(pk=each.person) for each in found[:2])
    f.InterviewFactory(person=back, held_on=TODAY)
    assert anonymise(found, TODAY) == len(found) - 1
    back.refresh_from_db()
    gone.refresh_from_db()
    assert back.anonymised_on is None
    assert gone.last_name == "ANONYME"


# -- what goes


def typed(model) -> set[str]:
    """Texts that may name somebody, in the rows of a person or of a household."""
    return {
        field.name
        for field in fields_of(model)[Tells.NAME]
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }


def test_every_text_typed_of_a_person_or_a_household_goes():
    hanging = [relation.related_model for owner in (Person, Household)
               for relation in owner._meta.related_objects]  # fmt: skip
    whole = {Identity: typed(Identity), Correction: {"reason"}, Aid: {"number", "number_key"}}
    for model in hanging:
        told = {*FREE_TEXTS.get(model, ()), *TEXTS_OF_HOUSEHOLDS.get(model, ())}
        assert typed(model) <= told | whole.get(model, set()), model


SECRETS = [
    "DUPONT",
    "Zélie",
    "MARTIN",
    "00000009999",
    "FSI-77",
    "empreinte",
    "confidence",
    "1987-05-17",
]


@pytest.fixture
def known(db):
    """Somebody of whom everything that may name her was written, and who left long ago."""
    agent = f.UserFactory()
    with history.acting(agent):
        home = f.HouseholdFactory(
            number="00000009999", matricule_fingerprint="empreinte", situation__ends_on=LEFT
        )
        person = f.PersonFactory(
            last_name="DUPONT", first_name="Zélie", birth_name="MARTIN", household=home,
            birth_date=dt.date(1987, 5, 17), membership__ends_on=LEFT,
            opposed_on=LEFT, opposition_reason="confidence",
        )  # fmt: skip
        other = f.PersonFactory(
            last_name="MARTIN", first_name="Zélie", birth_date=dt.date(1987, 5, 17),
            outside_rsa=True,
        )  # fmt: skip
        merge(kept=person, duplicate=other, by=agent)
        f.IdentityFactory(person=person, household=home, last_name="DUPONT-MARTIN")
        person.first_name = "Zélie-Anne"
        person.save()
        f.DecisionFactory(household=home, detail="confidence", sitting__held_on=dt.date(2019, 5, 1))
        f.AidFactory(person=person, number="FSI-77", decision="refus", amount_granted=None,
                     refusal_note="confidence", decided_on=dt.date(2019, 5, 2))  # fmt: skip
        f.ParticipationFactory(
            person=person, is_excluded_from_rate=True, exclusion_reason="confidence",
            entered_on=dt.date(2019, 1, 3), exited_on=dt.date(2019, 4, 3),
        )  # fmt: skip
        aid = f.AidFactory(person=person, number="FSI-77", decided_on=dt.date(2018, 5, 2))
        cancel(aid, reason="confidence de DUPONT", by=agent)
        deleted = f.InterviewFactory(person=person, held_on=dt.date(2019, 5, 1))
        deleted.delete()
    return person


def everything() -> str:
    """All that the database holds, but its technical tables."""
    ours = [model for app in ("plics", "beneficiaries", "actions", "funds", "reports", "admin")
            for model in apps.get_app_config(app).get_models()]  # fmt: skip
    return json.dumps(
        [list(model._base_manager.values()) for model in ours], default=str, ensure_ascii=False
    )


def test_nothing_that_was_written_of_the_person_is_left_anywhere(known):
    assert [secret for secret in SECRETS if secret not in everything()] == []
    anonymise(due(TODAY), TODAY)
    assert [secret for secret in SECRETS if secret in everything()] == []
    known.refresh_from_db()
    assert (str(known), known.birth_date) == (f"ANONYME n° {known.pk}", dt.date(1987, 5, 1))
    assert known.anonymised_on == TODAY
    assert not Identity.objects.exists()
    assert not Merge.objects.exists()


def test_the_history_still_says_who_changed_what_and_when(known):
    held = Change.objects.order_by("pk").values_list("pk", "content_type", "actor", "timestamp")
    before = list(held)
    anonymise(due(TODAY), TODAY)
    assert list(held.all()) == before


def test_a_trace_says_by_its_key_who_was_made_anonymous(known):
    anonymise(due(TODAY), TODAY)
    trace = Trace.objects.latest("pk")
    assert (trace.act, trace.persons) == (Act.CHANGE, [known.pk])


def test_a_reason_that_a_rule_asks_for_stays_one(known):
    anonymise(due(TODAY), TODAY)
    aid = Aid.with_cancelled.get(cancelled_at__isnull=False)
    assert aid.cancel_reason == ERASED
    assert Participation.objects.get().exclusion_reason == ERASED
    known.refresh_from_db()
    known.full_clean()
    aid.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        aid.full_clean()
    # Nothing but that it keeps still.
    assert refused.value.messages == [known.frozen]


def test_a_second_time_changes_nothing(known):
    anonymise(due(TODAY), TODAY)
    before = everything()
    assert due(TODAY + dt.timedelta(days=1)) == []
    assert anonymise(due(TODAY), TODAY + dt.timedelta(days=1)) == 0
    assert everything() == before


def test_who_still_lives_in_the_household_keeps_its_number(known):
    stayed = f.PersonFactory(household=known.household)
    f.SituationFactory(household=known.household, starts_on=LEFT)
    anonymise(due(TODAY), TODAY)
    known.household.refresh_from_db()
    stayed.refresh_from_db()
    assert known.household.number == "00000009999"
    assert stayed.anonymised_on is None
    known.refresh_from_db()
    assert known.last_name == "ANONYME"


def test_two_that_were_born_in_one_month_are_no_duplicates(known):
    f.PersonFactory(birth_date=dt.date(1987, 5, 2), membership__ends_on=LEFT,
                    household=known.household)  # fmt: skip
    anonymise(due(TODAY), TODAY)
    assert not Person.objects.possible_duplicates().exists()


# -- the command


def purge(capsys, *arguments) -> str:
    call_command("purge", *arguments)
    return capsys.readouterr().err.replace("\u00a0", " ")


def test_the_command_first_says_what_it_would_do(known, capsys):
    before = everything()
    told = purge(capsys)
    assert "1 personne à rendre anonyme." in told
    assert "1 ménage où plus personne n’est nommé, à rendre anonyme." in told
    assert f"fiche n° {known.pk}, dernier contact le 30/06/2020" in told
    assert "DUPONT" not in told
    assert everything() == before


def test_then_does_it_with_what_each_night_does(known, capsys):
    old = f.UploadFactory(state=Upload.State.DONE, confirmed_at="2020-07-01T12:00Z")
    forgotten = f.UploadFactory()
    Upload.objects.filter(pk=forgotten.pk).update(uploaded_at="2020-07-01T12:00Z", state="ready")
    assert "1 personne rendue anonyme." in purge(capsys, "--apply")
    assert not Upload.objects.filter(pk__in=[old.pk, forgotten.pk]).exists()
    assert "0 personne à rendre anonyme." in purge(capsys)


def test_the_timer_says_that_nobody_is_told(known, capsys, mailoutbox):
    f.UserFactory(role=Role.OFFICER, email="")
    with pytest.raises(CommandError, match="personne n’est prévenu"):
        purge(capsys, "--scheduled")
    assert mailoutbox == []


@pytest.mark.parametrize("is_applied", [False, True])
def test_the_timer_tells_the_officer_and_applies_only_where_it_was_decided(
    is_applied, known, capsys, settings, mailoutbox
):
    settings.RETENTION_APPLIED = is_applied
    f.UserFactory(role=Role.OFFICER, email="delegue@orne.example")
    purge(capsys, "--scheduled")
    known.refresh_from_db()
    assert (known.anonymised_on is not None) is is_applied
    told = [(each.to, each.subject.replace("\u00a0", " ")) for each in mailoutbox]
    assert told == (
        [] if is_applied else [(["delegue@orne.example"], "PLICS : 1 personne à rendre anonyme")]
    )
    assert not any(secret in each.body for each in mailoutbox for secret in SECRETS)
