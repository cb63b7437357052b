"""Where most of a table would be hidden, readers get its classes merged."""

import datetime as dt

import pytest
from django.urls import reverse

from plics.models import Role
from reports.booklet.render import print_html
from reports.editions.freezing import edition_of
from reports.exhibits.rules import CLASSES_MERGED, classes_shown
from reports.figures import CATALOGUE, Result, Scope, evaluate
from reports.figures.catalogue import MERGED
from reports.figures.groups import load_nomenclatures
from reports.figures.publication import SECRET, Reader, hidden
from tests import factories as f
from tests.reports import cohort
from tests.reports.booklets import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_database]
AGE = "rsa.adults.by_age"
TOLD = " ".join(CLASSES_MERGED.split())
# Three men of 18 to 25 years, eight of 26 to 35…: merged, 11, 6 and 7.
MEN = {20: 3, 30: 8, 40: 6, 50: 3, 60: 4}


@pytest.fixture
def men():
    argentan, _, here, _ = cohort.territory()
    came = dt.date(2019, 11, 1)
    # A factory left to itself makes a commission a person.
    shared = {"commission": argentan}
    for age, count in MEN.items():
        for _ in range(count):
            home = f.HouseholdFactory(situation=None, **shared)
            f.SituationFactory(household=home, commune=here, starts_on=came, **shared)
            man = f.PersonFactory(
                household=home, birth_date=dt.date(2019 - age, 1, 1), sex="1", membership=None,
                **shared,
            )  # fmt: skip
            f.MembershipFactory(person=man, starts_on=came)
    return argentan


def table(client) -> list[str]:
    address = reverse("dashboards:download", args=["beneficiaires", "age", "csv"])
    response = client.get(address, {"annee": "2019", "commission": "argentan"})
    return response.content.decode("utf-8-sig").splitlines()


def counts(lines: list[str]) -> dict[str, str]:
    return {line.split(";")[0]: line.split(";")[1] for line in lines[1:]}


def test_readers_get_the_merged_classes_and_no_finer_one(men, sign_in):
    """One test: figures are protected once for all that readers get of them."""
    seen = Reader().seen(evaluate([AGE, MERGED[AGE]], Scope(year=2019)))
    finer = {r.group: r.display for r in seen.groups(AGE, "argentan")}
    assert [finer[group] for group in ("18-25", "26-35", "46-55", "56+")] == [SECRET] * 4
    merged = {r.group: r.value for r in seen.groups(MERGED[AGE], "argentan")}
    assert merged == {"under-36": 11, "36-45": 6, "46+": 7}

    reader = sign_in(Role.READER)
    found = counts(table(reader))
    assert found == {"Moins de 36 ans": "11", "36 à 45 ans": "6", "46 ans et plus": "7"}
    page = reader.get("/tableaux/beneficiaires/?commission=argentan", follow=True)
    booklet = print_html(edition_of(2020, "argentan"), reader=Reader())
    for text in (text_of(page.content.decode()), text_of(booklet)):
        assert TOLD in text
        assert "46 à 55 ans" not in text and "26 à 35 ans" not in text


def test_who_works_on_them_keeps_the_classes_as_they_were_counted(men, sign_in):
    finer = {"18 à 25 ans": "3", "26 à 35 ans": "8", "36 à 45 ans": "6", "46 à 55 ans": "3",
             "56 ans et plus": "4"}  # fmt: skip
    for role in (Role.STAFF, Role.COORDINATOR):
        assert counts(table(sign_in(role, "argentan"))) == finer
    inside = text_of(print_html(edition_of(2020, "argentan"), reader=None))
    assert "46 à 55 ans" in inside and TOLD not in inside


# --- the rule --------------------------------------------------------------------------


def line(code: str, shown: int, secret: int) -> list[Result]:
    results = [
        Result(indicator=CATALOGUE[code], territory="argentan", group=str(n), value=9)
        for n in range(shown + secret)
    ]
    return [*results[:shown], *map(hidden, results[shown:])]


@pytest.mark.parametrize(
    ("finer", "merged", "is_merged"),
    [
        ((3, 2), (3, 0), False),
        ((2, 2), (3, 0), False),  # the very half
        ((2, 3), (3, 0), True),
        ((0, 5), (1, 2), True),
        ((0, 5), (0, 3), False),  # no better
        ((1, 2), (1, 2), False),
        ((0, 5), (0, 0), False),  # frozen before there were any
    ],
)
def test_classes_are_merged_where_more_than_half_is_hidden_and_less_of_theirs(
    finer, merged, is_merged
):
    told = {AGE: line(AGE, *finer), MERGED[AGE]: line(MERGED[AGE], *merged)}
    assert (classes_shown(AGE, told.__getitem__) == MERGED[AGE]) == is_merged


def test_what_has_no_merged_classes_is_shown_as_it_is():
    code = "rsa.adults.by_sex"
    assert classes_shown(code, lambda each: line(each, 0, 2)) == code


@pytest.mark.parametrize("code", MERGED)
def test_each_group_stands_in_one_merged_class(code):
    finer = CATALOGUE[code]
    groups = [each.code for each in finer.groups(Scope(year=2019), load_nomenclatures())]
    assert [group for each in finer.merged for group in each.groups] == groups
    assert len(finer.merged) < len(groups)
