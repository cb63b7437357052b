"""Each rule of the gate finds its fault, and leaves what is like it and right."""

import datetime as dt

import pytest

from actions.enums import Variant
from plics.models import Role
from reports.editions.gate import Level, blocking, data, findings, quoted, sameness, sheets, working
from reports.editions.gate.base import Draft
from reports.editions.gate.rules import BY_CODE, RULES
from reports.quality.base import count_suspects
from tests import factories as f
from tests.quality.texts import SAME, present
from tests.reports import cohort

pytestmark = pytest.mark.django_db
DAY = dt.date(2019, 11, 30)


@pytest.fixture
def argentan():
    return f.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def edition(argentan):
    return f.EditionFactory(commission=argentan, programme_year=2020)


@pytest.fixture
def action(argentan):
    """Its agreements of the year evaluated and of the programme."""
    action = f.ActionFactory(title="Chantier")
    return action, *(
        f.AgreementFactory(action=action, commission=argentan, year=year) for year in (2019, 2020)
    )


def told(rule, edition) -> list[str]:
    return [finding.text.replace("\u00a0", " ") for finding in rule(Draft(edition))]


def test_every_rule_has_a_code_of_its_own():
    assert len(BY_CODE) == len(RULES)


# --- data ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loaded", "found"),
    [
        (DAY, []),
        (DAY - dt.timedelta(days=1), ["Stock au 30 novembre 2019 : connu jusqu’au 29 novembre"]),
        (dt.date(2019, 9, 30), ["Stock au 30 novembre 2019 : connu jusqu’au 30 septembre 2019"]),
    ],
)
def test_a_stock_stops_where_it_ends_before_its_day(edition, loaded, found):
    """A first year has nothing before it: the stock of the year before is not asked for."""
    f.ImportRunFactory(reference_date=dt.date(2019, 1, 31), payers=["CAF"])
    f.ImportRunFactory(reference_date=loaded, payers=["CAF"])
    assert [text[: len(found[0])] for text in told(data.horizon, edition)] == found[:1]


def test_a_year_without_any_file_stops(edition):
    assert told(data.horizon, edition)[0] == "Stock au 30 novembre 2019 : aucun"


def test_what_was_not_entered_that_year_is_told_and_may_be_accepted(edition, argentan):
    f.SittingFactory(commission=argentan, held_on=dt.date(2019, 3, 1))
    found = list(data.absent(Draft(edition)))
    texts = [each.text.replace("\u00a0", " ") for each in found]
    assert "Aucune ligne en 2019 : aides" in texts
    assert "Aucune ligne en 2019 : séances" not in texts
    assert all(each.is_acceptable and each.level is Level.STOPS for each in found)


def test_quality_is_of_the_commission_whoever_looks(edition, argentan):
    """As many rows as a coordinator of it counts; others' are not its own."""
    coordinator = f.UserFactory(role=Role.COORDINATOR, commissions=[argentan])
    for commission in (argentan, f.CommissionFactory()):
        agreement = f.AgreementFactory(commission=commission, capacity=None, unit=None)
        f.ParticipationFactory(agreement=agreement, exited_on=dt.date(2019, 6, 1))
        f.HouseholdFactory(commission=commission)
    counts = count_suspects(data.JUDGED, 2019, coordinator)
    expected = {code: count for code, count in counts.items() if count}
    assert {"sans-issue", "capacite-absente", "niveau-absent"} <= set(expected)
    found = {each.key.partition(":")[0]: each.text for each in data.quality(Draft(edition))}
    assert set(found) == set(expected)
    assert found["sans-issue"].replace("\u00a0", " ").endswith(": 1 ligne")


def test_quality_is_asked_again_of_other_rows(edition, action):
    _, past, _ = action
    left = {"agreement": past, "exited_on": dt.date(2019, 6, 1)}
    f.ParticipationFactory(**left)
    before = {each.key for each in data.quality(Draft(edition)) if "sans-issue" in each.key}
    f.ParticipationFactory(**left)
    after = {each.key for each in data.quality(Draft(edition)) if "sans-issue" in each.key}
    assert len(before) == len(after) == 1 and before != after


# --- sheets --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "found"),
    [(" \n", 1), ("<p>\u00a0</p>", 1), ("<p>Le lundi.</p>", 0), ("Le lundi.", 0)],
)
def test_a_part_without_text_stops(edition, action, body, found):
    f.SheetBlockFactory(agreement=action[2], kind="publics", body=body)
    assert told(sheets.empty, edition) == ["Chantier : « Publics »"] * found


def test_portraits_wait_for_a_second_reader_and_are_not_named(edition, action):
    author, second = f.UserFactory(), f.UserFactory()
    story = f.CaseStoryFactory(agreement=action[1], name="Madame Z", written_by=author)
    f.CaseStoryBlockFactory(story=story)
    assert told(sheets.portraits, edition) == ["Chantier"]
    story.review(by=second, on=DAY)
    assert told(sheets.portraits, edition) == []


def test_an_action_that_goes_on_says_what_follows(edition, action):
    assert told(sheets.without_outlook, edition) == ["Chantier"]
    f.SheetBlockFactory(agreement=action[2], kind="perspectives")
    assert told(sheets.without_outlook, edition) == []


@pytest.mark.parametrize(
    ("variant", "years"),
    [(Variant.REFERENT, (2019, 2020)), (Variant.PLACES, (2019,)), (Variant.PLACES, (2020,))],
)
def test_no_outlook_is_asked_of_referents_nor_of_what_ends_or_begins(
    edition, argentan, variant, years
):
    action = f.ActionFactory(variant=variant)
    for year in years:
        f.AgreementFactory(action=action, commission=argentan, year=year)
    if years == (2020,):
        type(action).objects.update(variant=Variant.NEW)
    assert told(sheets.without_outlook, edition) == []


def test_each_agreement_has_a_target(edition, action):
    _, past, coming = action
    assert told(sheets.without_target, edition) == ["Chantier : 2019 et 2020"]
    f.TargetFactory(agreement=past)
    assert told(sheets.without_target, edition) == ["Chantier : 2020"]
    type(coming).objects.filter(pk=coming.pk).update(dynamic_exit_target=0)
    assert told(sheets.without_target, edition) == []


@pytest.mark.parametrize(("women", "men", "found"), [(22, 3, 1), (13, 12, 0), (3, 22, 0)])
def test_more_women_are_not_wanted_where_most_are(edition, action, women, men, found):
    _, past, coming = action
    present(past, women=women, men=men)
    f.SheetBlockFactory(agreement=coming, kind="perspectives", body="Attirer plus de femmes.")
    expected = ["Chantier : femmes, 88 % des présents en 2019"] * found
    assert told(sheets.against_results, edition) == expected


def test_the_departement_which_lists_the_actions_answers_for_no_sheet(action):
    f.SheetBlockFactory(agreement=action[2], kind="publics", body=" ")
    f.CaseStoryBlockFactory(story__agreement=action[1])
    draft = Draft(f.EditionFactory(commission=None))
    for rule in (sheets.empty, sheets.portraits, sheets.without_outlook, sheets.without_target):
        assert list(rule(draft)) == []


# --- numbers -------------------------------------------------------------------------------


def quoting(action, body, kind="a-noter") -> None:
    f.SheetBlockFactory(agreement=action[1], kind=kind, body=body)


@pytest.mark.parametrize(
    "body",
    [
        "Le chantier a accueilli 62 % de femmes.",
        "<p>On compte 62\u00a0% de femmes en 2019.</p>",
        "Bon bilan. 38 % d’hommes ; le reste suit.",
    ],
)
def test_a_share_that_is_not_that_of_the_year_stops(edition, action, body):
    present(action[1], women=22, men=3)
    quoting(action, body)
    [found] = told(quoted.numbers, edition)
    assert found.startswith("Chantier : « À noter » : « ")


@pytest.mark.parametrize(
    "body",
    [
        "Le chantier a accueilli 88 % de femmes et 12 % d’hommes.",
        "En 2018, il y avait 62 % de femmes.",
        "L’objectif était de 62 % de femmes.",
        "Dans le département, 62 % de femmes participent.",
        "Parmi les sortants, 62 % de femmes.",
        "On compte 62 % de femmes isolées.",
        'On compte <span data-figure="action.women">62 % de femmes</span>.',
        "Rien de chiffré.",
    ],
)
def test_a_share_that_may_be_true_is_let_through(edition, action, body):
    present(action[1], women=22, men=3)
    quoting(action, body)
    assert told(quoted.numbers, edition) == []


def test_a_programme_may_foresee_any_share(edition, action):
    present(action[1], women=22, men=3)
    f.SheetBlockFactory(agreement=action[2], kind="publics", body="Accueillir 62 % de femmes.")
    assert told(quoted.numbers, edition) == []


@pytest.mark.parametrize(("typed", "is_true"), [("57", True), ("57,1", True), ("57,2", False)])
def test_a_share_is_true_with_the_decimals_typed(edition, action, typed, is_true):
    present(action[1], women=4, men=3)
    quoting(action, f"Ils étaient {typed} % de femmes.")
    assert (told(quoted.numbers, edition) == []) is is_true


def test_an_authors_message_over_other_figures_stops(edition):
    f.AuthorMessageFactory(edition=edition, exhibit="shown.no.more")
    [found] = quoted.messages(Draft(edition))
    assert found.level is Level.STOPS and not found.is_acceptable


# --- sameness ------------------------------------------------------------------------------


def test_what_was_said_last_year_is_told_once_an_action(edition, action, argentan):
    chantier, past, coming = action
    before = f.AgreementFactory(action=chantier, commission=argentan, year=2018)
    for agreement, kind, year in (
        (before, "a-noter", 2018),
        (past, "a-noter", 2019),
        (past, "publics", 2019),
        (coming, "publics", 2020),
        (coming, "moyens", 2020),
    ):
        body = SAME.format(year=year, place="Argentan")
        f.SheetBlockFactory(agreement=agreement, kind=kind, body=body)
    assert told(sameness.as_last_year, edition) == ["Chantier : « À noter » et « Publics »"]


def test_the_opening_texts_are_compared_too(edition, argentan):
    text = SAME.format(year=2019, place="Argentan")
    f.EditionFactory(commission=argentan, programme_year=2019, preamble=text)
    assert told(sameness.as_last_year, edition) == []
    edition.preamble = text
    assert told(sameness.as_last_year, edition) == ["Préambule"]


def test_what_is_said_elsewhere_names_where(edition, action):
    flers = f.AgreementFactory(commission=f.CommissionFactory(name="Flers"), year=2020)
    for agreement, place in ((flers, "Flers"), (action[2], "Argentan")):
        body = SAME.format(year=2020, place=place)
        f.SheetBlockFactory(agreement=agreement, kind="publics", body=body)
    f.SheetBlockFactory(agreement=action[2], kind="moyens", body="Le lundi.")
    assert told(sameness.as_elsewhere, edition) == [
        "Chantier : « Publics » (aussi dans le livret de Flers)"
    ]


# --- work in course ------------------------------------------------------------------------


def test_a_text_taken_over_stops_until_it_is_read(edition, action):
    block = f.SheetBlockFactory(agreement=action[2], kind="publics")
    key = f"actions.sheetblock/{block.pk}/body"
    carried = edition.carried.create(text_key=key, title="Chantier : Publics")
    [found] = working.to_read(Draft(edition))
    assert (found.level, found.where) == (
        Level.STOPS,
        f"/livrets/textes/fiche/{block.pk}/?edition={edition.pk}",
    )
    carried.read_at = dt.datetime(2020, 1, 5, tzinfo=dt.UTC)
    carried.save()
    assert told(working.to_read, edition) == []


def test_a_comment_warns_until_it_is_resolved(edition):
    comment = edition.comments.create(section="ii-2", block="Chantier", text="Est-ce bien 31 ?")
    assert told(working.comments, edition) == ["Chantier : « Est-ce bien 31 ? »"]
    comment.resolved_at = dt.datetime(2020, 1, 5, tzinfo=dt.UTC)
    comment.save()
    assert told(working.comments, edition) == []


# --- all -----------------------------------------------------------------------------------


def test_a_finding_accepted_stands_no_more_and_what_cannot_be_accepted_does(edition, action):
    cohort.loaded(dt.date(2018, 11, 30), DAY)
    f.SheetBlockFactory(agreement=action[2], kind="publics", body=" ")
    for found in findings(edition):
        f.AcceptedFindingFactory(edition=edition, code=found.code, key=found.key)
    assert [found.code for found in blocking(edition)] == ["partie-vide"]
