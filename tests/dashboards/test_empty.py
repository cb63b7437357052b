"""A base where nothing was loaded yet: pages and files say why, never 0."""

import re

import pytest

from reports.dashboards.pages import PAGES
from tests import factories as f

ADDRESSES = [f"/tableaux/{slug}/" for slug, page in PAGES.items() if page.in_menu]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_empty_base_says_the_cause_and_what_to_do(staff, address):
    page = staff.get(address).content.decode()
    assert page.count("<p>Non chargé\u00a0: ") == 1
    assert 'À charger\u00a0: <a href="/importer/' in page
    # But the key of what is drawn.
    assert "<svg" not in re.sub(r'<p class="key">.*?</p>', "", page)


@pytest.mark.same_on_any_database
def test_an_empty_panel_says_why_in_its_file(staff):
    f.DepartmentFactory()
    page = staff.get("/tableaux/fonds/budget.csv").content.decode("utf-8-sig")
    head, row = page.splitlines()
    assert head == "Information"
    assert row
