"""The booklet of the whole département: its commissions side by side, their actions listed."""

import re

import pytest

from reports.booklet.render import print_html, screen_html
from reports.editions.freezing import edition_of
from tests.reports.booklets import Outline, text_of

pytestmark = pytest.mark.same_on_any_database


@pytest.fixture(scope="module")
def printed(demo_rows):
    return []


@pytest.fixture
def whole(demo_database, printed):
    if not printed:
        printed.append(print_html(edition_of(2020)))
    return printed[0]


def test_the_departement_has_the_same_outline(whole):
    argentan = screen_html(edition_of(2020, "argentan"))
    parts = [t for t in Outline(argentan).titles("h2") if re.match(r"[IV]+\.\d", t)]
    found = [t for t in Outline(whole).titles("h2") if re.match(r"[IV]+\.\d", t)]
    assert found == parts


def test_the_departement_speaks_of_no_commission_as_its_own(whole):
    text = text_of(whole[: whole.index('id="annexe"')])
    assert not re.search(r"\bNone\b|n\. d\.|\{|\}|commission (?=[.,;:])|la commission a pris", text)
    for expected in (
        "Département de l’Orne",
        "6 592 ménages de l’Orne perçoivent le RSA",
        "Les commissions ont pris 3 125 décisions",
        "Les cantons de l’Orne",
        "1 084 mesures du programme ont été mobilisées pour les habitants de l’Orne",
    ):
        assert expected in text
    assert text.count("337 aides ont été accordées") == 1


def test_the_departement_sets_its_commissions_side_by_side(whole):
    text = text_of(whole)
    assert "Repères Orne 2018 Orne 2019 Alençon 2019 Argentan 2019 Flers 2019" in text
    assert "Mortagne-au-Perche 751 (51 %) 400 (27 %)" in text


def test_the_departement_lists_the_actions_of_each_commission(whole):
    rows = {
        cells[0]: cells[1:]
        for row in re.findall(r"<tr>.*?</tr>", whole[whole.index('id="ii-3-argentan"') :])
        if len(cells := [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)])
        == 8
    }
    assert rows["Accompagnement spécifique des bénéficiaires en association intermédiaire"] == [
        *("Argentan Solidarité Insertion", "30 places", "36", "27", "13", "4 sur 13", "30 places")
    ]
    # A referent follows persons; a new action has no past, one that ends nothing to come.
    assert rows["Référent social RSA"][2:] == ["134", "–", "–", "–", "reconduite"]
    assert rows["Marchons pour mieux communiquer Putanges"][1:] == [*"–––––", "8 personnes"]
    assert rows["Ateliers en territoire rural"][-1] == "non reconduite"
