"""What is said of a text is true of it, and of the figures beside it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.figures import CATALOGUE, Result
from reports.quality.texts import LEAST_WORDS, is_majority, neutral, wanted
from tests import factories as f
from tests.quality.test_checks import CHECKS_BY_CODE
from tests.quality.texts import SAME, present


def share(women, everybody) -> Result:
    return Result(
        indicator=CATALOGUE["action.women"],
        territory="argentan",
        numerator=women,
        denominator=everybody,
    )


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_a_majority_is_one_that_a_few_people_would_not_undo(women, men):
    if is_majority(share(women, women + men)):
        assert women + men >= 20 and women > men and (women - men) ** 2 > women + men


@pytest.mark.parametrize(
    ("women", "everybody", "is_told"),
    [(14, 19, False), (12, 20, False), (13, 20, True), (10, 20, False), (None, None, False)],
)
def test_a_small_base_or_a_small_gap_contradicts_nobody(women, everybody, is_told):
    assert is_majority(share(women, everybody)) == is_told


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("Accueillir davantage de femmes.", ["action.women"]),
        ("Il faudrait plus d’hommes et de jeunes.", ["action.men"]),
        ("Augmenter la part des femmes ; garder les équipes.", ["action.women"]),
        ("Augmenter les heures. Des femmes y viennent.", []),
        ("En plus des femmes, des jeunes sont venus.", []),
        ("Davantage de temps pour les femmes", []),
    ],
)
def test_a_text_that_wants_more_of_somebody_is_known(body, codes):
    assert list(wanted(body)) == codes


def test_names_and_numbers_are_nobodys_own_words():
    here, there = SAME.format(year=2020, place="Argentan"), SAME.format(year=2019, place="Rai")
    assert neutral(here) == neutral(there) != ""
    assert neutral(here) != neutral(here.replace("conseiller", "référent"))


@pytest.mark.parametrize(("count", "is_read"), [(LEAST_WORDS - 1, False), (LEAST_WORDS, True)])
def test_a_few_words_are_not_compared(count, is_read):
    assert bool(neutral(" ".join(["mot"] * count))) == is_read


@pytest.mark.django_db
def test_the_figures_beside_are_those_of_the_year_evaluated_in_that_commission():
    """Another commission's women, or another year's, contradict nothing."""
    argentan, flers = f.CommissionFactory(slug="argentan"), f.CommissionFactory(slug="flers")
    action = f.ActionFactory()
    present(f.AgreementFactory(action=action, commission=flers, year=2019), women=22, men=3)
    f.AgreementFactory(action=action, commission=argentan, year=2019)
    coming = f.AgreementFactory(action=action, commission=argentan, year=2020)
    f.SheetBlockFactory(agreement=coming, kind="perspectives", body="Plus de femmes.")
    found = CHECKS_BY_CODE["perspectives-contraires"].rows(2019, f.UserFactory())
    assert not found.exists()
