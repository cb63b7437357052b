"""Spaces and signs of typed texts, as the booklet prints them."""

from plics.formatting import NBSP, THIN
from reports.booklet.render import raised, typeset


def test_typed_texts_get_spaces_that_never_break():
    typed = "<p>Objectif : « tenir » 20 % ; 1 200 places !</p>"
    assert typeset(typed) == (
        f"<p>Objectif{NBSP}: «{NBSP}tenir{NBSP}» 20{NBSP}%{THIN}; 1{THIN}200 places{THIN}!</p>"
    )


def test_attributes_of_drawings_keep_their_ordinary_spaces():
    drawing = '<path d="M10 200 300 400z"/><b>a b</b>'
    assert typeset(drawing) == drawing


def test_ordinals_are_raised_and_words_that_look_like_them_are_not():
    typed = "<p>1er janvier, 1re et 2e séances, XXe siècle ; Le Vieux, 12e@orne.fr, CE2e, 31ème</p>"
    assert raised(typed) == (
        "<p>1<sup>er</sup> janvier, 1<sup>re</sup> et 2<sup>e</sup> séances, XX<sup>e</sup> siècle"
        " ; Le Vieux, 12e@orne.fr, CE2e, 31ème</p>"
    )


def test_drawings_titles_and_attributes_keep_their_ordinals():
    html = '<title>1er</title><svg><text>1er</text></svg><p data-name="le 1er">1er</p>'
    assert raised(html) == html.replace("1er</p>", "1<sup>er</sup></p>")
