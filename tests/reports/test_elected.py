"""The double page of an elected member, on the cohort counted by hand."""

import dataclasses
import datetime as dt

import pytest
from django.template.loader import render_to_string

from reports.booklet.context import read_booklet
from reports.booklet.elected import RATE, elected, shown, start_of
from reports.booklet.outline import SUMMARISED
from reports.booklet.render import print_html
from reports.editions.freezing import edition_of
from reports.figures.publication import Reader
from tests import factories as f
from tests.reports import cohort
from tests.reports.booklets import article, text_of


@pytest.fixture
def rows(db):
    cohort.build()


def read(slug, **more):
    b = read_booklet(edition_of(2020, slug), **more)
    b.read_figures(SUMMARISED)
    return b


def double_page(slug="argentan", **more):
    return elected(read(slug, **more))


def cells(table):
    return {row.label: [cell.display.replace("\u00a0", " ") for cell in row.cells]
            for row in table.rows}  # fmt: skip


def test_the_bridge_balances_or_says_by_how_much_it_does_not(rows):
    b = read("flers")
    lines = [["0"], ["+ 1"], ["0"], ["0"], ["0"]]
    assert [*cells(elected(b)["bridge"]).values()] == [*lines, ["1"]]
    counted = (r._replace(value=3) if r.code == "rsa.households" else r for r in b.figures.now)
    b.figures = dataclasses.replace(b.figures, now=b.figures.now.replaced(list(counted)))
    assert [*cells(elected(b)["bridge"]).values()] == [*lines, ["+2"], ["3"]]


def test_the_board_has_a_line_an_action_and_its_target(rows):
    page = double_page()
    (line,) = cells(page["board"]).values()
    told = dict(zip(page["board"].head[1:], line, strict=True))
    assert told["Sorties dynamiques"] == "1 sur 2" and told["Objectif"] == "50 %"
    assert [told[k] for k in ("Montant convenu", "Par participant", "Par sortie dynamique")] == [
        "1\u202f000 €", "200 €", "1\u202f000 €",
    ]  # fmt: skip
    reached = page["reached"].replace("\u00a0", " ")
    assert reached == "Objectif de sorties dynamiques atteint par 1 action sur 1"


@pytest.mark.parametrize(("base", "told"), [(19, "10 sur 19"), (20, "50 %")])
def test_a_share_of_twenty_exits_is_told_as_a_share(rows, base, told):
    b = read("argentan")
    rate = next(r for r in b.figures.now if r.code == RATE and r.value is not None)
    rate = rate._replace(numerator=10, denominator=base)
    assert shown(rate).replace("\u00a0", " ") == told


def test_a_target_missed_by_one_is_not_reached(rows):
    from actions.models import Agreement

    Agreement.objects.filter(action__slug="atelier").update(dynamic_exit_target=51)
    assert double_page()["reached"].endswith("atteint par aucune action sur 1")


def test_commissions_stand_beside_each_other_with_their_rank(rows):
    compared = double_page()["compared"]
    (line,) = (row for row in compared.rows if row.label.startswith("Part de la population"))
    assert [cell.below.replace("\u00a0", " ") for cell in line.cells[:2]] == [
        "1er · +0,115 point", "2e · −0,115 point",
    ]  # fmt: skip


def test_an_outlook_is_told_by_its_first_sentence(rows):
    agreement = f.AgreementFactory(
        action__slug="permis", action__axis__section=f.SectionFactory(), year=2020,
        commission=f.CommissionFactory(slug="argentan"),
    )  # fmt: skip
    f.SheetBlockFactory(
        agreement=agreement, kind="perspectives", body="<p>- Ouvrir le samedi. Le reste suit.</p>"
    )
    told = [(url, text) for _, url, text in double_page()["outlooks"]]
    assert told == [("#action-permis", "Ouvrir le samedi.")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Suivre M. Durand chez lui. Le reste suit.", "Suivre M. Durand chez lui."),
        ("Passer de 4 à 5. Le reste suit.", "Passer de 4 à 5."),
        ("Ouvrir le samedi ; le reste suit.", "Ouvrir le samedi"),
    ],
)
def test_a_sentence_does_not_end_with_an_initial(text, told):
    assert start_of(text) == told


def test_a_reader_gets_neither_ranks_nor_a_target_of_what_is_hidden(rows):
    page = double_page(reader=Reader())
    assert page["reached"] == ""
    assert "ex æquo" not in text_of(render_to_string("booklet/elected.html", page)).split("Sous")[0]
    assert [cell.below for row in page["compared"].rows for cell in row.cells if cell.below] == []


def test_each_table_says_where_its_figures_come_from(rows):
    html = render_to_string("booklet/elected.html", double_page())
    moved, done, compared = (
        text_of(part.split("</p>")[0]) for part in html.split("<b>Source</b>\u00a0: ")[1:]
    )
    assert html.count("<table") == 3
    assert ("CAF" in moved, "CAF" in done, "CAF" in compared) == (True, False, True)
    assert "conventions" in done and "Insee" in compared and "fonds d’aide" in compared


def test_amounts_are_explained_where_some_are_told(rows):
    from actions.models import Agreement

    def note():
        html = text_of(render_to_string("booklet/elected.html", double_page()))
        return "Montants et coûts" in html, "sans objet" in html

    assert note() == (True, True)
    Agreement.objects.update(amount=None)
    assert note() == (False, True)


def test_a_commission_of_which_nothing_is_known_has_no_such_page(db):
    f.CommissionFactory(slug="vide")
    page = double_page("vide")
    assert (page["bridge"], page["board"], page["compared"], page["outlooks"]) == (
        None,
        None,
        None,
        [],
    )
    assert render_to_string("booklet/elected.html", page).strip() == ""


def test_the_whole_departement_lists_its_actions_elsewhere(rows):
    page = double_page("departement")
    assert (page["board"], page["outlooks"]) == (None, [])
    assert page["reached"] and cells(page["bridge"])


def test_the_departement_counts_a_target_in_each_commission_that_set_one(rows):
    """One of two left well in Argentan, where half is asked; one of one in Flers, which asks 60 %:
    the action as a whole would be counted twice, without a target."""
    action = f.ActionFactory(slug="atelier")
    agreement = f.AgreementFactory(
        action=action, commission=f.CommissionFactory(slug="flers"), year=2019,
        dynamic_exit_target=60,
    )  # fmt: skip
    f.ParticipationFactory(
        agreement=agreement, entered_on=dt.date(2019, 2, 1), exited_on=dt.date(2019, 3, 1),
        outcome=f.ExitOutcomeFactory(group="durable"),
    )  # fmt: skip
    reached = double_page("departement")["reached"].replace("\u00a0", " ")
    assert reached == "Objectif de sorties dynamiques atteint par 2 actions sur 2"


def test_what_was_planned_for_the_year_stands_beside_its_results(rows):
    from actions.models import Agreement

    agreement = Agreement.objects.get(action__slug="atelier")
    f.SheetBlockFactory(agreement=agreement, kind="perspectives", body="<p>Ouvrir.</p>")
    html = print_html(edition_of(2020, "argentan"))
    text = text_of(article(html, "atelier"))
    assert "Ce qui était prévu pour 2019 Ouvrir." in text
