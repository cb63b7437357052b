"""The PDF: tagged, reproducible, made of our own files only."""

import gc
import io

import pikepdf
import pytest
import weasyprint
from django.core.exceptions import SuspiciousFileOperation

from reports.drawing.pdf import (
    BASE,
    ForbiddenAddress,
    collector_paused,
    fetcher,
    pdf,
    weasyprint_pdf,
    without_drawings,
)
from reports.drawing.tags import names_of_targets

PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Essai</title>
<meta name="author" content="Conseil départemental"></head><body><h1 id="haut">Titre</h1>
<table><thead><tr><th>Canton</th><th>Nombre</th></tr></thead>
<tbody><tr><th>Rai</th><td>83</td></tr></tbody></table>
<p><a href="#haut">Retour</a> <a href="https://exemple.fr/">Site</a></p></body></html>"""


def elements(document, kind: str | None):
    """Structure elements of that kind, in the order of the tree; all of them for None."""
    waiting, found = [document.Root.StructTreeRoot], []
    while waiting:
        element = waiting.pop(0)
        if kind in (None, element.get("/S")):
            found.append(element)
        children = element.get("/K")
        children = children if isinstance(children, pikepdf.Array) else [children]
        waiting = [c for c in children if isinstance(c, pikepdf.Dictionary)] + waiting
    return found


@pytest.fixture(scope="module")
def document():
    with pikepdf.open(io.BytesIO(pdf(PAGE))) as opened:
        yield opened


def test_document_says_its_language_title_and_author(document):
    assert str(document.Root.Lang) == "fr"
    assert document.Root.MarkInfo.Marked
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == "Essai"
        assert metadata["pdfuaid:part"] == "1"
    assert str(document.docinfo["/Author"]) == "Conseil départemental"


def test_header_cells_say_what_they_head(document):
    scopes = [str(cell.A.Scope) for cell in elements(document, "/TH")]
    assert scopes == ["/Column", "/Column", "/Row"]


def test_links_are_printed_and_described(document):
    links = [a for page in document.pages for a in page.Annots]
    assert [int(link.F) for link in links] == [4, 4]
    assert all(str(link.Contents) for link in links)


def test_same_page_gives_the_same_bytes():
    assert pdf(PAGE) == pdf(PAGE)


@pytest.mark.parametrize(
    "address",
    ["https://exemple.fr/image.png", "file:///etc/passwd", f"{BASE}../plics/settings.py"],
)
def test_only_our_static_files_are_read(address):
    with pytest.raises((ForbiddenAddress, SuspiciousFileOperation)):
        fetcher().fetch(address)


def test_static_files_are_read_with_their_kind():
    assert fetcher().fetch(f"{BASE}css/print.css").content_type == "text/css"


# --- what a reader who listens to it meets ----------------------------------------------

LISTENED = """<!DOCTYPE html><html lang="fr"><head><title>Essai</title></head><body>
<h1>Titre</h1><h3>Trop bas d’un cran</h3><h3>Autant</h3><h2>Au-dessus</h2><h5>Trop bas de deux</h5>
<p><a href="#suite"><span>Lire</span> la <strong>suite</strong></a>, <a href="#note">1</a>,
<a href="https://exemple.fr/">un site</a></p>
<section id="suite"><p>Avant.</p><h2>La <em>suite</em></h2></section><p id="note">Une note.</p>
<table><thead><tr><th colspan="2">Axe</th></tr></thead>
<tbody><tr><th scope="row">2019</th><td>Fiche</td></tr></tbody></table>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>Un rond</title>
<circle cx="4" cy="4" r="4"/></svg></body></html>"""


@pytest.fixture(scope="module")
def listened():
    with pikepdf.open(io.BytesIO(pdf(LISTENED))) as opened:
        yield opened


def test_headings_skip_no_level_whatever_was_typed(listened):
    kinds = [
        str(element.S)
        for element in elements(listened, None)
        if str(element.get("/S")) in {f"/H{level}" for level in range(1, 7)}
    ]
    assert kinds == ["/H1", "/H2", "/H2", "/H2", "/H3", "/H2"]


def test_a_link_is_announced_once_and_says_where_it_leads(listened):
    (page,) = listened.pages
    assert [str(link.Contents) for link in page.Annots] == [
        "Aller à : La suite",
        "Aller à : Une note.",
        "https://exemple.fr/",
    ]
    links = elements(listened, "/Link")
    assert [objects_of(link) for link in links] == [[link.objgen] for link in page.Annots]


def objects_of(element) -> list:
    kids = [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary)]
    return [kid.Obj.objgen for kid in kids if "/Obj" in kid]


def test_the_tree_leads_to_no_annotation_that_is_gone(listened):
    numbers = list(listened.Root.StructTreeRoot.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    (page,) = listened.pages
    assert {int(link.StructParent) for link in page.Annots} == set(parents) - {0}


def test_a_cell_that_heads_two_columns_says_both(listened):
    heads = elements(listened, "/TH")
    assert [(str(th.A.Scope), th.A.get("/ColSpan")) for th in heads] == [
        ("/Column", 2),
        ("/Row", None),
    ]


def test_a_drawing_is_told_by_its_title(listened):
    (figure,) = elements(listened, "/Figure")
    assert str(figure.Alt) == "Un rond"


def test_a_target_is_called_by_the_name_that_it_bears():
    html = (
        '<a href="#a">A</a><a href="#b">B</a>'
        '<article id="a" data-name="Référent (MSA &amp; CCAS)"><h3>Référent</h3></article>'
        '<section id="b"><h2>Autre</h2></section>'
    )
    assert names_of_targets(html) == {"a": "Référent (MSA & CCAS)", "b": "Autre"}


def test_drawings_taken_out_of_the_page_are_drawn_where_they_stood():
    whole = weasyprint.HTML(string=LISTENED, base_url=BASE).write_pdf(pdf_variant="pdf/ua-1")
    assert weasyprint_pdf(LISTENED) == whole
    text, drawings = without_drawings(LISTENED)
    assert "<svg" not in text and len(drawings) == 1


def test_the_collector_works_again_after_a_document():
    assert gc.isenabled()
    with pytest.raises(ForbiddenAddress), collector_paused():
        raise ForbiddenAddress
    assert gc.isenabled()
