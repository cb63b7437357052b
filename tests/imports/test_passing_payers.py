"""A household that passes from one payer to the other, whichever file comes first."""

import datetime as dt

import pytest

from beneficiaries.models import HouseholdSituation, Membership, Person
from tests.imports.files import DECEMBER, NOVEMBER, OCTOBER, messages, person, stock
from tests.imports.test_payers import bring, cnaf_xml, dossier, written

pytestmark = pytest.mark.usefixtures("reference")


def family(number: int, payer: str, **values) -> list[dict]:
    """A couple and its child, who are nobody else's namesakes."""
    return [
        person(number, role, organisme=payer, nom="PASSANT", situation_familiale="MAR", **values)
        for role in ("DEM", "CJT", "ENF")
    ]


def others(payer: str, *numbers: int) -> list[dict]:
    return [person(n, organisme=payer, nom=f"RESTE{chr(64 + n)}") for n in numbers]


def flux(folder, rows: list[dict], day: dt.date, **options):
    numbers = dict.fromkeys(row["numero_demande"] for row in rows)
    households = [[row for row in rows if row["numero_demande"] == n] for n in numbers]
    content = cnaf_xml([dossier(household) for household in households], day)
    return bring("cnaf", written(folder, content, "flux.xml"), **options)


LOADS = pytest.mark.parametrize("load", [stock, flux])


def counted(day: dt.date) -> dict[int, str]:
    rows = HouseholdSituation.objects.on(day).with_open_right()
    return {int(n): payer for n, payer in rows.values_list("household__number", "organisation")}


def covered(day: dt.date) -> int:
    """Places of open households, counted one by one."""
    numbers = counted(day)
    places = Membership.objects.select_related("household")
    return sum(
        place.starts_on <= day
        and (place.ends_on is None or place.ends_on > day)
        and int(place.household.number) in numbers
        for place in places
    )


CAF, MSA = range(1, 10), range(11, 20)


def october(load, folder) -> None:
    load(folder, [*others("CAF", *CAF), *family(10, "CAF"), *others("MSA", *MSA)], OCTOBER)


@LOADS
@pytest.mark.parametrize("number", [10, 25])
@pytest.mark.parametrize("msa_first", [True, False])
def test_the_household_and_its_people_stay_one_in_either_order(tmp_path, load, number, msa_first):
    october(load, tmp_path)
    files = [others("CAF", *CAF), [*others("MSA", *MSA), *family(number, "MSA")]]
    for rows in reversed(files) if msa_first else files:
        report = load(tmp_path, rows, NOVEMBER)
        assert not report.is_refused_whole and not report.errors
    assert Person.objects.filter(last_name="PASSANT").count() == 3
    assert counted(OCTOBER)[10] == "CAF" and counted(NOVEMBER)[number] == "MSA"
    assert [len(counted(day)) for day in (OCTOBER, NOVEMBER)] == [19, 19]
    assert [covered(day) for day in (OCTOBER, NOVEMBER)] == [21, 21]


@LOADS
@pytest.mark.parametrize("number", [10, 25])
def test_what_the_payer_left_still_lists_is_told_and_counted_once(tmp_path, load, number):
    october(load, tmp_path)
    report = load(tmp_path, [*others("MSA", *MSA), *family(number, "MSA")], NOVEMBER)
    assert ("repris d’un autre organisme" in messages(report)) == (number != 10)
    report = load(tmp_path, [*others("CAF", *CAF), *family(10, "CAF")], NOVEMBER)
    assert "comptés une fois" in messages(report)
    assert counted(NOVEMBER)[number] == "MSA" and len(counted(NOVEMBER)) == 19
    assert covered(NOVEMBER) == 21 and Person.objects.filter(last_name="PASSANT").count() == 3


JANUARY = dt.date(2020, 1, 31)


@pytest.mark.parametrize("msa_first", [True, False])
def test_one_number_that_both_list_stays_with_the_payer_who_came_last(tmp_path, msa_first):
    october(stock, tmp_path)
    for day in (NOVEMBER, DECEMBER, JANUARY):
        files = [
            [*others(payer, *numbers), *family(10, payer)]
            for payer, numbers in (("CAF", CAF), ("MSA", MSA))
        ]
        for rows in reversed(files) if msa_first else files:
            stock(tmp_path, rows, day)
    household = HouseholdSituation.objects.filter(household__number=f"{10:011}")
    told = household.order_by("starts_on").values_list("organisation", "starts_on", "ends_on")
    assert list(told) == [("CAF", OCTOBER, NOVEMBER), ("MSA", NOVEMBER, None)]
    # Gone from the MSA, it is the CAF's again.
    stock(tmp_path, others("MSA", *MSA), dt.date(2020, 2, 29))
    stock(tmp_path, [*others("CAF", *CAF), *family(10, "CAF")], dt.date(2020, 2, 29))
    assert counted(dt.date(2020, 2, 29))[10] == "CAF"


@LOADS
@pytest.mark.parametrize("msa_first", [True, False])
def test_the_payer_left_closes_its_own_right_alone(tmp_path, load, msa_first):
    october(load, tmp_path)
    closed = family(10, "CAF", etat_droit="5")
    files = [[*others("CAF", *CAF), *closed], [*others("MSA", *MSA), *family(10, "MSA")]]
    for rows in reversed(files) if msa_first else files:
        load(tmp_path, rows, NOVEMBER)
    assert counted(NOVEMBER)[10] == "MSA" and covered(NOVEMBER) == 21
    load(tmp_path, [*others("CAF", *CAF), *closed], DECEMBER)
    assert counted(DECEMBER)[10] == "MSA" and covered(DECEMBER) == 21


@LOADS
def test_one_number_for_two_households_of_two_payers_is_told_and_erases_nobody(tmp_path, load):
    october(load, tmp_path)
    stranger = person(10, organisme="MSA", nom="AUTRE", date_naissance="1970-01-01")
    report = load(tmp_path, [*others("MSA", *MSA), stranger], NOVEMBER)
    assert "numéros à vérifier" in messages(report)
    assert counted(NOVEMBER)[10] == "CAF" and covered(NOVEMBER) == 21
    assert not Person.objects.filter(last_name="AUTRE").exists()
    # One person in common: it is the same household.
    report = load(tmp_path, [*others("MSA", *MSA), *family(10, "MSA")[:1]], DECEMBER)
    assert "numéros à vérifier" not in messages(report) and counted(DECEMBER)[10] == "MSA"


def test_a_household_comes_back_to_the_payer_it_had_left(tmp_path):
    october(stock, tmp_path)
    stock(tmp_path, [*others("MSA", *MSA), *family(25, "MSA")], NOVEMBER)
    stock(tmp_path, others("CAF", *CAF), NOVEMBER)
    back = family(30, "CAF", date_demande="2019-12-02")
    stock(tmp_path, [*others("CAF", *CAF), *back], DECEMBER)
    stock(tmp_path, others("MSA", *MSA), DECEMBER)
    assert counted(DECEMBER)[30] == "CAF" and len(counted(DECEMBER)) == 19
    assert covered(DECEMBER) == 21 and Person.objects.filter(last_name="PASSANT").count() == 3


def test_a_month_corrected_takes_over_until_the_next_file_of_its_payer(tmp_path):
    october(stock, tmp_path)
    for day in (NOVEMBER, DECEMBER):
        stock(tmp_path, [*others("CAF", *CAF), *family(10, "CAF")], day)
        stock(tmp_path, others("MSA", *MSA), day)
    late = [*others("MSA", *MSA), *family(25, "MSA")]
    assert not stock(tmp_path, late, NOVEMBER, force=True).is_refused_whole
    homes = [{number: n for number, n in counted(day).items() if number in (10, 25)}
             for day in (OCTOBER, NOVEMBER, DECEMBER)]  # fmt: skip
    assert homes == [{10: "CAF"}, {25: "MSA"}, {10: "CAF"}]
    assert [covered(day) for day in (OCTOBER, NOVEMBER, DECEMBER)] == [21, 21, 21]
    assert Person.objects.filter(last_name="PASSANT").count() == 3


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"prenom": "Annie"},
        {"sexe": "1"},
        {"date_naissance": "1985-03-03"},
        {"nom_naissance": "AUTREMENT"},
    ],
)
def test_only_the_same_person_passes_twins_and_namesakes_stay_two(tmp_path, other):
    one = person(10, nom="SEUL", nom_naissance="SEUL")
    rows = [row | {"nom_naissance": ""} for row in [*others("CAF", *CAF), *others("MSA", *MSA)]]
    stock(tmp_path, [*rows, one], OCTOBER)
    msa = [*rows[len(CAF) :], one | {"numero_demande": f"{25:011}", "organisme": "MSA"} | other]
    stock(tmp_path, msa, NOVEMBER)
    two = bool(other)
    assert 25 in counted(NOVEMBER) and (10 in counted(NOVEMBER)) == two
    assert len(counted(NOVEMBER)) == Person.objects.count() == 19 + two


def test_two_rows_with_the_same_names_take_nobody_over(tmp_path):
    one = person(10, nom="SEUL")
    stock(tmp_path, [*others("CAF", *CAF), one, *others("MSA", *MSA)], OCTOBER)
    twice = [person(n, nom="SEUL", organisme="MSA") for n in (25, 26)]
    stock(tmp_path, [*others("MSA", *MSA), *twice], NOVEMBER)
    assert {10, 25, 26} <= set(counted(NOVEMBER))
