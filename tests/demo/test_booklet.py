"""The booklet of the demonstration: its order, its variants, no hole in any sentence."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Agreement, CaseStory, Section, SheetBlock
from plics.models import User
from reports.booklet.context import read_booklet
from reports.booklet.outline import outline
from reports.booklet.render import print_html, screen_html, standalone_html
from reports.editions.freezing import edition_of, figures_for
from reports.exhibits.atlas import atlas
from reports.figures import DEPARTMENT
from reports.figures.publication import Reader
from tests.reports.booklets import Outline, article, text_of

# What it prints is laid out from figures: `test_freezing` and `test_published` ask both databases.
pytestmark = pytest.mark.same_on_any_database
COMMISSIONS = ["alencon", "argentan", "flers", "mortagne-au-perche"]
# One query a source and a year, what was supplied, and the words around the figures.
MOST_QUERIES = 63


@pytest.fixture(scope="module")
def printed(demo_rows):
    return {}


@pytest.fixture
def booklet_of(demo_database, printed):
    """The booklet of the demonstration as it is, printed once for the tests that read it."""

    def booklet_of(slug="argentan"):
        if slug not in printed:
            printed[slug] = print_html(edition_of(2020, slug))
        return printed[slug]

    return booklet_of


def test_chapters_and_sections_come_in_the_order_of_the_series(booklet_of):
    found = Outline(booklet_of())
    assert found.titles("h1") == [
        "Programme local d’insertion et de cohésion sociale",
        "Préambule",
        "Sommaire",
        "L’essentiel",
        "Le RSA dans l’Orne",
        "Les dispositifs d’insertion",
        "Les aides financières",
        "Le pacte territorial d’insertion",
        "Annexe : méthode et définitions",
        "Contact",
    ]
    sections = [title for title in found.titles("h2") if re.match(r"[IV]+\.\d", title)]
    assert [title.split()[0] for title in sections] == [
        *("I.1", "I.2", "I.3"),
        *("II.1", "II.2", "II.3", "II.4", "II.5"),
        *("III.1", "III.2", "III.3"),
    ]


def test_six_triples_go_from_the_departement_to_the_cantons(booklet_of):
    html = booklet_of()
    titles = Outline(html[html.index('id="i-1"') : html.index('id="i-2"')]).titles("h3", "h4")
    levels = ["Le département", "Les commissions RSA", "Les cantons de la commission d’Argentan"]
    assert titles == [
        *("Les ménages allocataires", *levels[:2]),
        *("Allocataires, conjoints et personnes à charge", *levels),
        "En résumé",
        *("La répartition par sexe", *levels),
        *("La répartition par âge", *levels),
        *("La répartition par situation familiale", *levels),
        *("La répartition par ancienneté dans le dispositif", *levels),
        "En résumé",
    ]


def test_published_figures_are_in_the_generated_sentences(booklet_of):
    text = text_of(booklet_of())
    for expected in (
        "6 592 ménages sont allocataires du RSA au 30 novembre 2019",
        "ce nombre recule de 4,9 %",
        "Argentan : 1 428 ménages, en baisse de 4,8 %",
        "13 520 personnes dans l’Orne, soit 4,74 %",
        "419 mesures du programme ont été mobilisées",
        "337 aides ont été accordées en 2019, pour 83 952 €",
    ):
        assert expected in text


VARIANTS = {
    "parcours-socle": ["38 personnes sont entrées", "40 places", "50 % de femmes (19 sur 38)"],
    "primo-professionnelle": ["27 personnes sont entrées", "26 parcours"],
    "aci-developpement": [
        "31,11 équivalents temps plein",
        "40 périodes d’immersion",
        "Objectif atteint : 28 sorties dynamiques sur 52 (54 %), il en fallait 26 (50 %)",
        "Emploi durable : 20 % – en 2019 : 11 sorties sur 52, soit 21 %",
        "30,68 équivalents temps plein",
        "22 ans – Célibataire, 1 enfant",
    ],
    "secours-populaire": [
        "Au 31 décembre 2019, sept personnes étaient allées au terme",
        "Aucun abandon",
    ],
    "asi": ["7 887 heures", "soit 219 heures par personne", "200 h – en 2019 : 219 h"],
    "plateforme-mobilite": ["31 personnes ont été accueillies", "locations (7)"],
    "permis-b": [
        "20 bénéficiaires du RSA et quatre jeunes",
        "11 bénéficiaires du RSA ont obtenu leur permis",
        "Une personne a déménagé",
    ],
    "referent-ccas-argentan": ["296 personnes ont été accompagnées par trois", "333 contrats"],
    "referent-msa": ["Deux accompagnements ont pris fin en 2019 : retraite (1)"],
    "marchons-putanges": ["Action nouvelle en 2020", "8 personnes"],
}


@pytest.mark.parametrize("slug", VARIANTS)
def test_each_action_is_evaluated_in_the_way_of_its_kind(booklet_of, slug):
    text = text_of(article(booklet_of(), slug))
    missing = [expected for expected in VARIANTS[slug] if expected not in text]
    assert missing == []


def test_new_action_has_a_sheet_and_no_evaluation(booklet_of):
    kinds = Outline(article(booklet_of(), "marchons-putanges")).titles("h4")
    assert kinds == ["Action 2020"]


@pytest.mark.parametrize("slug", COMMISSIONS)
def test_no_commission_prints_a_hole(booklet_of, slug):
    html = booklet_of(slug)
    text = text_of(html[: html.index('id="annexe"')])
    assert not re.search(r"\bNone\b|n\. d\.|\{|\}|Decimal", text)
    assert " de Argentan" not in text and " de Alençon" not in text


def test_every_link_of_the_page_leads_to_an_anchor(booklet_of):
    found = Outline(booklet_of())
    inside = {link.removeprefix("#") for link in found.links if link.startswith("#")}
    assert inside - set(found.anchors) == set()
    assert len(found.anchors) == len(set(found.anchors))


@pytest.mark.parametrize("slug", [*COMMISSIONS, "departement"])
def test_no_two_targets_of_links_and_bookmarks_bear_the_same_name(booklet_of, slug):
    names = re.findall(r'data-name="([^"]+)"', booklet_of(slug))
    assert "I. Le RSA dans l’Orne" in names
    assert len(names) == len(set(names))


@pytest.mark.parametrize("slug", [*COMMISSIONS, "departement"])
def test_headings_skip_no_level(booklet_of, slug):
    levels = [int(tag[1]) for tag, _ in Outline(booklet_of(slug)).headings]
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_an_axis_is_said_once_over_its_actions(booklet_of):
    html = booklet_of()
    index = html[html.index('<div class="index">', html.index('id="ii-2"')) :]
    text = text_of(index[: index.index("</div>\n</div>")])
    assert text.count("Apprentissage du français") == 1
    assert text.count("La Maison des mots") == 3


def test_every_chart_says_its_message_and_has_a_table(booklet_of):
    html = booklet_of()
    figures = re.findall(r'<figure class="exhibit.*?</figure>', html, flags=re.S)
    drawn = [figure for figure in figures if "<svg" in figure]
    assert drawn and all("<title>" in figure and "<table" in figure for figure in drawn)
    assert all("Source" in figure for figure in figures)


def test_a_section_alone_says_what_it_says_in_the_booklet(demo_database):
    """It reads the figures of its own families: one that it forgets would fail here."""
    edition = edition_of(2020, "argentan")
    whole = screen_html(edition)
    b = read_booklet(edition)
    for chapter in outline(b):
        for section in chapter.sections:
            alone = screen_html(edition, only=section.key)
            assert main_text(alone, section.key) in text_of(whole), section.key


def main_text(html: str, key: str) -> str:
    """What it says, but for the ways to the parts around it."""
    found = re.split(r'<nav class="around"|</main>', html[html.index(f'id="{key}"') :])[0]
    return text_of(found.partition(">")[2])


def test_one_section_alone_is_a_page(demo_database):
    html = screen_html(edition_of(2020, "argentan"), only="iii-1")
    assert Outline(html).titles("h2") == ["III.1 Fonds social d’insertion (FSI)"]
    assert "83 952 €" in text_of(html)


def test_standalone_page_fetches_nothing(demo_database):
    html = standalone_html(edition_of(2020, "argentan"))
    assert "<link" not in html and "<script" not in html and "src=" not in html
    assert html.count("data:font/woff2;base64") >= 3


def test_booklet_takes_the_same_few_queries_whatever_it_holds(demo_database):
    counts = []
    atlas(dt.date(2019, 11, 30))  # the shapes of communes are worked out once a process
    for slug in ("argentan", "flers", "departement"):
        edition = edition_of(2020, slug)
        with CaptureQueriesContext(connection) as queries:
            print_html(edition)
        counts.append(len(queries))
    assert max(counts) <= MOST_QUERIES
    assert max(counts) - min(counts) <= 2


def test_readers_get_reviewed_stories_alone(protected_rows, demo_database):
    account = User.objects.get(username="dasti")
    for story in CaseStory.objects.filter(agreement__action__slug="permis-b"):
        story.review(by=account, on=dt.date(2020, 2, 1))
    for reader, printed in [(Reader(), [False, True]), (None, [True, True])]:
        html = print_html(edition_of(2020, "argentan"), reader=reader)
        articles = [text_of(article(html, slug)) for slug in ("asi", "permis-b")]
        assert ["Exemples de parcours" in text for text in articles] == printed


def test_action_without_capacity_exits_nor_words_prints_without_holes(demo_database):
    agreements = Agreement.objects.filter(action__slug="parcours-socle")
    SheetBlock.objects.filter(agreement__in=agreements).delete()
    agreements.update(capacity=None, unit=None, highlights=[])
    for agreement in agreements:
        agreement.participations.all().delete()
    text = text_of(article(print_html(edition_of(2020, "argentan")), "parcours-socle"))
    assert "Aucune personne n’est entrée sur l’action en 2019." in text
    assert "La fiche de l’action 2020 n’est pas encore rédigée." in text
    assert "None" not in text and "n. d." not in text


def test_section_without_action_says_so(demo_database):
    Section.objects.create(code="II.9", title="Autre rubrique", order=99)
    text = text_of(print_html(edition_of(2020, "argentan")))
    assert "Aucune action de cette rubrique n’est conventionnée" in text


def test_demonstration_says_its_data_are_invented(demo_database, settings):
    edition = edition_of(2020, "argentan")
    settings.DEMO = True
    assert "Données de démonstration" in text_of(print_html(edition))
    settings.DEMO = False
    assert "Données de démonstration" not in text_of(print_html(edition))


# --- the command -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "commission", "said"),
    [
        (2035, "argentan", "Aucune donnée pour le PLICS 2035"),
        (2020, "paris", "Commission inconnue : « paris »"),
        (1500, "argentan", "Année hors limites"),
    ],
)
def test_command_refuses_what_it_has_no_data_for(demo_database, tmp_path, year, commission, said):
    output = tmp_path / "livret.html"
    with pytest.raises(CommandError, match=said):
        call_command("booklet", year=year, commission=commission, output=output)
    assert not output.exists()


def test_command_refuses_an_unknown_format_as_wrong_usage(demo_database, tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("booklet", year=2020, commission="flers", output=tmp_path / "a.docx")
    assert refusal.value.returncode == 2


def test_command_draws_a_draft_without_creating_an_edition(demo_database, tmp_path):
    from reports.models import Edition

    Edition.objects.filter(commission__slug="flers").delete()
    output = tmp_path / "livret.html"
    call_command("booklet", year=2020, commission="flers", output=output)
    assert "Commission RSA de Flers" in output.read_text(encoding="utf-8")
    assert not Edition.objects.filter(commission__slug="flers").exists()


def test_whole_departement_is_compared_in_every_breakdown(demo_database):
    now = figures_for(edition_of(2020, "argentan")).now
    total = now.get("rsa.households", DEPARTMENT).value
    parts = [now.get("rsa.households", t.key).value for t in now.commissions()]
    assert sum(parts) == total


FIGURE = re.compile(r'<figure class="exhibit.*?</figure>', re.S)
READING = re.compile(
    r"<b>Lecture</b>\s: (.*?)\. <b>Champ</b>\s: (.*?)\. <b>Source</b>\s: (.*?)\.</p>"
)


def test_every_figure_tells_its_field_and_source_and_an_example_read_from_it(booklet_of):
    figures = FIGURE.findall(booklet_of())
    assert len(figures) > 50
    for figure in figures:
        found = READING.search(figure)
        assert found and all(found.groups()), text_of(figure)
        count = re.search(r"([\d\u202f]+(?:\xa0€)?)(?:\xa0[a-zéè]+)? (?:sur|relève)", found[1])
        assert count is None or re.search(rf"<td[^>]*>{count[1]}( \(|</td>)", figure), found[1]
        assert "s.\xa0s." not in found[0]


def test_the_annex_prints_neither_codes_nor_a_count_over_its_base(booklet_of):
    html = booklet_of()
    annex = html[html.rindex('id="annexe"') :]
    assert "<code>" not in annex
    assert "(base)" not in text_of(annex)


def test_cantons_stand_beside_their_commission(booklet_of):
    text = text_of(booklet_of())
    assert text.count("Commission d’Argentan 921 (54 %) 800 (46 %) 1 721") == 1
    assert "Moins de 18 ans" not in text
