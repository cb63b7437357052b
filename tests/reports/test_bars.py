"""The bars of a table's cells: one scale a table, none where no share is told."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from reports.booklet import bars
from reports.figures import CATALOGUE, UNKNOWN, Result
from reports.figures.publication import SECRET

CODE = "rsa.adults.by_sex"


def result(value, *, group="F", share=None, **more) -> Result:
    found = Result(indicator=CATALOGUE[CODE], territory="orne", value=value, group=group, **more)
    return found._replace(share=share if share is None else Decimal(share))


@pytest.mark.parametrize(
    ("share", "css"), [(60, "bar b50"), (30, "bar b25"), ("0.1", "bar b1"), (0, ""), (None, "")]
)
def test_the_largest_share_of_a_table_fills_its_cell(share, css):
    assert bars.counted(result(12, share=share), Decimal(60)).css == css


def test_the_scale_is_that_of_the_shares_that_are_told():
    shown = result(12, share=40)
    hidden = result(None, frozen_display=SECRET, frozen_share=SECRET)
    assert bars.largest([shown, hidden]) == 40
    assert bars.largest([hidden]) == 0


def test_a_cell_whose_count_or_share_is_hidden_has_no_bar():
    hidden = result(None, frozen_display=SECRET, frozen_share=SECRET)
    base_hidden = result(30, frozen_share=SECRET)
    told = [bars.counted(each, Decimal(60)) for each in (hidden, base_hidden)]
    assert [(cell.display, cell.css) for cell in told] == [(SECRET, ""), (f"30 ({SECRET})", "")]


def test_who_is_unknown_has_a_count_and_no_share():
    cell = bars.counted(result(4, group=UNKNOWN), Decimal(60))
    assert (cell.display, cell.css) == ("4", "")


def test_each_length_has_its_style():
    style = Path(settings.BASE_DIR, "static/css/bars.css").read_text(encoding="utf-8")
    lengths = [int(rank) for rank in re.findall(r"^\.b(\d+) ", style, flags=re.M)]
    assert lengths == list(range(1, bars.LENGTHS + 1))
