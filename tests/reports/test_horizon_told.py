"""The horizon in words: a sentence, what lacks, whose files a month has."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType

from beneficiaries.models import Interview
from funds.models import Aid
from plics.models import ImportRun
from reports.exhibits.horizon import carried_note, files_notes, horizon_sentence, lacking
from reports.figures import Scope
from reports.figures.counting import sources_of
from reports.figures.supplies import BY_MODEL, STOCK
from tests import factories as f

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = dt.date(2019, 10, 31), dt.date(2019, 11, 30)


def plain(text):
    return text.replace("\u00a0", " ")


def stock(day, *payers):
    return f.ImportRunFactory(reference_date=day, payers=list(payers))


def file_of(kind, day, **counts):
    run = f.ImportRunFactory(kind=kind, is_stock=False, reference_date=None, **counts)
    at = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    ImportRun.objects.filter(pk=run.pk).update(imported_at=at)


def typed(model, at):
    f.ChangeFactory(content_type=ContentType.objects.get_for_model(model), timestamp=at)


def of_stock():
    return plain(horizon_sentence([STOCK]))


def test_each_payer_is_told_until_its_last_file():
    stock(NOVEMBER, "CAF")
    assert of_stock() == "Stock de la CAF au 30 novembre 2019."
    stock(OCTOBER, "MSA")
    assert of_stock() == "Stock de la CAF au 30 novembre 2019 et de la MSA au 31 octobre 2019."
    stock(NOVEMBER, "MSA")
    assert of_stock() == "Stock de la CAF et de la MSA au 30 novembre 2019."


def test_a_file_that_named_no_payer_spoke_for_both():
    stock(NOVEMBER)
    assert of_stock() == "Stock de la CAF et de la MSA au 30 novembre 2019."


def test_a_stock_without_any_file_is_told_by_its_last_change():
    assert of_stock() == "Aucun stock chargé."
    f.SituationFactory(starts_on="2019-01-01", ends_on=OCTOBER)
    assert of_stock() == "Stock saisi, sans fichier, jusqu’au 31 octobre 2019."


def test_what_is_entered_is_told_by_its_records_and_not_by_its_dates():
    aids = [BY_MODEL[Aid]]
    assert horizon_sentence(aids) == ""
    f.AidFactory(decided_on=dt.date(2019, 3, 1))
    assert plain(horizon_sentence(aids)) == (
        "La date du dernier import ou de la dernière saisie n’est pas connue pour les aides."
    )
    start = "Dernier import ou dernière saisie : aides "
    file_of("aides", dt.date(2020, 1, 10), created=1)
    assert plain(horizon_sentence(aids)) == f"{start}le 10 janvier 2020."
    # Every row of it was refused: it told nothing.
    file_of("aides", dt.date(2020, 2, 1), refused=3)
    assert plain(horizon_sentence(aids)) == f"{start}le 10 janvier 2020."
    # Half past eleven in the evening, in France.
    typed(Aid, dt.datetime(2020, 3, 1, 22, 30, tzinfo=dt.UTC))
    assert plain(horizon_sentence(aids)) == f"{start}le 1er mars 2020."


def test_those_of_a_day_are_told_together_the_latest_first():
    file_of("aides", dt.date(2020, 1, 10), unchanged=1)
    file_of("participations", dt.date(2020, 1, 10), created=1)
    file_of("decisions", dt.date(2020, 1, 12), updated=1)
    typed(Interview, dt.datetime(2019, 12, 24, 12, tzinfo=dt.UTC))
    stock(NOVEMBER, "CAF")
    assert plain(horizon_sentence()) == (
        "Stock de la CAF au 30 novembre 2019 ; dernier import ou dernière saisie : "
        "séances et décisions le 12 janvier 2020, participations et aides le 10 janvier 2020, "
        "entretiens le 24 décembre 2019."
    )


def test_what_came_after_a_booklet_was_validated_is_not_of_it():
    file_of("aides", dt.date(2020, 1, 10), created=1)
    file_of("aides", dt.date(2021, 1, 10), created=1)
    run = stock(NOVEMBER, "CAF")
    early = dt.datetime(2020, 2, 1, tzinfo=dt.UTC)
    ImportRun.objects.filter(pk=run.pk).update(imported_at=early)
    stock(dt.date(2020, 11, 30), "CAF")
    assert plain(horizon_sentence([STOCK, BY_MODEL[Aid]], until=early)) == (
        "Stock de la CAF au 30 novembre 2019 ; "
        "dernier import ou dernière saisie : aides le 10 janvier 2020."
    )


# --- what lacks ----------------------------------------------------------------------------


def lacks(on, *codes):
    found = lacking(sources_of(codes), Scope(year=on.year, on=on))
    return plain(found.text) if found else None


def test_what_lacks_is_told_once_with_the_files_that_bring_it():
    stock(dt.date(2018, 12, 31), "CAF")
    codes = "rsa.households", "fund.count", "decisions.total"
    assert lacks(NOVEMBER, *codes) == (
        "Non chargé : le stock au 30 novembre 2019 et les aides, les séances et les décisions "
        "de 2019."
    )
    found = lacking(sources_of(codes), Scope(year=2019))
    assert found.kinds == ("cnaf", "beneficiaires", "aides", "decisions", "seances")
    stock(NOVEMBER, "CAF")
    f.AidFactory(decided_on=NOVEMBER)
    f.DecisionFactory(sitting__held_on=NOVEMBER, household=None)
    assert lacks(NOVEMBER, *codes) is None


def test_a_movement_lacks_the_day_it_starts_from():
    stock(dt.date(2018, 12, 1), "CAF")
    stock(NOVEMBER, "CAF")
    assert lacks(NOVEMBER, "rsa.households") is None
    assert lacks(NOVEMBER, "rsa.entries") == (
        "Non chargé : le stock au 30 novembre 2018 (connu depuis le 1er décembre 2018)."
    )


def test_a_stock_carried_says_whose_file_is_late():
    stock(OCTOBER, "MSA")
    stock(NOVEMBER, "CAF")
    sources = sources_of(["rsa.households"])
    assert carried_note(sources, Scope(year=2019, on=OCTOBER)) == ""
    assert plain(carried_note(sources, Scope(year=2019))) == (
        "Au 30 novembre 2019, le stock de la MSA est prolongé : "
        "il n’est connu que jusqu’au 31 octobre 2019."
    )
    assert carried_note(sources_of(["fund.count"]), Scope(year=2019)) == ""


# --- months --------------------------------------------------------------------------------


def test_months_without_a_file_and_those_of_one_payer_are_told():
    stock(dt.date(2019, 8, 31), "CAF", "MSA")
    for day in (dt.date(2019, 9, 30), NOVEMBER):
        stock(day, "CAF")
    stock(NOVEMBER, "MSA")
    ends = [dt.date(2019, 7, 31), dt.date(2019, 8, 31), dt.date(2019, 9, 30), OCTOBER, NOVEMBER]
    assert files_notes(ends[1:2]) == []
    assert [plain(note) for note in files_notes(ends[1:])] == [
        "La courbe s’interrompt aux mois dont aucun fichier n’est chargé.",
        "Chargé par la CAF seule : septembre 2019.",
    ]


def test_a_payer_that_has_not_begun_is_not_missed():
    stock(OCTOBER, "CAF")
    stock(NOVEMBER, "CAF", "MSA")
    assert files_notes([OCTOBER, NOVEMBER]) == []
