"""Under a figure: an example that is true and never hidden, its population, its source."""

from decimal import Decimal

import pytest

from plics.formatting import NBSP
from plics.models import Department
from reports.exhibits import dress
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Result, Territory
from reports.figures.base import Origin
from reports.figures.publication import hidden

ORNE = Territory(key=DEPARTMENT, kind=DEPARTMENT, name="Orne")
FLERS = Territory(key="flers", kind="commission", name="Flers")
DEPARTEMENT = Department(
    name="Orne",
    in_form="dans l’Orne",
    service="DASTI",
    population=285300,
    population_source="population 2017, Insee",
    communes_population_source="population municipale 2016, Insee",
)


def group(name: str, value: int, base: int, code="rsa.households.by_family") -> Result:
    return Result(
        indicator=CATALOGUE[code],
        territory=DEPARTMENT,
        group=name,
        group_label=name,
        value=value,
        share=Decimal(value * 100) / base,
        numerator=value,
        denominator=base,
    )


def read(*results: Result) -> str:
    return dress.group_reading(list(results), "dans l’Orne", "en 2019").replace(NBSP, " ")


def test_the_example_is_the_first_line_of_the_figure():
    assert read(group("seules", 30, 40), group("couples", 10, 40)) == (
        "dans l’Orne, en 2019, 30 ménages relèvent de « Seules », soit 75 % des 40 ménages"
    )


def test_what_overlaps_is_told_as_the_persons_who_have_it():
    steps = [group("lien social", 16, 55, "action.steps"), group("santé", 10, 55, "action.steps")]
    present = Result(indicator=CATALOGUE["action.present"], territory=DEPARTMENT, value=29)
    told = dress.group_reading(steps, "", "en 2019", whole=present).replace(NBSP, " ")
    assert told == "en 2019, 16 personnes relèvent de « Lien social », soit 55 % des 29 personnes"
    assert dress.group_reading(steps, "", "en 2019", whole=hidden(present)) == ""


def test_the_example_is_never_a_hidden_line_nor_an_empty_one_nor_the_unknown():
    lines = [hidden(group("seules", 3, 40)), group("couples", 0, 40), group(UNKNOWN, 5, 40)]
    assert read(*lines) == ""
    assert "« Familles »" in read(*lines, group("familles", 32, 40))


def test_a_hidden_base_is_not_told():
    masked = group("seules", 30, 40)._replace(share=None, denominator=None)
    assert read(masked) == "dans l’Orne, en 2019, 30 ménages relèvent de « Seules »"


@pytest.mark.parametrize(
    ("base", "told"),
    [
        (19, "1 ménage sur 19 relève de « Seules »"),
        (20, "1 ménage relève de « Seules », soit 5 % des 20 ménages"),
        (21, "1 ménage relève de « Seules », soit 5 % des 21 ménages"),
    ],
)
def test_no_share_of_fewer_than_twenty(base, told):
    assert read(group("seules", 1, base)).endswith(told)


def test_what_is_not_known_is_left_out_of_the_base():
    told = read(group("seules", 30, 40), group(UNKNOWN, 5, 40))
    assert told.endswith("soit 75 % des 40 ménages dont la réponse est connue")


def test_amounts_are_written_in_euros():
    told = read(group("loyer", 300, 1200, code="fund.amount.by_nature"))
    assert told.endswith(
        "300 € relèvent de « Loyer », soit 25 % des 1 200 €".replace("1 2", "1\u202f2")
    )


def household(value: int | None) -> Result:
    return Result(indicator=CATALOGUE["rsa.households"], territory="flers", value=value)


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (100, "on compte 95 ménages, contre 100 un an plus tôt, soit −5,0 %"),
        (0, "on compte 95 ménages"),
        (None, "on compte 95 ménages"),
    ],
)
def test_a_change_is_read_where_the_year_before_is_known(before, told):
    rows = [
        ("à Sées", household(90), household(None)),
        ("à Flers", household(before), household(95)),
    ]
    assert dress.change_reading(rows, "en 2019").replace(NBSP, " ") == f"à Flers, en 2019, {told}"


def test_the_field_is_that_of_what_is_counted():
    told = dress.field(["rsa.adults.by_sex"], "dans l’Orne", "au 30 novembre")
    assert told == (
        "allocataires et conjoints des ménages dont le droit au RSA est ouvert, dans l’Orne, "
        "au 30 novembre"
    )
    both = dress.field(["rsa.households", "rsa.coverage"], "", "")
    assert both == (
        "ménages dont le droit au RSA est ouvert et personnes des ménages dont le droit au RSA "
        "est ouvert"
    )


def test_a_field_of_three_populations_is_not_told():
    assert dress.field(["rsa.households", "rsa.persons", "decisions.total"], "", "") == ""


@pytest.mark.parametrize(
    ("territories", "told"),
    [
        ([ORNE], "population 2017, Insee"),
        ([FLERS], "population municipale 2016, Insee"),
        ([FLERS, ORNE], "population municipale 2016, Insee ; dans l’Orne, population 2017, Insee"),
    ],
)
def test_a_coverage_tells_the_population_that_it_is_a_share_of(territories, told):
    source = dress.source(["rsa.coverage"], DEPARTEMENT, territories).replace(NBSP, " ")
    assert source == f"fichiers mensuels de la CAF et de la MSA ; {told} ; traitement : DASTI"


def test_a_population_without_source_is_still_the_census_bureau_s():
    plain = Department(name="Lot", service="", council="")
    assert dress.source(["rsa.population"], plain, [FLERS]) == Origin.CENSUS.value


def test_every_indicator_has_a_field_and_a_source():
    for code in CATALOGUE:
        assert dress.field([code], "", "")
        assert dress.source([code], None, [ORNE])
