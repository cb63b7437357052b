"""Charts: what they say, where it stands, and what print and colour-blindness ask."""

import datetime as dt
import io

import pikepdf
import pytest
import weasyprint

from plics.formatting import NOT_AVAILABLE
from reports import drawing
from reports.drawing import Bar, Point, StackPart, StackRow, TrendLine
from tests.reports import drawings
from tests.reports.chart_forms import FORMS, HUGE, grouped, months

every_form = pytest.mark.parametrize("form", FORMS)
every_size = pytest.mark.parametrize("count", [2, 5, 12, 24])


@every_form
@every_size
def test_no_text_overlaps_another(form, count):
    assert drawings.collisions(form(count)) == []


@every_form
@every_size
def test_no_text_leaves_the_sheet(form, count):
    assert drawings.cut(form(count)) == []


@every_form
def test_an_image_with_its_message(form):
    node = drawings.root(form(5))
    assert (node.get("role"), node[0].tag) == ("img", f"{drawings.SVG}title")
    assert node[0].text


@every_form
def test_same_data_give_the_same_bytes(form):
    assert form(5) == form(5)


@every_form
def test_identifiers_are_unique_and_known(form):
    ids = drawings.identifiers(form(5))
    assert len(ids) == len(set(ids))
    assert drawings.referred(form(5)) == set(ids)


@every_form
def test_nothing_that_print_ignores_or_a_strict_policy_refuses(form):
    svg = form(5)
    refused = ["style", "paint-order", "foreignObject", "textPath", "clip", "var(", "script"]
    assert [word for word in refused if word in svg] == []


def test_two_charts_of_one_page_share_no_identifier():
    assert not set(drawings.identifiers(grouped(5))) & set(drawings.identifiers(grouped(12)))


HOSTILE = "<script>alert(1)</script> & \"a\" 'b' \x00\x0b"


def test_texts_are_escaped():
    svg = drawing.horizontal_bars(
        title=HOSTILE, rows=[Bar(label="A<b>&", value=1, display=HOSTILE)]
    )
    assert drawings.root(svg)[0].text == "<script>alert(1)</script> & \"a\" 'b' "
    assert drawings.texts(svg) == ["A<b>&", "<script>alert(1)</script> & \"a\" 'b' "]


@pytest.mark.parametrize(
    "chart",
    [
        drawing.horizontal_bars(rows=[], title="Vide"),
        drawing.grouped_bars(rows=[("Argentan", {})], title="Vide"),
        drawing.stacked_shares(rows=[], title="Vide"),
        drawing.trend_line(lines=[TrendLine(label="Orne", points=[])], title="Vide"),
        drawing.funnel(steps=[], title="Vide"),
    ],
)
def test_without_data_a_note_says_so(chart):
    assert drawings.texts(chart) == ["Aucune donnée"]


def test_displays_are_shown_as_given():
    row = Bar(label="Orne", value=6592, display="6\u202f592")
    assert "6\u202f592" in drawings.texts(drawing.horizontal_bars(rows=[row], title="t"))


def test_bars_are_proportional_and_zero_or_unknown_draw_none():
    svg = drawing.horizontal_bars(
        title="t",
        rows=[
            Bar(label="A", value=200, display="200"),
            Bar(label="B", value=50, display="50"),
            Bar(label="C", value=0, display="0"),
            Bar(label="D", value=None),
        ],
    )
    long, short = [bar["width"] for bar in drawings.shapes(svg, "chart-current")]
    assert long == pytest.approx(4 * short, abs=0.05)
    assert drawings.texts(svg) == ["A", "200", "B", "50", "C", "0", "D", NOT_AVAILABLE]


def test_a_tiny_value_keeps_a_visible_bar():
    rows = [Bar(label="A", value=1, display="1"), Bar(label="B", value=HUGE, display="…")]
    svg = drawing.horizontal_bars(rows=rows, title="t")
    assert drawings.shapes(svg, "chart-current")[0]["width"] == 1


def test_negative_bars_end_where_positive_ones_begin():
    rows = [Bar(label="A", value=-4.8, display="−4,8 %"), Bar(label="B", value=2, display="2 %")]
    below, above = drawings.shapes(drawing.horizontal_bars(rows=rows, title="t"), "chart-current")
    assert below["x"] + below["width"] == pytest.approx(above["x"], abs=0.02)


def test_the_row_the_page_is_about_stands_out():
    rows = [
        Bar(label="Argentan", value=1, display="1", emphasis=True),
        Bar(label="Orne", value=2, display="2"),
    ]
    svg = drawing.horizontal_bars(rows=rows, title="t")
    assert len(drawings.shapes(svg, "chart-current")) == 1
    assert len(drawings.shapes(svg, "chart-plain")) == 1


def test_grouped_bars_mark_the_year_a_row_lacks():
    rows = [("A", {"2018": (3, "3"), "2019": (4, "4")}), ("B", {"2019": (5, "5")})]
    svg = drawing.grouped_bars(rows=rows, title="t")
    assert drawings.texts(svg) == ["2018", "2019", "A", "3", "4", "B", NOT_AVAILABLE, "5"]


def two_parts(women, men) -> str:
    parts = [
        StackPart(label="Femmes", share=women, display=f"{women} %"),
        StackPart(label="Hommes", share=men, display=f"{men} %"),
    ]
    return drawing.stacked_shares(rows=[StackRow(label="Orne", parts=parts)], title="t")


def test_parts_fill_the_row_in_proportion():
    svg = two_parts(75, 25)
    women = drawings.shapes(svg, "chart-series-1")[0]
    men = drawings.shapes(svg, "chart-series-2")[0]
    assert women["width"] == pytest.approx(3 * men["width"], abs=0.1)
    assert women["x"] + women["width"] == pytest.approx(men["x"], abs=0.02)


def test_parts_rounded_above_a_hundred_stay_in_the_row():
    men = drawings.shapes(two_parts(55, 50), "chart-series-2")[0]
    assert men["x"] + men["width"] <= 640


def test_a_figure_too_wide_for_its_part_goes_under_the_bar():
    svg = two_parts(99, 1)
    under = next(text for text in drawings.written(svg) if text.content == "1 %")
    bar = drawings.shapes(svg, "chart-series-2")[0]
    assert under.top > bar["y"] + bar["height"]


def test_what_is_not_known_has_no_tone_of_its_own():
    parts = [
        StackPart(label="Niveau V", share=60, display="60 %"),
        StackPart(label="Sans réponse", share=40, display="40 %", is_unknown=True),
    ]
    svg = drawing.stacked_shares(rows=[StackRow(label="Orne", parts=parts)], title="t")
    assert len(drawings.shapes(svg, "chart-unknown")) == 1


def test_ordered_classes_are_told_apart_without_patterns():
    parts = [StackPart(label=f"{n} ans", share=20, display="20 %") for n in range(5)]
    svg = drawing.stacked_shares(
        rows=[StackRow(label="Orne", parts=parts)], title="t", is_ordered=True
    )
    assert "<pattern" not in svg
    assert len(drawings.shapes(svg, "chart-ordered-1")) == 1


def test_a_row_without_shares_says_not_available():
    rows = [StackRow(label="Orne", parts=[StackPart(label="Femmes", share=None)])]
    assert NOT_AVAILABLE in drawings.texts(drawing.stacked_shares(rows=rows, title="t"))


def test_a_month_without_figure_breaks_the_line():
    values = [10, 12, None, 11, 14]
    points = [
        Point(month=month, value=value, display=str(value))
        for month, value in zip(months(5), values, strict=True)
    ]
    svg = drawing.trend_line(lines=[TrendLine(label="Orne", points=points)], title="t")
    (line,) = drawings.root(svg).iter(f"{drawings.SVG}path")
    assert line.get("d").count("M") == 2


def test_the_axis_starts_from_zero_unless_values_stand_high_and_is_then_marked_as_cut():
    def drawn(values):
        points = [
            Point(month=month, value=value, display="…")
            for month, value in zip(months(2), values, strict=True)
        ]
        return drawing.trend_line(lines=[TrendLine(label="", points=points)], title="t")

    whole, cut = drawn([40, 100]), drawn([6592, 6932])
    assert "0" in drawings.texts(whole) and "0" not in drawings.texts(cut)
    assert (whole.count("chart-cut"), cut.count("chart-cut")) == (0, 2)


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (drawing.grouped_bars, {"rows": [("A", {str(n): (1, "1") for n in range(4)})]}),
        (
            drawing.stacked_shares,
            {
                "rows": [
                    StackRow(label="A", parts=[StackPart(label=str(n), share=1) for n in range(9)])
                ]
            },
        ),
        (
            drawing.trend_line,
            {
                "lines": [
                    TrendLine(label=str(n), points=[Point(month=dt.date(2019, 1, 1), value=1)])
                    for n in range(4)
                ]
            },
        ),
    ],
)
def test_more_categories_than_the_eye_can_tell_are_refused(form, data):
    with pytest.raises(ValueError, match="Au plus|au plus"):
        form(title="t", **data)


def test_print_reads_the_message_in_place_of_the_figure():
    svg = drawing.horizontal_bars(
        rows=[Bar(label="A", value=1, display="1")], title="L’Orne baisse"
    )
    html = f'<html lang="fr"><title>t</title><body><p>Texte</p>{svg}</body></html>'
    printed = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        said = [str(thing.Alt) for thing in pdf.objects if "/Alt" in keys(thing)]
    assert said == ["L’Orne baisse"]


def keys(thing) -> set[str]:
    return set(thing.keys()) if isinstance(thing, pikepdf.Dictionary) else set()
