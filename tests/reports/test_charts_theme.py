"""Measures of text and tones: what labels are laid out with, and told apart by."""

import colorsys
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from reports.drawing import svg, theme

FONTS = Path(settings.BASE_DIR, "static", "fonts")
LETTERS = (
    "".join(map(chr, range(32, 127)))
    + "àâäçéèêëîïôöùûüÿæœÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ’«»…–—−€°×≥≤\u00a0\u202f\u2011"
)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("face", "strong"), [("Regular", False), ("Semibold", True)])
def test_lines_of_text_are_never_wider_than_measured(face, strong):
    font = TTFont(FONTS / f"SourceSans3-{face}.woff2")
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    words = ["Mortagne-au-Perche", "6\u202f592 ménages", "54\u00a0%", "L’Aigle", LETTERS]
    for word in words:
        real = sum(advances[glyphs[ord(letter)]][0] for letter in word) * 13 / 1000
        assert svg.text_width(word, 13, strong=strong) >= real


@given(st.text("aim -’", max_size=80), st.integers(20, 300))
def test_wrapping_keeps_every_letter_in_lines_that_fit(text, width):
    lines = svg.wrap(text, width)
    assert all(svg.text_width(line) <= width for line in lines)
    kept = "".join(lines).replace(" ", "").replace("-", "")
    assert kept == text.replace(" ", "").replace("-", "")


def test_hyphenated_names_break_after_their_hyphens():
    assert svg.wrap("Mortagne-au-Perche", 75) == ["Mortagne-", "au-Perche"]


def test_non_breaking_spaces_hold():
    assert svg.wrap("coût de 83\u202f952\u00a0€", 60) == ["coût de", "83\u202f952\u00a0€"]


@pytest.mark.parametrize("value", [0.1 + 0.2, -0.001, 12.3456, 7])
def test_coordinates_have_two_decimals_at_most(value):
    assert svg.coordinate(value) == {0.1 + 0.2: "0.3", -0.001: "0", 12.3456: "12.35", 7: "7"}[value]


@pytest.mark.parametrize("fill", [*theme.SERIES, theme.CURRENT, theme.PLAIN], ids=str)
def test_fills_stand_out_of_the_page(fill):
    assert contrast(fill.colour, theme.GROUND) >= 3


@pytest.mark.parametrize(
    "pair", [*pairwise(theme.SERIES), (theme.CURRENT, theme.PLAIN)], ids=lambda pair: pair[1].name
)
def test_neighbours_differ_by_their_lightness(pair):
    one, other = pair
    assert contrast(one.colour, other.colour) >= 3


def test_no_two_series_look_alike_in_grey():
    """Dark or medium, and how it is hatched: each pair is used once."""
    looks = [(luminance(fill.colour) < 0.15, fill.hatch, fill.line) for fill in theme.SERIES]
    assert len(set(looks)) == len(looks)


def test_ordered_classes_go_from_light_to_dark_in_one_hue_without_hatching():
    tones = [luminance(fill.colour) for fill in theme.ordered(6)]
    assert tones == sorted(tones, reverse=True)
    assert not any(fill.hatch for fill in theme.ORDERED)
    hues = [
        colorsys.rgb_to_hsv(*(int(f.colour[i : i + 2], 16) for i in (1, 3, 5)))[0]
        for f in theme.ORDERED
    ]
    assert max(hues) - min(hues) < 0.03
    with pytest.raises(ValueError, match="Au plus 6"):
        theme.ordered(7)


LABELLED = [fill for fill in [*theme.SERIES, *theme.ORDERED] if fill.label]


@pytest.mark.parametrize("fill", LABELLED, ids=str)
def test_figures_are_legible_on_their_fill(fill):
    assert not fill.hatch
    assert contrast(fill.label, fill.colour) >= 4.5


@pytest.mark.parametrize("fill", [theme.PREVIOUS, theme.EARLIER, theme.UNKNOWN])
def test_light_fills_have_an_edge_that_stands_out(fill):
    assert contrast(fill.edge, theme.GROUND) >= 3


@pytest.mark.parametrize("colour", [theme.INK, theme.MUTED])
def test_letters_are_legible_on_the_page(colour):
    assert contrast(colour, theme.GROUND) >= 4.5
