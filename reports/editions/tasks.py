"""Documents of validated editions, made behind the site; arguments are identifiers only."""

from __future__ import annotations

import logging

from django_tasks import task

from plics.background.taking_up import Subject, works_on
from reports.editions.documents import keep_missing_pages, keep_pdf, variants_of
from reports.models import Edition, KeptPage

logger = logging.getLogger(__name__)


@task()
def make_documents(edition_id: int) -> None:
    """What is missing of it: pages that a command left for later, then the PDFs."""
    edition = Edition.objects.select_related("commission").filter(pk=edition_id).first()
    if edition is None or not edition.is_validated:
        return
    for variant in variants_of(edition):
        keep_missing_pages(edition, variant)
    # Asked again each time: sent back and validated meanwhile, it has other pages.
    pages = edition.kept_pages.filter(medium=KeptPage.Medium.PRINT, pdf=None).order_by("pk")
    while page := pages.first():
        keep_pdf(page)


def put_back(edition_id: int) -> None:
    """Only what is missing is made: nothing to undo."""


def give_up(edition_id: int, why: str = "") -> None:
    logger.error("documents of edition %s given up: %s", edition_id, why)


works_on(make_documents, Subject(put_back=put_back, give_up=give_up))
