"""Two payers through the months, in every format: nobody is lost, nobody counts twice."""

import datetime as dt
import itertools

import pytest

from beneficiaries.merging import merge
from beneficiaries.models import Membership, Person
from tests.factories import UserFactory
from tests.imports.files import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    bring,
    messages,
    ods_file,
    person,
    stock,
    table,
    xlsx_file,
)
from tests.imports.months import ANNE, LEA, PAUL, places, the, written_alike
from tests.imports.test_passing_payers import CAF, MSA, counted, covered, family, flux, others

pytestmark = pytest.mark.usefixtures("reference")
JANUARY = dt.date(2020, 1, 31)
TOM, TIM = LEA | {"prenom": "Tom", "sexe": "1"}, LEA | {"prenom": "Tim", "sexe": "1"}


def workbook(write, folder, rows, day, **options):
    return bring("beneficiaires", write(folder, table(rows)), day, **options)


def as_xlsx(folder, rows, day, **options):
    return workbook(xlsx_file, folder, rows, day, **options)


def as_ods(folder, rows, day, **options):
    return workbook(ods_file, folder, rows, day, **options)


def lists():
    """Each file in another format than the one before it."""
    formats = itertools.cycle([stock, as_xlsx, as_ods])
    return lambda *args, **options: next(formats)(*args, **options)


@pytest.fixture(params=written_alike(lists, lambda: flux))
def load(request, tmp_path):
    send = request.param()

    def bring_month(day, caf=None, msa=None, *, msa_first=False, **options):
        """The files of a month; a payer without rows of its own sends none."""
        files = {"CAF": (CAF, caf), "MSA": (MSA, msa)}
        reports = []
        for payer, (usual, own) in reversed(files.items()) if msa_first else files.items():
            if own is not None:
                own = [row | {"organisme": payer} for row in own]
                columns = {name: "" for row in own for name in row}
                rows = [columns | row for row in (*others(payer, *usual), *own)]
                reports.append(send(tmp_path, rows, day, **options))
                assert not reports[-1].is_refused_whole and not reports[-1].errors
        return reports

    return bring_month


EITHER = pytest.mark.parametrize("msa_first", [False, True], ids=["caf-first", "msa-first"])


def dem(number, who, **values):
    return person(number, **who | values)


def cjt(number, who, **values):
    return person(number, "CJT", **who | values)


def child(number, who=LEA, **values):
    return person(number, "ENF", **who | values)


def special(day) -> dict[int, str]:
    """Open households of the persons of the story."""
    return {n: payer for n, payer in counted(day).items() if n in (10, 25)}


def heads(day) -> int:
    """Persons of the story who have a place in an open household that day."""
    return covered(day) - len(CAF) - len(MSA)


@EITHER
def test_a_child_of_two_homes_under_two_payers_is_one_child(load, msa_first):
    load(OCTOBER, [dem(10, ANNE), child(10)], [dem(25, PAUL), child(25)], msa_first=msa_first)
    load(NOVEMBER, [dem(10, ANNE), child(10)], [dem(25, PAUL), child(25)], msa_first=msa_first)
    load(DECEMBER, [dem(10, ANNE)], [dem(25, PAUL), child(25)], msa_first=msa_first)
    assert places(LEA) == [(10, "ENF", OCTOBER, DECEMBER), (25, "ENF", OCTOBER, None)]
    assert [heads(day) for day in (OCTOBER, NOVEMBER, DECEMBER)] == [4, 4, 3]


@EITHER
def test_a_marriage_and_a_move_the_same_month(load, msa_first):
    """Told by the birth name; before the file of the payer left, nothing says who is gone."""
    married = {"nom": "MARTIN", "nom_naissance": "COUPLE"}
    luc = PAUL | {"nom": "MARTIN", "prenom": "Luc"}
    load(OCTOBER, [dem(10, ANNE, nom_naissance="COUPLE")], [dem(25, luc)])
    told = load(NOVEMBER, [], [dem(25, luc), cjt(25, ANNE | married)], msa_first=msa_first)
    assert ("gardées à part" in messages(told[0])) == msa_first
    load(DECEMBER, [], [dem(25, luc), cjt(25, ANNE | married)], msa_first=msa_first)
    assert [heads(day) for day in (OCTOBER, NOVEMBER, DECEMBER)] == [2, 2, 2]
    assert Person.objects.filter(first_name="Anne", last_name="MARTIN").count() == 1
    assert Person.objects.filter(birth_date=ANNE["date_naissance"]).count() == 1 + msa_first


@EITHER
@pytest.mark.parametrize("number", [10, 25])
def test_a_return_under_the_same_number_and_application(load, number, msa_first):
    home = family(10, "CAF")
    load(OCTOBER, home, [])
    load(NOVEMBER, [], family(number, "MSA"))
    load(DECEMBER, home, [], msa_first=msa_first)
    load(JANUARY, home, [], msa_first=not msa_first)
    assert special(NOVEMBER) == {number: "MSA"}
    assert special(DECEMBER) == special(JANUARY) == {10: "CAF"}
    assert [heads(day) for day in (OCTOBER, NOVEMBER, DECEMBER, JANUARY)] == [3, 3, 3, 3]
    assert Person.objects.filter(last_name="PASSANT").count() == 3


@EITHER
def test_a_payer_slow_to_drop_who_left_never_counts_them_twice(load, msa_first):
    """Its file comes first and is the last to say « present »: for as long as the other waits."""
    home, gone = family(10, "CAF"), family(25, "MSA")
    load(OCTOBER, home, [])
    load(NOVEMBER, home, gone, msa_first=msa_first)
    load(DECEMBER, home)
    assert special(DECEMBER) == {10: "CAF"} and heads(DECEMBER) == 3
    load(DECEMBER, None, gone)
    rows = set(Membership.objects.values_list())
    load(DECEMBER, home, gone, msa_first=msa_first)
    assert set(Membership.objects.values_list()) == rows
    load(JANUARY, [], gone, msa_first=msa_first)
    homes = [special(day) for day in (OCTOBER, NOVEMBER, DECEMBER, JANUARY)]
    assert homes == [{10: "CAF"}, *[{25: "MSA"}] * 3]
    assert [heads(day) for day in (OCTOBER, NOVEMBER, DECEMBER, JANUARY)] == [3] * 4
    assert Person.objects.filter(last_name="PASSANT").count() == 3


@pytest.mark.parametrize(
    ("day", "holder"),
    [(dt.date(2019, 11, 29), 25), (NOVEMBER, 25), (dt.date(2019, 12, 1), 10)],
)
def test_files_of_one_month_settle_nothing_the_next_month_does(load, day, holder):
    home = family(10, "CAF")
    load(OCTOBER, home, [])
    load(dt.date(2019, 11, 28), None, family(25, "MSA"))
    (told,) = load(day, home)
    assert special(day) == {holder: "CAF" if holder == 10 else "MSA"} and heads(day) == 3
    assert ("comptés une fois" in messages(told)) == (holder == 25)


@EITHER
def test_a_household_split_between_payers(load, msa_first):
    load(OCTOBER, [dem(10, ANNE), cjt(10, PAUL), child(10)], [])
    november = {"caf": [dem(10, ANNE), child(10)], "msa": [dem(25, PAUL)]}
    told = load(NOVEMBER, **november, msa_first=msa_first)
    if msa_first:
        assert "à fusionner si c’est la même" in messages(told[0])
        old, new = Person.objects.filter(first_name="Paul").order_by("pk")
        merge(kept=old, duplicate=new, by=UserFactory())
    load(DECEMBER, **november, msa_first=msa_first)
    assert places(PAUL) == [(10, "CJT", OCTOBER, NOVEMBER), (25, "DEM", NOVEMBER, None)]
    assert [heads(day) for day in (OCTOBER, NOVEMBER, DECEMBER)] == [3, 3, 3]
    assert special(DECEMBER) == {10: "CAF", 25: "MSA"}


@pytest.mark.parametrize("born", ["", "COUPLE"])
@pytest.mark.parametrize("number", [10, 25])
def test_twins_of_whom_one_changes_name_stay_two_even_from_a_payer_to_the_other(load, number, born):
    home = [dem(10, ANNE), child(10, TOM), child(10, TIM)]
    home = [row | {"nom_naissance": born and row["nom"]} for row in home]
    load(OCTOBER, home, [])
    renamed = [row | {"numero_demande": f"{number:011}"} for row in home]
    renamed[2] |= {"nom": "PETIT"}
    there = {"caf": renamed, "msa": []} if number == 10 else {"caf": [], "msa": renamed}
    for day in (NOVEMBER, DECEMBER):
        load(day, **there, msa_first=True)
    assert [heads(day) for day in (OCTOBER, NOVEMBER, DECEMBER)] == [3, 3, 3]
    assert Person.objects.filter(birth_date=LEA["date_naissance"]).count() == 2
    assert the(TIM).last_name == "PETIT" and the(TOM).last_name == "COUPLE"


@EITHER
@pytest.mark.parametrize("number", [10, 25])
def test_the_files_of_a_month_sent_twice_by_both_payers_change_nothing(load, number, msa_first):
    load(OCTOBER, family(10, "CAF"), [])
    november = {"caf": family(10, "CAF"), "msa": family(number, "MSA"), "msa_first": msa_first}
    load(NOVEMBER, **november)
    rows = set(Membership.objects.values_list())
    for again in load(NOVEMBER, **november):
        assert (again.created, again.updated, again.closed) == (0, 0, 0)
    assert set(Membership.objects.values_list()) == rows
    assert len(special(NOVEMBER)) == 1 and heads(NOVEMBER) == 3
    assert Person.objects.filter(last_name="PASSANT").count() == 3


@EITHER
@pytest.mark.parametrize("passed_in", [NOVEMBER, DECEMBER])
def test_a_month_skipped_then_loaded_late(load, passed_in, msa_first):
    before = {"caf": family(10, "CAF"), "msa": []}
    after = {"caf": [], "msa": family(25, "MSA")}
    load(OCTOBER, **before)
    load(DECEMBER, **after)
    load(NOVEMBER, **(after if passed_in == NOVEMBER else before), msa_first=msa_first, force=True)
    homes = [special(day) for day in (OCTOBER, NOVEMBER, DECEMBER)]
    assert homes == [
        {10: "CAF"},
        {25: "MSA"} if passed_in == NOVEMBER else {10: "CAF"},
        {25: "MSA"},
    ]
    assert [heads(day) for day in (OCTOBER, NOVEMBER, DECEMBER)] == [3, 3, 3]
    assert Person.objects.filter(last_name="PASSANT").count() == 3
