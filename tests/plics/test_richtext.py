"""Typed texts: which HTML is kept of them, and their way from and to plain text."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from plics.richtext import rules
from plics.richtext.fields import RichTextFormField
from plics.richtext.markup import cleaned, figures_in, from_plain, plain, source, to_html


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>a <b>b</b> <i>c</i></p>", "<p>a <strong>b</strong> <em>c</em></p>"),
        ("<h2>Titre</h2>texte", "<h5>Titre</h5><p>texte</p>"),
        ("<ul><li><p>un</p></li> <li><p>deux</p></li></ul>", "<ul><li>un</li><li>deux</li></ul>"),
        ("<ol><li>a</li></ol>", "<ol><li>a</li></ol>"),
        ("<p>1<sup>er</sup><br>mai</p>", "<p>1<sup>er</sup><br>mai</p>"),
        ("<p>dit<small>Une note.</small></p>", "<p>dit<small>Une note.</small></p>"),
        ("<p> </p><p><br></p><p><strong> </strong></p>", ""),
        (
            '<p><a href="https://orne.fr/?a=1&b=2">ici</a></p>',
            '<p><a href="https://orne.fr/?a=1&amp;b=2">ici</a></p>',
        ),
        (
            '<p><span data-figure="rsa.households|departement" class="x">6 592</span></p>',
            '<p><span data-figure="rsa.households|departement"></span></p>',
        ),
        ('<p data-shared="missions">ancien</p>', '<p data-shared="missions"></p>'),
    ],
)
def test_what_may_be_typed_is_kept_in_one_form(typed, kept):
    assert cleaned(typed) == kept
    assert cleaned(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ('<p><img src="https://espion.fr/i.png">a<img src="file:///etc/passwd"></p>', "<p>a</p>"),
        ('<svg onload="x()"><text>caché</text></svg><p>a</p>', "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
        ('<p><a href="data:text/html,x">a</a> <a href="/administration/">b</a></p>', "<p>a b</p>"),
        ('<iframe src="https://espion.fr"></iframe><p>a</p>', "<p>a</p>"),
        ("<p>a</p><style>p{display:none}</style><!-- x -->", "<p>a</p>"),
        (
            '<p data-shared="x&quot; onclick=&quot;y">a</p>',
            '<p data-shared="x&quot; onclick=&quot;y"></p>',
        ),
    ],
)
def test_hostile_html_is_let_fall(typed, kept):
    assert cleaned(typed) == kept


@pytest.mark.parametrize("tag", ["strong", "ul", "li", "p", "span", "small", "a", "h5"])
def test_a_hundred_thousand_tags_are_read(tag):
    html = cleaned(f"<{tag}>" * 20_000 + "<p>fin</p>")
    assert "fin" in plain(html)
    assert cleaned(html) == html


@pytest.mark.parametrize(
    "tags", ["<h5><em>", "<a href='https://orne.fr'><h5>", "<ol><li><h5>", "<p><h5><span>"]
)
def test_titles_within_titles_are_read_through(tags):
    html = cleaned(tags * 3_000 + "fin")
    assert "fin" in plain(html)
    assert html.count("<h5>") <= 1


@given(st.text("<>/&\"' \n-#abpulistrong=", max_size=80))
def test_what_was_cleaned_stays_as_it_is(text):
    html = to_html(text)
    assert cleaned(html) == html
    assert to_html(source(html)) == html


@given(st.text("<>&'\" \n-#•aé1", max_size=60))
def test_plain_text_is_typed_again_as_it_was(text):
    html = from_plain(text)
    assert from_plain(plain(html)) == html


def test_plain_lines_are_paragraphs_lists_and_headings():
    typed = "L’accueil\n\n- le lundi\n• le mardi\n### Titre\nR&B <3"
    html = to_html(typed)
    assert html.startswith("<p>L’accueil</p><ul><li>le lundi</li><li>le mardi</li></ul>")
    assert html.endswith("<h5>Titre</h5><p>R&amp;B &lt;3</p>")
    assert plain(html) == "L’accueil\n- le lundi\n- le mardi\n### Titre\nR&B <3"


def test_plain_text_says_notes_and_leaves_figures_aside():
    html = '<p>En tout <span data-figure="rsa.households"></span><small>Au 30.</small></p>'
    assert plain(html) == "En tout … (Au 30.)"
    assert figures_in(html) == ["rsa.households"]


def test_a_text_is_shown_plain_only_where_that_says_all_of_it():
    assert source("<p>a</p><ul><li>b</li></ul>") == "a\n- b"
    assert source("<p>a <strong>b</strong></p>") == "<p>a <strong>b</strong></p>"


def test_a_text_too_long_is_refused_with_its_length():
    field = RichTextFormField()
    assert field.clean("a" * rules.LONGEST)
    with pytest.raises(ValidationError, match="au plus, une dizaine de pages"):
        field.clean("a" * 200_000)
