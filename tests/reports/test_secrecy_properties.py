"""Whatever is counted, a public document tells no small count, by itself or by subtraction."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import CATALOGUE, DEPARTMENT, Figures, Result, Scope, Territory
from reports.figures.publication import is_hidden, mask

SCOPE = Scope(year=2019)
COMMISSIONS = ("alencon", "argentan", "flers", "mortagne")
CANTONS = ("canton:6101", "canton:6102", "canton:6103")
TERRITORIES = [
    Territory(key=DEPARTMENT, kind=DEPARTMENT, name="Orne"),
    *(Territory(key=key, kind="commission", name=key) for key in COMMISSIONS),
    *(Territory(key=key, kind="canton", name=key) for key in CANTONS),
]
SMALL = range(1, 5)
# Small counts, those about the threshold, and plain ones.
counts = st.one_of(st.integers(0, 6), st.integers(7, 60))
GROUPS = ("18-25", "26-35", "36-45", "46-55")


def cell(code, territory, value, *, subject=None, group=None, parts=(None, None)) -> Result:
    return Result(
        indicator=CATALOGUE[code],
        territory=territory,
        subject=subject,
        group=group,
        value=value,
        numerator=parts[0],
        denominator=parts[1],
    )


def masked(cells) -> list[tuple[Result, Result]]:
    """Each result as it was counted, and as it is published."""
    published = mask(Figures(SCOPE, TERRITORIES, cells, list(CATALOGUE)))
    return [
        (each, published.get(each.code, each.territory, each.subject, each.group)) for each in cells
    ]


# --- tables that add up ----------------------------------------------------------------


@st.composite
def tables(draw) -> list[list[Result]]:
    """A table of one code, and the lines of it that add up to a total that is printed."""
    code, places, groups = draw(
        st.sampled_from(
            [
                # One line: groups of a territory, commissions, cantons.
                ("rsa.adults.by_age", ("argentan",), GROUPS),
                ("decisions.total", COMMISSIONS, (None,)),
                ("rsa.households", CANTONS, (None,)),
                # Lines that cross.
                ("rsa.adults.by_age", COMMISSIONS, GROUPS),
                ("rsa.adults.by_age", CANTONS, GROUPS),
            ]
        )
    )
    return [[cell(code, place, draw(counts), group=group) for group in groups] for place in places]


def lines_of(table: list[list]) -> list[list]:
    rows = [row for row in table if len(row) > 1]
    columns = [list(column) for column in zip(*table, strict=True) if len(column) > 1]
    return rows + columns


def known_by_subtraction(lines: list[list[tuple[Result, Result]]]) -> set[int]:
    """What someone who knows each line's total finds: one unknown of a line, again and again."""
    found: set[int] = set()
    moved = True
    while moved:
        moved = False
        for line in lines:
            unknown = [now for _, now in line if is_hidden(now) and id(now) not in found]
            if len(unknown) == 1:
                found.add(id(unknown[0]))
                moved = True
    return found


@given(tables())
def test_no_count_from_one_to_four_is_shown(table):
    for was, now in masked([each for row in table for each in row]):
        assert is_hidden(now) or was.value not in SMALL
        assert is_hidden(now) or now == was


@given(tables())
def test_no_hidden_count_is_the_rest_of_a_line(table):
    pairs = iter(masked([each for row in table for each in row]))
    published = [[next(pairs) for _ in row] for row in table]
    lines = lines_of(published)
    # With nothing but zeros beside it, a lone count is its line's total, hidden elsewhere.
    for line in lines:
        hidden = [now for _, now in line if is_hidden(now)]
        others = [now.value for _, now in line if not is_hidden(now)]
        assert len(hidden) != 1 or not any(others), [was.value for was, _ in line]
    full = [line for line in lines if sum(bool(was.value) for was, _ in line) > 1]
    assert known_by_subtraction(full) == set()


@given(tables())
def test_what_is_counted_large_or_not_at_all_stays(table):
    cells = [each for row in table for each in row]
    if any(each.value in SMALL for each in cells):
        return
    assert not any(is_hidden(now) for _, now in masked(cells))


# --- parts that complete each other, named here and not read from the code ---------------

PAIRS = [
    ("action.milestones", "action.milestones.rsa", "action.milestones.youth", "code_obtenu"),
    ("action.exits", "action.dropouts", "action.exits.completed", None),
    ("action.exits", "action.exits.excluded", "action.exits.counted", None),
]


@pytest.mark.parametrize(("whole", "one", "other", "group"), PAIRS, ids=[p[1] for p in PAIRS])
@given(values=st.tuples(counts, counts))
def test_two_parts_of_a_printed_whole_are_hidden_together(whole, one, other, group, values):
    codes = {whole: sum(values), one: values[0], other: values[1]}
    _, *parts = masked(
        [cell(code, "argentan", n, subject="asi", group=group) for code, n in codes.items()]
    )
    shown = [not is_hidden(now) for _, now in parts]
    if any(value in SMALL for value in values) and all(values):
        assert shown == [False, False]
    if not any(value in SMALL for value in values):
        assert shown == [True, True]


# --- ratios and amounts ----------------------------------------------------------------


@given(st.integers(0, 60), st.integers(1, 60))
def test_a_ratio_of_persons_shows_neither_its_part_nor_its_rest(part, base):
    if part > base:
        part, base = base, part
    value = Fraction(part * 100, base)
    [(_, now)] = masked(
        [cell("action.women", "argentan", value, subject="asi", parts=(part, base))]
    )
    assert is_hidden(now) == (part in SMALL or base - part in SMALL)
    if is_hidden(now):
        assert (now.share, now.numerator, now.denominator) == (None, None, None)


@given(st.lists(st.tuples(counts, counts), min_size=4, max_size=4))
def test_a_ratio_never_shows_what_its_parts_hide(rows):
    cells = []
    for place, (part, rest) in zip(COMMISSIONS, rows, strict=True):
        base = part + rest
        shared = {"subject": "asi"}
        cells += [
            cell("action.women.count", place, part, **shared),
            cell("action.women.known", place, base, **shared),
            cell("action.women", place, Fraction(part * 100, base or 1), **shared,
                 parts=(part, base)),
        ]  # fmt: skip
    published = {(now.code, now.territory): now for _, now in masked(cells)}
    for place in COMMISSIONS:
        parts = [published[code, place] for code in ("action.women.count", "action.women.known")]
        assert is_hidden(published["action.women", place]) or not any(map(is_hidden, parts))


@pytest.mark.parametrize(
    ("count", "amount", "group"),
    [
        ("fund.count", "fund.amount", None),
        ("fund.count.by_nature", "fund.amount.by_nature", "energie"),
    ],
)
@given(values=st.lists(counts, min_size=4, max_size=4))
def test_an_amount_is_hidden_wherever_its_aids_are(count, amount, group, values):
    cells = []
    for place, value in zip(COMMISSIONS, values, strict=True):
        cells.append(cell(count, place, value, subject="fsl", group=group))
        cells.append(cell(amount, place, 100 * value, subject="fsl", group=group))
    published = {(now.code, now.territory): now for _, now in masked(cells)}
    for place in COMMISSIONS:
        if is_hidden(published[count, place]):
            assert is_hidden(published[amount, place])
