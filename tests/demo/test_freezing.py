"""Freezing an edition of the demonstration, and reading it back."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from funds.models import Aid
from reports.booklet.render import print_html
from reports.editions.differences import figure_changes
from reports.editions.freezing import AlreadyValidated, edition_of, figures_for, freeze
from reports.figures.catalogue import RELEASED
from reports.models import Edition, Figure
from tests.factories import EditionFactory, UserFactory
from tests.reports.booklets import text_of

# What a booklet prints is laid out from the figures, whatever database gave them.
prints = pytest.mark.same_on_any_database


@pytest.fixture
def validated(demo_database):
    edition = edition_of(2020, "argentan")
    freeze(edition)
    return edition


@prints
def test_frozen_edition_prints_the_same_text_as_the_draft_it_was(demo_database):
    edition = edition_of(2020, "argentan")
    draft = text_of(print_html(edition))
    freeze(edition)
    frozen = text_of(print_html(edition))
    start = "L’essentiel"
    annex = "Annexe : méthode et définitions"
    assert (
        frozen[frozen.rindex(start) : frozen.rindex(annex)]
        == (draft[draft.rindex(start) : draft.rindex(annex)])
    )


def lose_some_aids():
    """One in a hundred: each is written to the history."""
    Aid.objects.annotate(rest=F("pk") % 100).filter(rest=0).delete()


@prints
def test_frozen_edition_does_not_move_when_data_do(validated):
    before = print_html(validated)
    lose_some_aids()
    assert print_html(validated) == before


@prints
def test_draft_follows_the_data(demo_database):
    edition = edition_of(2020, "flers")
    before = print_html(edition)
    lose_some_aids()
    assert print_html(edition) != before


def test_freezing_stores_every_indicator_and_the_years_beside(validated):
    stored = Figure.objects.filter(edition=validated)
    assert set(stored.filter(year=2019).values_list("code", flat=True)) == set(RELEASED)
    assert stored.filter(year=2018, code="rsa.households", territory="argentan").exists()
    assert stored.filter(year=2020, code="action.capacity", subject="asi").exists()


def test_frozen_figures_answer_like_live_ones(validated):
    frozen = figures_for(validated).now
    live = figures_for(Edition(commission=validated.commission, programme_year=2020)).now
    assert [t.key for t in frozen.territories] == [t.key for t in live.territories]
    for result in live:
        kept = frozen.get(result.code, result.territory, result.subject, result.group)
        assert (kept.value is None) == (result.value is None)
        assert (kept.display, kept.share_display, kept.group_label) == (
            result.display,
            result.share_display,
            result.group_label,
        )


def test_validation_is_dated_and_signed(demo_database):
    author, edition = UserFactory(), edition_of(2020, "flers")
    number = freeze(edition, by=author)
    assert edition.is_validated and edition.validated_by == author
    assert edition.validated_at.date() >= dt.date(2020, 1, 1)
    assert number == edition.figures.count()


def test_validated_edition_is_never_frozen_twice(validated):
    count = validated.figures.count()
    with pytest.raises(AlreadyValidated):
        freeze(validated)
    assert validated.figures.count() == count


def test_command_freezes_once(demo_database):
    call_command("freeze_edition", year=2020, commission="alencon")
    assert Edition.objects.get(commission__slug="alencon", programme_year=2020).is_validated
    with pytest.raises(CommandError, match="déjà validée"):
        call_command("freeze_edition", year=2020, commission="alencon")


def test_command_leaves_no_edition_where_there_is_no_data(demo_database):
    with pytest.raises(CommandError, match="Aucune donnée"):
        call_command("freeze_edition", year=2040, commission="alencon")
    assert not Edition.objects.filter(programme_year=2040).exists()


def test_a_version_opened_at_once_differs_in_no_figure(validated):
    again = EditionFactory(
        commission=validated.commission, programme_year=2020, version=2, correction_note="…"
    )
    assert figure_changes(validated, again, None) == []
