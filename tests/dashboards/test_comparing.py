"""Twenty figures of the commissions side by side, as each account may have them."""

import re

import pytest

from reports.dashboards.pages import PAGES
from reports.figures import CATALOGUE

pytestmark = pytest.mark.same_on_any_database
PANEL = PAGES["comparaison"].panels[0]


def rows_of(client, **query):
    page = client.get("/tableaux/comparaison/", query, follow=True).content.decode()
    body = page[page.index('id="tableau"') :].split("<tbody>", 1)[1].split("</table>")[0]
    lines = re.findall(r'<tr(?! class="group")[^>]*><th[^>]*>(.*?)</th>(.*?)</tr>', body, re.S)
    return {
        label: [re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<td.*?</td>", row)]
        for label, row in lines
    }


def row(found, code):
    return next(cells for label, cells in found.items() if label.startswith(CATALOGUE[code].label))


def test_there_are_twenty_each_once():
    assert len(PANEL.wanted) == len({*PANEL.wanted}) == 20


def test_the_staff_see_ranks_and_gaps_on_the_day(people, staff):
    found = rows_of(staff)
    assert len(found) == 20
    # Argentan, Flers, the département, the median.
    assert [re.sub(r"\s+", " ", cell) for cell in row(found, "rsa.households")] == [
        "2 1er · +0,5", "1 2e · −0,5", "3", "1,5",
    ]  # fmt: skip
    # Nobody in Flers: one figure is no ranking.
    assert [cell.split()[0] for cell in row(found, "pathway.duties.with_contract")] == [
        "100", "n.", "100", "–",
    ]  # fmt: skip


def test_a_reader_gets_no_rank_where_one_is_hidden(reader):
    found = row(rows_of(reader), "rsa.households")
    assert "s.\u00a0s." in found
    assert found[-1] == "–" and not any("1er" in cell for cell in found)


def test_a_coordinator_sees_her_own_and_cannot_place_the_others(coordinator):
    own, other, *_, median = row(rows_of(coordinator), "rsa.households")
    assert (own, other, median) == ("2", "s.\u00a0s.", "–")


def test_a_year_that_was_not_loaded_says_so(people, staff):
    page = staff.get("/tableaux/comparaison/?annee=2015").content.decode()
    assert "non chargé" in page.lower() and "1er ·" not in page
