"""What a reader gets of figures: hidden counts say nothing, nor does what leans on them."""

import datetime as dt
import re

import pytest

from beneficiaries.models import Commission, Commune
from reports import drawing
from reports.booklet.context import read_booklet
from reports.booklet.render import print_html
from reports.editions.freezing import edition_of, figures_for, freeze
from reports.exhibits import rules
from reports.exhibits.messages import compared, message
from reports.figures import CATALOGUE, DEPARTMENT, Figures, Result, Scope, Territory, evaluate
from reports.figures.base import KNOWN
from reports.figures.exports import public_row, row
from reports.figures.guard.cells import Cell
from reports.figures.guard.protected import NotReady, Protected, protected
from reports.figures.publication import (
    SECRET,
    Reader,
    hidden,
    is_hidden,
    masked,
    series_is_public,
)
from reports.models import ProgrammeYear, ProtectedSet
from tests import factories as f
from tests.reports import cohort

# Their counts are the same on any database, as `test_indicators.py` says.
solved_from_counts = pytest.mark.same_on_any_database
HERE = "rsa.households", "argentan"
SCOPE = Scope(year=2019, commission="argentan")
TERRITORIES = [
    Territory(key=DEPARTMENT, kind=DEPARTMENT, name="Orne"),
    Territory(key="argentan", kind="commission", name="Argentan"),
]


def result(code, value, *, group=None, subject=None, **more):
    return Result(
        indicator=CATALOGUE[code],
        territory="argentan",
        subject=subject,
        group=group,
        value=value,
        **more,
    )


def seen(*results, hidden=(), threshold=5) -> list[Result]:
    """Each result as a reader gets it; `hidden` are (code, group) or (code, group, year)."""
    cells = []
    for code, group, *year in hidden:
        found = next((r for r in results if r.code == code), None)
        subject = found.subject if found else results[0].subject
        cells.append(Cell(*(year or [2019]), code, "argentan", subject, group))
    guard = Protected(cells=frozenset(cells), threshold=threshold, digest="")
    figures = Figures(SCOPE, TERRITORIES, results, {each.code for each in results})
    return list(masked(figures, guard))


def test_a_hidden_count_says_nothing():
    [found] = seen(
        result("rsa.adults.by_sex", 30, group="F", share=60, numerator=30, denominator=50),
        hidden=[("rsa.adults.by_sex", "F")],
    )
    assert is_hidden(found)
    assert (found.value, found.share, found.numerator, found.denominator) == (None,) * 4
    assert found.display == SECRET


def test_without_the_base_counts_lose_their_shares_and_stay():
    [found] = seen(
        result("rsa.adults.by_sex", 30, group="F", share=60, numerator=30, denominator=50),
        hidden=[("rsa.adults.by_sex", KNOWN)],
    )
    assert (found.value, found.share, found.denominator) == (30, None, None)


@pytest.mark.parametrize("part", ["action.women.count", "action.women.known"])
def test_a_ratio_is_hidden_with_either_of_its_parts(part):
    rate = result("action.women", 50, subject="asi", numerator=20, denominator=40)
    assert not is_hidden(seen(rate)[0])
    assert is_hidden(seen(rate, hidden=[(part, None)])[0])


def test_a_ratio_of_printed_counts_is_printed(db):
    """38 entries for 40 places: « 95 % » tells nothing more."""
    rate = result("action.occupancy", 95, subject="asi", numerator=38, denominator=40)
    assert seen(rate) == [rate]


@pytest.mark.parametrize("code", ["fund.amount", "fund.mean", "fund.consumption", "fund.remaining"])
def test_money_is_hidden_with_the_aids_that_it_pays(code):
    amount = result(code, 333, subject="fajd")
    assert is_hidden(seen(amount, hidden=[("fund.count", None)])[0])


def test_an_amount_of_a_nature_is_hidden_with_the_aids_of_that_nature():
    amounts = [result("fund.amount.by_nature", 333, group=g) for g in ("energie", "logement")]
    found = seen(*amounts, hidden=[("fund.count.by_nature", "energie")])
    assert [is_hidden(each) for each in found] == [True, False]


@pytest.mark.parametrize("year", [2018, 2019])
def test_a_change_is_hidden_with_either_of_its_years(year):
    change = result("rsa.households.change", 4)
    assert is_hidden(seen(change, hidden=[("rsa.households", None, year)])[0])


def test_what_is_agreed_or_voted_is_no_secret():
    agreed = result("action.capacity", 3, subject="asi"), result("pact.axes", 4)
    assert seen(*agreed) == list(agreed)


@pytest.mark.parametrize(("value", "is_shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_a_small_count_is_never_shown_even_by_the_set_of_other_figures(value, is_shown):
    [found] = seen(result("decisions.total", value))
    assert is_hidden(found) != is_shown


@pytest.mark.parametrize(("smallest", "is_shown"), [(0, True), (1, False), (4, False), (5, True)])
@pytest.mark.django_db
def test_months_are_shown_for_all_territories_or_for_none(smallest, is_shown):
    years = [result("rsa.entries", 60), result("rsa.entries", 80)]
    months = [[5, 6, 7], [9, smallest, 30]]
    assert series_is_public(Scope(year=2019), years, months) == is_shown


# --- the protected set of a day --------------------------------------------------------


@pytest.fixture
def people(db):
    cohort.build()


def test_the_set_is_kept_and_read_again(people, monkeypatch):
    first = protected(SCOPE)
    assert any(cell.code == "rsa.households" for cell in first.cells)
    monkeypatch.setattr("reports.figures.guard.releases.hide", None)
    assert protected(SCOPE) == first


def test_a_set_that_other_rules_solved_is_solved_again(people, monkeypatch):
    protected(SCOPE)
    solving = []
    monkeypatch.setattr("reports.figures.guard.protected._solved", lambda *of: solving.append(of))
    protected(SCOPE)
    assert solving == []
    monkeypatch.setattr("reports.figures.guard.protected._rules", lambda: "others")
    protected(SCOPE)
    assert solving


@solved_from_counts
def test_other_figures_have_another_set(people):
    first = protected(SCOPE)
    argentan = Commission.objects.get(slug="argentan")
    f.DecisionFactory(sitting=f.SittingFactory(commission=argentan, held_on=dt.date(2019, 3, 1)))
    assert protected(SCOPE).digest != first.digest
    assert ProtectedSet.objects.filter(day=SCOPE.on).count() == 1


@solved_from_counts
def test_the_threshold_is_that_of_the_programme_year(people):
    usual = protected(SCOPE)
    ProgrammeYear.objects.create(year=2020, secrecy_threshold=6)
    ProgrammeYear.objects.create(year=2021, secrecy_threshold=9)
    found = protected(SCOPE)
    assert (usual.threshold, found.threshold) == (5, 6)
    assert found.digest != usual.digest


@solved_from_counts
def test_what_was_hidden_last_year_leaves_what_it_is_compared_with_hidden(people):
    """The set of a year tells the cells of the year before that its figures quote."""
    before = protected(SCOPE.previous())
    quoted = {cell for cell in before.cells if cell.code == "rsa.households"}
    assert quoted and quoted <= protected(SCOPE).cells


@solved_from_counts
def test_a_page_does_not_wait_where_there_is_much_to_hide(people, monkeypatch):
    monkeypatch.setattr("reports.figures.guard.protected.QUICK", 0)
    with pytest.raises(NotReady):
        protected(SCOPE, is_awaited=False)
    found = protected(SCOPE)
    assert protected(SCOPE, is_awaited=False) == found


@solved_from_counts
def test_a_coordinator_gets_her_own_commission_whole(people):
    known = protected(SCOPE, ["argentan"])
    assert not any(cell.place.split("/")[0] == "argentan" for cell in known.cells)
    assert len(known.cells) < len(protected(SCOPE).cells)


@solved_from_counts
@pytest.mark.parametrize("is_frozen", [False, True])
def test_the_booklet_of_a_coordinator_shows_small_counts_of_her_own_alone(people, is_frozen):
    edition = edition_of(2020, "argentan")
    if is_frozen:
        freeze(edition)
    coordinator = Reader(knowing=("argentan",))
    seen = figures_for(edition, reader=coordinator).now
    assert seen.get(*HERE).value == 2
    assert is_hidden(seen.get("rsa.households", DEPARTMENT))
    assert figures_for(edition).now.get("rsa.households", DEPARTMENT).value == 3
    assert not read_booklet(edition, reader=coordinator).is_public
    assert read_booklet(edition, reader=Reader(knowing=("flers",))).is_public


@pytest.mark.parametrize(
    ("role", "own", "expected"),
    [
        ("staff", [], None),
        ("coordinator", ["flers"], Reader(knowing=("flers",))),
        ("reader", [], Reader()),
    ],
)
def test_who_works_on_a_commission_knows_it_and_no_other(people, role, own, expected):
    commissions = Commission.objects.filter(slug__in=own)
    user = f.UserFactory(role=role, commissions=list(commissions))
    assert Reader.of(user) == expected


@solved_from_counts
def test_hidden_rows_keep_their_place_and_say_nothing(people):
    figures = evaluate(["rsa.persons.by_role", "rsa.coverage"], Scope(year=2019))
    plain = [row(result) for result in figures]
    public = [public_row(result) for result in Reader().seen(figures)]
    names = ("code", "territory", "subject", "group")
    assert [[r[n] for n in names] for r in public] == [[r[n] for n in names] for r in plain]
    hidden = [r for r in public if r["secret"]]
    assert hidden
    for each in hidden:
        told = [each[n] for n in ("value", "share", "numerator", "denominator", "display")]
        assert told == [None, None, None, None, ""]


@solved_from_counts
def test_a_validated_edition_keeps_hidden_what_its_own_figures_hide(people):
    edition = edition_of(2020, "argentan")
    freeze(edition)
    was = figures_for(edition, reader=Reader()).now.get(*HERE)
    assert is_hidden(was)
    inside = figures_for(edition).now.get(*HERE)
    assert 0 < inside.value < 5
    # Many more households since, everywhere: what was frozen is still two of them.
    for slug in 6 * ["argentan", "flers"]:
        commune = Commune.objects.filter(attachments__commission__slug=slug).first()
        home = f.HouseholdFactory(situation=None)
        f.SituationFactory(household=home, commune=commune, starts_on=dt.date(2019, 1, 1))
    assert not is_hidden(Reader().seen(evaluate(["rsa.households"], SCOPE)).get(*HERE))
    assert is_hidden(figures_for(edition, reader=Reader()).now.get(*HERE))


# --- how it is shown -------------------------------------------------------------------


def test_a_hidden_part_is_drawn_in_its_place_over_what_the_others_leave():
    parts = [("F", 30), ("M", None), ("X", 50)]
    row = drawing.StackRow(
        label="Argentan",
        parts=[
            drawing.StackPart(label=name, share=share, display=SECRET, is_hidden=share is None)
            for name, share in parts
        ],
    )
    svg = str(drawing.stacked_shares(rows=[row], title="Sexe", width=400))
    starts = [float(x) for x in re.findall(r'<rect x="([\d.]+)"[^>]*chart-gap', svg)]
    assert len(starts) == 2
    assert SECRET in svg


def test_a_share_whose_base_is_hidden_is_told_secret():
    [found] = seen(
        result("rsa.adults.by_sex", 30, group="F", share=60, denominator=50),
        hidden=[("rsa.adults.by_sex", KNOWN)],
    )
    assert (found.display, rules.share_cell(found)) == ("30", SECRET)


@solved_from_counts
@pytest.mark.parametrize(("reader", "is_restricted"), [(None, True), (Reader(), False)])
def test_a_booklet_that_shows_small_counts_says_so_on_each_page(people, reader, is_restricted):
    html = print_html(edition_of(2020, "argentan"), reader=reader)
    assert ("css/restricted.css" in html) == is_restricted
    assert ("Diffusion restreinte" in html) == is_restricted


@pytest.mark.parametrize(("hidden_groups", "is_said"), [([], True), (["26-35"], False)])
def test_the_most_frequent_is_said_only_where_none_is_hidden(hidden_groups, is_said):
    groups = [
        result("rsa.adults.by_age", 39, group="18-25", share=78, denominator=50),
        result("rsa.adults.by_age", 11, group="26-35", share=22, denominator=50),
    ]
    shown = seen(*groups, hidden=[("rsa.adults.by_age", group) for group in hidden_groups])
    assert bool(message(shown)) == is_said


def test_neither_lowest_nor_highest_is_said_where_one_is_hidden():
    places = [Territory(key=str(n), kind="canton", name=str(n)) for n in range(3)]
    shares = [
        result("rsa.adults.by_sex", n, group="F", share=n, denominator=100) for n in (20, 40, 60)
    ]
    told = compared(zip(places, shares, strict=True), "Part", "le canton")
    assert told == "Part : de 20\xa0% (0) à 60\xa0% (2) selon le canton"
    shares[0] = hidden(shares[0])
    told = compared(zip(places, shares, strict=True), "Part", "le canton")
    assert told == "Part, selon le canton"
