"""What pages and booklet show of figures by the same rules."""

import pytest

from plics.formatting import NBSP, NOT_AVAILABLE
from reports.booklet.context import read_booklet
from reports.booklet.evaluation import evaluate_action
from reports.exhibits import charts, rules
from reports.exhibits.parts import TableRow
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Figures, Result, Scope, Territory
from reports.figures.indicators import Family
from reports.figures.publication import SECRET, hidden
from tests import factories as f

CODE = "rsa.households.by_family"
WHOLE = Territory(key=DEPARTMENT, kind=DEPARTMENT, name="Lot")
CAHORS = Territory(key="cahors", kind="commission", name="Cahors")
FIGEAC = Territory(key="figeac", kind="commission", name="Figeac")


def group(name, value=None, share=None, *, hidden=False, place=DEPARTMENT) -> Result:
    return Result(
        indicator=CATALOGUE[CODE],
        territory=place,
        group=name,
        group_label=name,
        value=value,
        share=share,
        frozen_display=SECRET if hidden else None,
    )


def test_the_departement_comes_after_the_commissions_it_is_compared_with():
    canton = Territory(key="canton:4601", kind="canton", name="Cahors-1")
    figures = Figures(Scope(year=2019), [WHOLE, CAHORS, FIGEAC, canton], [], [])
    assert rules.compared(figures) == [CAHORS, FIGEAC, WHOLE]


def test_the_note_gives_the_part_of_known_values():
    results = [group("single", 30), group("couple", 45), group(UNKNOWN, 25)]
    assert rules.unknown_note(results) == [
        f"Parts calculées sur les valeurs connues, soit 75{NBSP}% de l’ensemble."
    ]


@pytest.mark.parametrize("unknown", [[], [group(UNKNOWN, 0)], [group(UNKNOWN, hidden=True)]])
def test_no_note_where_nothing_is_known_to_be_missing(unknown):
    assert rules.unknown_note([group("single", 30), *unknown]) == []


@pytest.mark.parametrize(
    ("result", "cell"),
    [
        (group("single", 30, 40), f"40{NBSP}%"),
        (group("single", 0, 0), f"0{NBSP}%"),
        # Nobody at all: zero of zero has no share.
        (group("single", 0), "–"),
        (group("single"), NOT_AVAILABLE),
        (group("single", hidden=True), SECRET),
        (group(UNKNOWN, 25), "–"),
        # It would have none if it were published.
        (group(UNKNOWN, hidden=True), "–"),
    ],
)
def test_a_share_in_a_table_says_why_it_is_missing(result, cell):
    assert rules.share_cell(result) == cell


def test_groups_without_anyone_are_left_out_but_not_those_hidden():
    results = [group("a", 3), group("b", 0), group("c"), group("d", hidden=True), group(UNKNOWN, 2)]
    assert [each.group for each in rules.worth_showing(results)] == ["a", "d"]


def test_groups_of_several_lines_keep_the_order_of_their_list():
    lines = [
        (CAHORS, [group("a", 0), group("b", 3), group("c", 1), group(UNKNOWN, 1)]),
        (FIGEAC, [group("a", 2), group("b", 0), group("c", 0), group("d", 0)]),
    ]
    assert rules.groups_of(lines) == ["a", "b", "c", UNKNOWN]


def test_seven_parts_are_too_many_to_be_told_apart():
    assert rules.can_be_told_apart(list("abcdef"))
    assert not rules.can_be_told_apart(list("abcdefg"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("rsa.households", f"au 30{NBSP}novembre 2019"),
        ("rsa.coverage", f"au 30{NBSP}novembre 2019"),
        ("decisions.total", "de l’année 2019"),
        ("fund.mean", "de l’année 2019"),
    ],
)
def test_a_figure_is_dated_as_what_it_is_counted_from(code, said):
    assert rules.dated(Scope(year=2019), code) == said


def test_what_hides_a_count_hides_its_bar():
    assert charts.plotted(group("a", hidden=True)) == (None, SECRET)
    assert charts.plotted_share(group("a", hidden=True)) == (None, SECRET)
    assert charts.plotted_share(group("a", 3, 40)) == (40, f"40{NBSP}%")


def test_cells_of_plain_texts_lead_nowhere():
    row = TableRow.of_texts("Cahors", ["1", "2"], css="total")
    assert [(cell.display, cell.url) for cell in row.cells] == [("1", ""), ("2", "")]
    assert row.css == "total"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("variant", "rows", "counted"),
    [
        ("mobilite", "Objet de la demande", "demandes des personnes accueillies"),
        ("places", "Démarche", "démarches des personnes présentes"),
    ],
)
def test_a_platform_is_asked_where_others_undertake(variant, rows, counted):
    argentan = f.CommissionFactory(slug="argentan", name="Argentan")
    agreement = f.AgreementFactory(commission=argentan, year=2019, action__variant=variant)
    for _ in range(5):
        stay = f.ParticipationFactory(agreement=agreement, commission=argentan)
        stay.steps.add(f.StepFactory(code="sante"))
    b = read_booklet(f.EditionFactory(commission=argentan, programme_year=2020))
    b.read_figures([Family.ACTIONS])
    parts = evaluate_action(b, b.actions[0])
    [shown] = [exhibit for part in parts for exhibit in part.exhibits]
    assert shown.table.head == [rows, "Personnes"]
    assert shown.dress.field.startswith(counted)


def test_a_legend_says_why_areas_have_no_value():
    code = "rsa.coverage"
    known = Result(indicator=CATALOGUE[code], territory="canton:1", value=4)
    missing = known._replace(value=None)
    assert rules.absence([known, hidden(missing)]) == "secret statistique"
    assert rules.absence([missing, known]) == "donnée non disponible"
    assert rules.absence([hidden(missing), missing]) == (
        "secret statistique\u00a0; donnée non disponible"
    )
    assert rules.absence([]) == "donnée non disponible"
