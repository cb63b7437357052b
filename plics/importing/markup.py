"""Read XML as a stream, from the file alone: no entity, no external file, no network."""

from collections.abc import Iterator
from typing import IO, NoReturn
from xml.parsers import expat

from lxml import etree

from plics.importing.errors import TooHeavy

CHUNK = 64 * 1024
# A tree takes some thirty times its text: what stands between two elements is bounded.
ELEMENT_LIMIT = 4 * 1024 * 1024
NO_MEMORY = 2  # libxml2's own code


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


def stream(file: IO[bytes], *tags: str, limit: int = ELEMENT_LIMIT) -> Iterator[etree._Element]:
    """The elements with those tags, each one forgotten once the next is asked for.

    Past `limit` bytes without one, the file is refused: an element is only known at its end.
    """
    refuse_doctype(file)
    parser = etree.XMLPullParser(
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from fed(parser, file, limit)
    except etree.XMLSyntaxError as error:
        if error.code == NO_MEMORY:  # type: ignore[attr-defined] # not in the stubs
            raise MemoryError from None
        raise MarkupRefused("le fichier est incomplet ou mal formé", error.lineno) from None


def fed(parser: etree.XMLPullParser, file: IO[bytes], limit: int) -> Iterator[etree._Element]:
    pending = line = 0
    while chunk := file.read(CHUNK):
        parser.feed(chunk)
        pending += len(chunk)
        for element in finished(parser):
            pending, line = 0, int(str(element.sourceline or 0))
            yield element
            forget(element)
        if pending > limit:
            told = f"après la ligne {line}, un seul élément dépasse {limit // 1024} ko"
            raise TooHeavy(told, line=line + 1)
    parser.close()
    yield from finished(parser)


def finished(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        assert isinstance(element, etree._Element)
        yield element


def forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
