"""Read XML as a stream, from the file alone: no entity, no external file, no network."""

from collections.abc import Iterator
from typing import IO, NoReturn
from xml.parsers import expat

from lxml import etree

CHUNK = 64 * 1024


class MarkupRefused(Exception):
    """The XML is cut, malformed or declares what could hide an attack."""

    def __init__(self, problem: str, line: int | None = None):
        self.problem, self.line = problem, line
        super().__init__(problem)


class _RootReached(Exception):
    pass


def refuse_doctype(file: IO[bytes]) -> None:
    """Entities need a DOCTYPE, and no file we receive has one: stop before any is read."""

    def doctype(*_: object) -> NoReturn:
        raise MarkupRefused("le fichier déclare un DOCTYPE, ce qu’aucun flux attendu ne contient")

    def root(*_: object) -> NoReturn:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, root
    try:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _RootReached:
        file.seek(0)
    except expat.ExpatError as error:
        raise MarkupRefused("le fichier n’est pas du XML lisible", error.lineno) from None
    except (LookupError, ValueError):
        raise MarkupRefused("l’encodage déclaré n’est pas connu", 1) from None


def stream(file: IO[bytes], *tags: str) -> Iterator[etree._Element]:
    """The elements with those tags, each one forgotten once the next is asked for."""
    refuse_doctype(file)
    elements = etree.iterparse(
        file,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in elements:
            yield element
            forget(element)
    except etree.XMLSyntaxError as error:
        raise MarkupRefused("le fichier est incomplet ou mal formé", error.lineno) from None


def forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
