"""Small counts of a public document cannot be read, nor found again by subtraction."""

import pytest

from reports.figures import CATALOGUE, DEPARTMENT, Figures, Result, Scope, Territory
from reports.figures.publication import SECRET, hidden_if_small, mask

SCOPE = Scope(year=2019, commission="argentan")
TERRITORIES = [
    Territory(key=DEPARTMENT, kind=DEPARTMENT, name="Orne"),
    Territory(key="argentan", kind="commission", name="Argentan"),
    Territory(key="flers", kind="commission", name="Flers"),
    Territory(key="alencon", kind="commission", name="Alençon"),
]


def result(code, value, *, territory="argentan", group=None, subject=None, parts=(None, None)):
    return Result(
        indicator=CATALOGUE[code],
        territory=territory,
        subject=subject,
        group=group,
        value=value,
        share=10 if group else None,
        numerator=parts[0],
        denominator=parts[1],
    )


def masked(*results) -> Figures:
    return mask(Figures(SCOPE, TERRITORIES, results, {each.code for each in results}))


@pytest.mark.parametrize(("value", "is_shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_counts_from_one_to_four_are_hidden(value, is_shown):
    found = masked(result("decisions.total", value)).get("decisions.total", "argentan")
    assert (found.value is not None) == is_shown
    assert (found.display == SECRET) != is_shown


@pytest.mark.parametrize(("value", "is_shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_a_month_of_a_series_is_hidden_as_any_count(value, is_shown):
    found = hidden_if_small(result("rsa.entries", value, group="2019-09"))
    assert (found.display == SECRET) != is_shown


def test_second_cell_is_hidden_where_the_total_would_give_the_first():
    code = "rsa.adults.by_age"
    counts = {"18-25": 3, "26-35": 60, "36-45": 12, "46-55": 0}
    figures = masked(*(result(code, n, group=group) for group, n in counts.items()))
    hidden = [g for g in counts if figures.get(code, "argentan", group=g).value is None]
    assert hidden == ["18-25", "36-45"]
    assert figures.get(code, "argentan", group="36-45").share is None


def test_second_commission_is_hidden_where_the_departement_would_give_the_first():
    counts = {"argentan": 2, "flers": 40, "alencon": 9, DEPARTMENT: 51}
    figures = masked(*(result("decisions.total", n, territory=key) for key, n in counts.items()))
    hidden = [key for key in counts if figures.get("decisions.total", key).value is None]
    assert hidden == ["argentan", "alencon"]


@pytest.mark.parametrize(
    ("top", "base", "is_shown"), [(3, 40, False), (37, 40, False), (20, 40, True), (0, 40, True)]
)
def test_ratio_of_a_small_count_or_of_a_small_rest_is_hidden(top, base, is_shown):
    rate = result("action.women", 50, subject="asi", parts=(top, base))
    found = masked(rate).get("action.women", "argentan", "asi")
    assert (found.value is not None) == is_shown


def test_amount_is_hidden_with_the_aids_it_adds_up():
    figures = masked(
        result("fund.count", 2, subject="fsi"), result("fund.amount", 800, subject="fsi")
    )
    assert figures.get("fund.amount", "argentan", "fsi").display == SECRET


def test_what_is_agreed_or_voted_is_no_secret():
    figures = masked(result("action.capacity", 3, subject="asi"), result("pact.axes", 4))
    assert figures.get("action.capacity", "argentan", "asi").value == 3
    assert figures.get("pact.axes", "argentan").value == 4


def test_public_split_in_two_hides_both_where_the_whole_is_printed():
    codes = ["action.milestones", "action.milestones.rsa", "action.milestones.youth"]
    counts = dict(zip(codes, (14, 11, 3), strict=True))
    figures = masked(
        *(result(code, n, subject="permis-b", group="code_obtenu") for code, n in counts.items())
    )
    found = [figures.get(code, "argentan", "permis-b", "code_obtenu").value for code in codes]
    assert found == [14, None, None]
