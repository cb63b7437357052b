"""What an edition is, kept as it is validated: its pages for each kind of reader, its texts, its
PDFs. They are served so; nothing of them is worked out again.
"""

from __future__ import annotations

import hashlib
import zlib
from importlib.metadata import version

from django.contrib.staticfiles import finders
from django.db import transaction
from django.urls import reverse

from reports.booklet.context import read_booklet
from reports.booklet.render import every_page
from reports.drawing.pdf import pdf
from reports.drawing.printing import apart
from reports.editions.steps import locked_edition
from reports.editions.words import Text, texts_of
from reports.figures.publication import Reader
from reports.models import Edition, KeptPage, KeptPdf, KeptText

Variant, Medium = KeptPage.Variant, KeptPage.Medium
# Faces that the print stylesheets name.
FACES = ["Regular", "Semibold", "Bold"]


def variants_of(edition: Edition) -> list[str]:
    """Nobody knows the whole département anyway but those who see everything."""
    own = [Variant.OWN] if edition.commission else []
    return [Variant.INTERNAL, *own, Variant.PUBLIC]


def reader_for(edition: Edition, variant: str, *, is_awaited: bool = True) -> Reader | None:
    if variant == Variant.INTERNAL:
        return None
    knowing = (edition.place,) if variant == Variant.OWN else ()
    return Reader(knowing=knowing, is_awaited=is_awaited)


def variant_for(edition: Edition, reader: Reader | None) -> str:
    """The one of those kept that is read by who reads so much: never one that tells more."""
    if reader is None:
        return Variant.INTERNAL
    return Variant.OWN if edition.place in reader.knowing else Variant.PUBLIC


# --- keeping ---------------------------------------------------------------------------


def keep_texts(edition: Edition) -> None:
    KeptText.objects.bulk_create(
        KeptText(
            edition=edition,
            key=each.key,
            title=each.title[:300],
            text=each.text,
            is_public=each.is_public,
        )
        for each in current_texts(edition)
    )


def current_texts(edition: Edition) -> list[Text]:
    return texts_of(read_booklet(edition))


def keep_pages(edition: Edition, variant: str) -> None:
    """NotReady where what its readers may have is still to be worked out."""
    KeptPage.objects.bulk_create(pages_of(edition, variant, is_awaited=False))


def keep_missing_pages(edition: Edition, variant: str) -> None:
    """Of that validation: sent back while they were worked out, an edition keeps none of them.

    That may take a minute, in which nothing is locked.
    """
    if edition.kept_pages.filter(variant=variant).exists():
        return
    pages = pages_of(edition, variant)
    with transaction.atomic():
        locked = locked_edition(edition)
        is_wanted = not locked.kept_pages.filter(variant=variant).exists()
        if locked.validated_at == edition.validated_at and is_wanted:
            KeptPage.objects.bulk_create(pages)


def pages_of(edition: Edition, variant: str, *, is_awaited: bool = True) -> list[KeptPage]:
    reader = reader_for(edition, variant, is_awaited=is_awaited)
    return [
        KeptPage(
            edition=edition,
            variant=variant,
            medium=Medium.PRINT if page.is_print else Medium.SCREEN,
            section=page.section,
            content=zlib.compress(page.html.encode(), 9),
            sha256=hashlib.sha256(page.html.encode()).hexdigest(),
        )
        for page in every_page(edition, reader=reader, back=reverse("reports:editions"))
    ]


def keep_pdf(page: KeptPage) -> KeptPdf | None:
    """Once: of two workers, the second finds it made. Nothing, of a page that went meanwhile."""
    if found := KeptPdf.objects.filter(page=page).first():
        return found
    content = laid_out(page)
    with transaction.atomic():
        if not KeptPage.objects.select_for_update().filter(pk=page.pk).values_list("pk").first():
            return None
        made, _ = KeptPdf.objects.get_or_create(
            page=page,
            defaults={
                "content": content,
                "sha256": hashlib.sha256(content).hexdigest(),
                "made_with": typography(),
            },
        )
    return made


def laid_out(page: KeptPage) -> bytes:
    """The same page gives the same bytes, with the same typography."""
    return apart(pdf, html_of(page))


def typography() -> str:
    """What decides of the bytes, besides the page: libraries and faces."""
    digest = hashlib.sha256()
    for face in FACES:
        found = finders.find(f"fonts/SourceSans3-{face}.woff2")
        assert isinstance(found, str)
        with open(found, "rb") as file:  # noqa: PTH123 - a finder gives text
            digest.update(file.read())
    libraries = ", ".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "pikepdf"))
    return f"{libraries}, Source Sans 3 {digest.hexdigest()[:12]}"


# --- reading ---------------------------------------------------------------------------


def html_of(page: KeptPage) -> str:
    return zlib.decompress(bytes(page.content)).decode()


def kept_page(
    edition: Edition, variant: str, *, section: str = "", medium: str = Medium.SCREEN
) -> KeptPage | None:
    if not edition.is_validated:
        return None
    return edition.kept_pages.filter(variant=variant, medium=medium, section=section).first()


def print_page(edition: Edition, reader: Reader | None) -> KeptPage | None:
    return kept_page(edition, variant_for(edition, reader), medium=Medium.PRINT)


def kept_pdf(edition: Edition, variant: str) -> KeptPdf | None:
    if not edition.is_validated:
        return None
    of_variant = KeptPdf.objects.filter(page__edition=edition, page__variant=variant)
    return of_variant.select_related("page").first()
