"""The booklet in a browser: its search, its parts one after the other, what a file leaves out."""

import pytest
from django.urls import reverse

from plics.models import Role
from reports.booklet.render import screen_html, standalone_html
from reports.booklet.searching import find, folded, passages
from reports.editions.workflow import release
from reports.figures.publication import Reader
from tests import factories as f
from tests.reports.booklets import Outline

HTML = """<nav><p>Mobilité du sommaire</p></nav><main id="livret">
<section id="i"><h1>Le RSA</h1><section id="i-1"><h2>I.1 Les ménages</h2>
<p>Une <b>plateforme</b>\u00a0de mobilité prête des véhicules.</p>
<svg><title>mobilité</title><text>mobilité</text></svg>
<table><tr><th>Véhicule</th><td>12</td></tr></table></section>
<section id="i-2"><h2>I.2 La suite</h2><ul><li>Mobilite<br>douce</li></ul></section></section>
</main>"""


def test_a_passage_is_what_is_read_under_its_headings():
    found = [(each.anchor, each.trail, each.text) for each in passages(HTML)]
    assert found == [
        ("i", "Le RSA", "Le RSA"),
        ("i-1", "Le RSA › I.1 Les ménages", "I.1 Les ménages"),
        (
            "i-1",
            "Le RSA › I.1 Les ménages",
            "Une plateforme de mobilité prête des véhicules.".replace("  ", " "),
        ),
        ("i-1", "Le RSA › I.1 Les ménages", "Véhicule 12"),
        ("i-2", "Le RSA › I.2 La suite", "I.2 La suite"),
        ("i-2", "Le RSA › I.2 La suite", "Mobilite douce"),
    ]


@pytest.mark.parametrize(
    ("sought", "anchors"),
    [
        ("MOBILITE", ["i-1", "i-2"]),
        ("véhicule mobilité", ["i-1"]),
        ("vehicule 12", ["i-1"]),
        ("sommaire", []),
        ("mobilité absente", []),
        ("à", []),
        ("  ", []),
        ("<script>", []),
    ],
)
def test_every_word_is_met_whatever_its_accents(sought, anchors):
    assert [each.anchor for each in find(HTML, sought)] == anchors


def test_what_is_met_is_marked_in_its_own_letters():
    [found] = find(HTML, "prete vehicules")
    assert [text for text, is_marked in found.pieces if is_marked] == ["prête", "véhicules"]
    assert "".join(text for text, _ in found.pieces).startswith("Une plateforme de mobilité")


def test_a_long_passage_is_cut_around_the_word():
    long = "avant " * 60 + "mobilité " + "après " * 60
    [found] = find(f'<main><p id="a">{long}</p></main>', "mobilité")
    text = "".join(text for text, _ in found.pieces)
    assert len(text) < 220 and text.startswith("… ") and text.endswith(" …")


def test_folding_keeps_the_place_of_each_letter():
    text = "Œuvre à l’École\u00a0: ﬁn, İstanbul, ß"
    assert len(folded(text)) == len(text)


@pytest.fixture
def argentan(db):
    commission = f.CommissionFactory(slug="argentan", name="Argentan")
    agreement = f.AgreementFactory(commission=commission, year=2019)
    story = f.CaseStoryFactory(agreement=agreement)
    f.CaseStoryBlockFactory(story=story, body="Une boulangerie et son fournil.")
    f.SheetBlockFactory(agreement=agreement, kind="a-noter", body="Une année de rencontres.")
    return f.EditionFactory(commission=commission)


def searched(client, role, sought):
    client.force_login(f.UserFactory(role=role))
    return client.get(reverse("reports:search", args=[2020, "argentan"]), {"q": sought})


def test_nobody_finds_what_is_not_in_their_booklet(client, argentan):
    """A portrait that nobody read over is printed for those who see names alone."""
    release(argentan)
    screen_html(argentan, reader=Reader())  # protects its figures, which pages do not wait for
    assert "boulangerie" in searched(client, Role.STAFF, "fournil").content.decode()
    page = searched(client, Role.READER, "fournil").content.decode()
    assert "boulangerie" not in page and "Aucun passage" in page
    assert (
        "Une année de <mark>rencontres</mark>"
        in searched(client, Role.READER, "rencontres").content.decode()
    )


def test_the_parts_follow_one_another(argentan):
    links = Outline(screen_html(argentan, only="i-2")).links
    assert {"../i-1/", "../i-3/"} <= set(links)
    first = screen_html(argentan, only="preambule")
    assert 'rel="prev"' not in first and "../essentiel/" in first


def test_a_file_alone_asks_a_server_for_nothing(argentan):
    served, alone = screen_html(argentan), standalone_html(argentan)
    assert "<form" in served and "<script" in served
    assert "<form" not in alone and "<script" not in alone and "<link" not in alone
