"""The PDF: tagged, reproducible, made of our own files only."""

import io

import pikepdf
import pytest
from django.core.exceptions import SuspiciousFileOperation

from reports.drawing.pdf import BASE, ForbiddenAddress, fetcher, pdf

PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Essai</title>
<meta name="author" content="Conseil départemental"></head><body><h1 id="haut">Titre</h1>
<table><thead><tr><th>Canton</th><th>Nombre</th></tr></thead>
<tbody><tr><th>Rai</th><td>83</td></tr></tbody></table>
<p><a href="#haut">Retour</a> <a href="https://exemple.fr/">Site</a></p></body></html>"""


def elements(document, kind: str):
    """Structure elements of that kind, in the order of the tree."""
    waiting, found = [document.Root.StructTreeRoot], []
    while waiting:
        element = waiting.pop(0)
        if element.get("/S") == kind:
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
