"""The rows of a table as HTML: nothing that somebody typed is markup."""

import pytest

from reports.exhibits.parts import ExhibitTable, TableCell, TableRow

pytestmark = pytest.mark.same_on_any_database


def test_a_row_leads_where_its_label_and_its_cells_do():
    cells = [TableCell(display="12", url="/noms/?a=1&b=2"), TableCell(display="n. d.", css="text")]
    row = TableRow(label="Garage", url="/action/", css="gap", cells=cells)
    assert ExhibitTable(head=[], rows=[row]).html_rows == (
        '<tr class="gap"><th scope="row"><a href="/action/">Garage</a></th>'
        '<td><a href="/noms/?a=1&amp;b=2">12</a></td><td class="text">n. d.</td></tr>\n'
    )


def test_an_evolution_stands_in_brackets_where_it_is_known():
    known, unknown = TableCell(display="+2", number=2), TableCell(display="n. d.")
    assert TableCell(display="12", beside=known).html == "<td>12 (+2)</td>"
    assert TableCell(display="12", beside=unknown).html == "<td>12</td>"


def test_what_somebody_typed_is_never_markup():
    row = TableRow(label="<b>", cells=[TableCell(display="<i>", css='"><u>')])
    assert "<b>" not in row.html and "<i>" not in row.html and "<u>" not in row.html
    assert "&lt;b&gt;" in row.html and "&lt;i&gt;" in row.html
