"""Spaces and signs of typed texts, as the booklet prints them."""

from plics.formatting import NBSP, THIN
from reports.booklet.render import typeset


def test_typed_texts_get_spaces_that_never_break():
    typed = "<p>Objectif : « tenir » 20 % ; 1 200 places !</p>"
    assert typeset(typed) == (
        f"<p>Objectif{NBSP}: «{NBSP}tenir{NBSP}» 20{NBSP}%{THIN}; 1{THIN}200 places{THIN}!</p>"
    )


def test_attributes_of_drawings_keep_their_ordinary_spaces():
    drawing = '<path d="M10 200 300 400z"/><b>a b</b>'
    assert typeset(drawing) == drawing
