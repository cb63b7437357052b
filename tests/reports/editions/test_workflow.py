"""From draft to published, step by step, and the version after."""

import datetime as dt

import pytest
from django.utils import timezone

from plics import history
from plics.models import Role
from reports.editions import workflow
from reports.editions.refusals import (
    AlreadyOpen,
    AlreadyValidated,
    AuthorMayNotValidate,
    GateClosed,
    NoNote,
    NotInThatState,
    NotThatInstant,
)
from reports.models import Edition
from tests import factories as f

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2020, 2, 3, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def light(monkeypatch):
    """What is frozen is another test's; the gate stands open."""
    monkeypatch.setattr(workflow, "_keep_documents", lambda edition, **options: None)
    monkeypatch.setattr("reports.editions.gate.blocking", lambda edition: [])
    monkeypatch.setattr("reports.editions.freezing._open", lambda edition, codes: ())
    monkeypatch.setattr("reports.editions.freezing.require_edition_data", lambda edition: None)


@pytest.fixture
def argentan():
    return f.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def edition(argentan):
    return f.EditionFactory(commission=argentan)


@pytest.fixture
def agent():
    return f.UserFactory()


def validated(edition, agent):
    workflow.send_to_review(edition, by=agent)
    workflow.validate(edition, by=agent)
    return edition


def published(edition, agent):
    workflow.publish(validated(edition, agent), by=agent)
    return edition


def test_each_step_is_kept_with_who_and_when(edition, agent):
    published(edition, agent)
    steps = [(each.before, each.after, each.made_by) for each in edition.steps.all()]
    assert steps == [
        ("draft", "review", agent),
        ("review", "validated", agent),
        ("validated", "published", agent),
    ]
    assert (edition.validated_by, edition.published_by) == (agent, agent)
    assert edition.is_published


@pytest.mark.parametrize(
    "act",
    [
        lambda e, by: workflow.publish(e, by=by),
        lambda e, by: workflow.validate(e, by=by),
        lambda e, by: workflow.put_off(e, by=by),
        lambda e, by: workflow.reopen(e, by=by, note="Une erreur."),
        lambda e, by: workflow.send_back(e, by=by, note="À revoir."),
    ],
)
def test_a_draft_goes_to_review_and_nowhere_else(edition, agent, act):
    with pytest.raises(NotInThatState):
        act(edition, agent)
    edition.refresh_from_db()
    assert edition.status == "draft"
    assert not edition.steps.exists()


def test_of_two_who_publish_the_second_is_told_who_did(edition):
    first, second = f.UserFactory(username="premiere"), f.UserFactory()
    seen_by_both = Edition.objects.get(pk=validated(edition, first).pk)
    workflow.publish(edition, by=first)
    with pytest.raises(NotInThatState, match="premiere"):
        workflow.publish(seen_by_both, by=second)
    edition.refresh_from_db()
    assert edition.published_by == first


def test_of_two_who_validate_the_second_is_told(edition, agent):
    seen_by_both = Edition.objects.get(pk=edition.pk)
    validated(edition, agent)
    with pytest.raises(AlreadyValidated):
        workflow.validate(seen_by_both, by=f.UserFactory())


def test_the_gate_holds_the_validation(edition, agent, monkeypatch):
    monkeypatch.setattr("reports.editions.gate.blocking", lambda edition: ["one", "two"])
    workflow.send_to_review(edition, by=agent)
    with pytest.raises(GateClosed, match="2.points restent"):
        workflow.validate(edition, by=agent)
    edition.refresh_from_db()
    assert edition.status == "review"


# --- who writes does not validate -----------------------------------------------------------


def wrote_preamble(edition):
    edition.preamble = "<p>Autre.</p>"
    edition.save()


def wrote_message(edition):
    f.AuthorMessageFactory(edition=edition)


def wrote_sheet(edition):
    agreement = f.AgreementFactory(commission=edition.commission, year=2020)
    f.SheetBlockFactory(agreement=agreement)


@pytest.mark.parametrize("write", [wrote_preamble, wrote_message, wrote_sheet])
@pytest.mark.parametrize("is_asked", [True, False])
def test_who_wrote_does_not_validate_where_the_year_says_so(edition, agent, write, is_asked):
    f.ProgrammeYearFactory(year=2020, needs_second_agent=is_asked)
    with history.acting(agent):
        write(edition)
    workflow.send_to_review(edition, by=agent)
    if is_asked:
        with pytest.raises(AuthorMayNotValidate):
            workflow.validate(edition, by=agent)
    workflow.validate(edition, by=f.UserFactory() if is_asked else agent)
    assert edition.status == "validated"


def test_steps_and_texts_of_others_are_not_writing(edition, agent, argentan):
    with history.acting(agent):
        wrote_preamble(f.EditionFactory(commission=argentan, programme_year=2021))
        wrote_sheet(f.EditionFactory(commission__slug="flers", programme_year=2020))
    with history.acting(f.UserFactory()):
        wrote_preamble(edition)
    workflow.send_to_review(edition, by=agent)
    workflow.send_back(edition, by=agent, note="À revoir.")
    validated(edition, agent)
    assert edition.status == "validated"


# --- the instant ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "is_open"), [(-1, True), (0, True), (1, False)], ids=["after", "at", "before"]
)
def test_readers_get_it_from_its_instant_on(edition, agent, monkeypatch, seconds, is_open):
    validated(edition, agent)
    monkeypatch.setattr(timezone, "now", lambda: NOW - dt.timedelta(hours=1))
    workflow.publish(edition, by=agent, at=NOW)
    monkeypatch.setattr(timezone, "now", lambda: NOW - dt.timedelta(seconds=seconds))
    reader = f.UserFactory(role=Role.READER)
    assert Edition.objects.visible_to(reader).exists() is is_open
    assert Edition.objects.published().exists() is is_open
    assert edition.is_published is is_open


def test_an_instant_of_the_past_is_refused(edition, agent):
    validated(edition, agent)
    with pytest.raises(NotThatInstant):
        workflow.publish(edition, by=agent, at=timezone.now() - dt.timedelta(hours=1))


def test_an_instant_to_come_is_taken_away_and_one_gone_is_not(edition, agent):
    validated(edition, agent)
    workflow.publish(edition, by=agent, at=timezone.now() + dt.timedelta(days=1))
    workflow.put_off(edition, by=agent)
    assert (edition.status, edition.published_at) == ("validated", None)
    workflow.publish(edition, by=agent)
    with pytest.raises(NotThatInstant):
        workflow.put_off(edition, by=agent)


# --- back, and again -----------------------------------------------------------------------


def test_sent_back_before_its_publication_it_keeps_nothing_frozen(edition, agent):
    validated(edition, agent)
    f.FigureFactory(edition=edition)
    f.KeptPageFactory(edition=edition)
    with pytest.raises(NoNote):
        workflow.send_back(edition, by=agent, note=" ")
    workflow.send_back(edition, by=agent, note="Une action manque.")
    assert (edition.status, edition.validated_at) == ("draft", None)
    assert not edition.figures.exists() and not edition.kept_pages.exists()
    assert edition.steps.last().note == "Une action manque."


def test_once_published_it_is_never_sent_back(edition, agent):
    published(edition, agent)
    with pytest.raises(NotInThatState):
        workflow.send_back(edition, by=agent, note="Trop tard.")


def test_a_correction_is_another_version_and_leaves_the_first(edition, agent):
    message = f.AuthorMessageFactory(edition=edition)
    edition.preamble = "<p>Un.</p>"
    edition.save()
    published(edition, agent)
    with pytest.raises(NoNote):
        workflow.reopen(edition, by=agent, note="")
    second = workflow.reopen(edition, by=agent, note="56 %, publié 62 % par erreur.")
    assert (second.version, second.status) == (2, "draft")
    assert second.correction_note == "56 %, publié 62 % par erreur."
    assert second.preamble == edition.preamble
    assert [each.text for each in second.messages.all()] == [message.text]
    edition.refresh_from_db()
    assert (edition.version, edition.status, edition.messages.count()) == (1, "published", 1)
    with pytest.raises(AlreadyOpen):
        workflow.reopen(edition, by=agent, note="Encore.")
    # Readers keep the first until the second is published.
    reader = f.UserFactory(role=Role.READER)
    assert Edition.objects.visible_to(reader).newest() == edition
    published(second, f.UserFactory())
    assert Edition.objects.visible_to(reader).newest() == second
    assert Edition.objects.visible_to(reader).count() == 2


def test_what_is_not_published_yet_is_not_corrected(edition, agent):
    validated(edition, agent)
    workflow.publish(edition, by=agent, at=timezone.now() + dt.timedelta(days=1))
    with pytest.raises(NotThatInstant):
        workflow.reopen(edition, by=agent, note="Trop tôt.")
    assert Edition.objects.count() == 1


# --- who reads before ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "is_open"), [("draft", False), ("review", True), ("validated", True)]
)
def test_readers_named_read_it_from_its_review_on(edition, agent, status, is_open):
    named, other = f.UserFactory(role=Role.READER), f.UserFactory(role=Role.READER)
    edition.readers.add(named)
    if status != "draft":
        workflow.send_to_review(edition, by=agent)
    if status == "validated":
        workflow.validate(edition, by=agent)
    assert Edition.objects.visible_to(named).exists() is is_open
    assert not Edition.objects.visible_to(other).exists()


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.OFFICER])
def test_a_reader_named_who_reads_figures_no_more_waits_as_all(edition, agent, role):
    named = f.UserFactory(role=Role.READER)
    edition.readers.add(named)
    workflow.send_to_review(edition, by=agent)
    assert Edition.objects.visible_to(named).exists()
    named.role = role
    named.save()
    assert not Edition.objects.visible_to(named).exists()
    published_later = Edition.objects.get(pk=edition.pk)
    workflow.validate(published_later, by=agent)
    workflow.publish(published_later, by=agent)
    assert Edition.objects.visible_to(named).exists()
