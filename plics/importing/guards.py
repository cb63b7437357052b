"""Refuse hostile or hopeless files before reading them."""

import resource
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from plics.importing.errors import THIN, FileRefused, TooHeavy
from plics.importing.markup import MarkupRefused

MEGABYTE = 1024 * 1024
TABLE_LIMIT = 50 * MEGABYTE
ARCHIVE_LIMIT = 20 * MEGABYTE
UNZIPPED_LIMIT = 200 * MEGABYTE
ENTRY_LIMIT = 500
XML_LIMIT = 1024 * MEGABYTE
GEOJSON_LIMIT = 100 * MEGABYTE
ROW_LIMIT, COLUMN_LIMIT, CELL_LIMIT = 300_000, 500, 2_500_000
# What a cell of Excel holds at most; and all cells together, however often one is repeated.
CHARACTER_LIMIT, TEXT_LIMIT = 32_767, 30_000_000
TOO_LONG = f"une cellule dépasse {CHARACTER_LIMIT:,} caractères".replace(",", THIN)
# A dossier of the monthly flux takes some four thousand bytes.
DOSSIER_LIMIT = 512 * 1024
# What the process that reads a file may take: bytes of memory, seconds of processor.
MEMORY_LIMIT, PROCESSOR_LIMIT = 400 * MEGABYTE, 20
# The list of what an archive holds is loaded whole before it can be counted.
DIRECTORY_LIMIT = MEGABYTE

# Other methods of a zip file unpack without a bound on memory, and no spreadsheet uses them.
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

SIGNATURES = [
    (b"\xd0\xcf\x11\xe0", "un classeur .xls ancien ou protégé par un mot de passe"),
    (b"%PDF", "un document PDF"),
    (b"\x1f\x8b", "une archive compressée"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"{\\rtf", "un document texte"),
    (b"MZ\x90\x00", "un programme"),
    (b"\x7fELF", "un programme"),
    (b"#!", "un programme"),
]
# What stands in the archive of each kind of workbook.
WORKBOOKS = {".xlsx": "xl/workbook.xml", ".ods": "content.xml"}
PAGES = (b"<!doctype html", b"<html", b"<svg", b"<script")
# Spaces and byte order marks, which say nothing of what a file is.
MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t"
TABLE_EXPECTED = "Enregistrez-le au format CSV, XLSX ou ODS"


def check_size(path: Path, limit: int) -> None:
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise FileRefused(f"Le fichier n’est pas accessible : {problem.strerror}.") from None
    if not path.is_file():
        raise FileRefused("Ce n’est pas un fichier.")
    if size == 0:
        raise FileRefused("Le fichier est vide.")
    if size > limit:
        raise FileRefused(
            f"Le fichier pèse {size // MEGABYTE} Mo, plus que les {limit // MEGABYTE} Mo "
            "acceptés : il n’a pas été lu."
        )


def check_signature(start: bytes) -> None:
    for signature, what in SIGNATURES:
        if start.startswith(signature):
            raise FileRefused(f"Ce fichier est {what}. {TABLE_EXPECTED}.")
    bare = start.lstrip(b"\xef\xbb\xbf \r\n\t")
    if bare.lower().startswith(PAGES):
        raise FileRefused(f"Ce fichier est une page web, pas un tableau. {TABLE_EXPECTED}.")
    if bare.startswith((b"<?xml", b"<Racine", b"<!DOCTYPE")):
        raise FileRefused(f"Ce fichier est un document XML, pas un tableau. {TABLE_EXPECTED}.")


def beginning(path: Path) -> bytes:
    """The first bytes of a file, without what says nothing of it."""
    with path.open("rb") as file:
        return file.read(512).lstrip(MARKS)


def weigh_table(path: Path, suffix: str) -> int:
    """Refuses what cannot be a table; gives the bytes there will be to read."""
    with path.open("rb") as file:
        start = file.read(512)
    check_signature(start)
    if not start.startswith(b"PK"):
        if suffix in WORKBOOKS:
            raise damaged()
        return path.stat().st_size
    with open_archive(path) as archive:
        names = set(archive.namelist())
        kinds = [kind for kind, part in WORKBOOKS.items() if part in names]
        if not kinds:
            raise FileRefused(f"Cette archive n’est pas un classeur. {TABLE_EXPECTED}.")
        if suffix not in kinds:
            raise FileRefused(
                f"Ce fichier est un classeur {kinds[0][1:].upper()}, mais son nom finit par "
                f"« {suffix} » : renommez-le."
            )
        return sum(entry.file_size for entry in archive.infolist())


def open_archive(path: Path) -> zipfile.ZipFile:
    """A workbook's archive whose declared size is bearable.

    Reading an entry never gives more bytes than its declared size, so that what a
    forged declaration hides is never unpacked.
    """
    check_size(path, ARCHIVE_LIMIT)
    check_directory(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise damaged() from None
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRY_LIMIT or total > UNZIPPED_LIMIT:
        archive.close()
        raise FileRefused(
            f"Le classeur contient {len(entries)} éléments et {total // MEGABYTE} Mo une fois "
            f"décompressé, plus que les {ENTRY_LIMIT} éléments et "
            f"{UNZIPPED_LIMIT // MEGABYTE} Mo acceptés : il n’a pas été lu."
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        archive.close()
        raise FileRefused("Le classeur est protégé par un mot de passe : retirez-le.")
    if any(entry.compress_type not in COMPRESSIONS for entry in entries):
        archive.close()
        raise damaged()
    return archive


def check_directory(path: Path) -> None:
    """Refuses an archive whose list is too long, without loading it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise damaged()
    (size,) = struct.unpack_from("<L", tail, end + 12)
    # The ends of archives past four gigabytes: their own fields stand 76 bytes before.
    if end >= 76 and tail[end - 20 : end - 16] == b"PK\x06\x07":
        (size,) = struct.unpack_from("<Q", tail, end - 36)
    if size > DIRECTORY_LIMIT:
        raise TooHeavy("le classeur contient bien trop d’éléments")


def bounded(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of one cell, up to what a cell may hold."""
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > CHARACTER_LIMIT:
            raise TooHeavy(TOO_LONG)
        yield piece


def bind_process() -> None:
    """From now on, this process ends rather than take more than it may."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_LIMIT, PROCESSOR_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def damaged() -> FileRefused:
    return FileRefused(
        "Le classeur est abîmé ou incomplet : ouvrez-le dans un tableur, enregistrez-le à nouveau."
    )


# What reading a workbook raises when its parts contradict one another.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, MarkupRefused, LookupError, TypeError, ValueError
)  # fmt: skip
