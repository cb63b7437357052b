"""Work done behind the site: arguments are identifiers only."""

import logging

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks import task

from plics.background.taking_up import Subject, works_on
from reports.booklet.failing import LAYOUT, failing, part_of
from reports.booklet.render import print_html
from reports.drawing.pdf import pdf
from reports.drawing.printing import apart
from reports.editions.documents import keep_pdf, print_page
from reports.figures.publication import Reader
from reports.models import Rendering, rendering_path

logger = logging.getLogger(__name__)
Status = Rendering.Status


@task()
def render_booklet(rendering_id: int) -> None:
    """Make the PDF of an edition; a failure is told on its page, not lost in a log."""
    waiting = Rendering.objects.filter(pk=rendering_id, status=Status.WAITING)
    if not waiting.update(status=Status.RUNNING, started_at=timezone.now()):
        return
    rendering = Rendering.objects.select_related("edition__commission").get(pk=rendering_id)
    try:
        keep(rendering, content_of(rendering))
    except (OperationalError, InterfaceError):
        # Nothing is known of the database: the worker waits for it, then takes this up again.
        raise
    except Exception as error:
        give_up(rendering_id, part_of(error))
        logger.exception("rendering %s failed", rendering_id)
        raise


def content_of(rendering: Rendering) -> bytes:
    """A validated edition is laid out once for each kind of reader, from what it kept."""
    edition, reader = rendering.edition, reader_of(rendering)
    if (page := print_page(edition, reader)) and (kept := keep_pdf(page)):
        return bytes(kept.content)
    html = print_html(edition, reader=reader)
    with failing(LAYOUT):
        return apart(pdf, html)


def reader_of(rendering: Rendering) -> Reader | None:
    if not rendering.is_public:
        return None
    return Reader(knowing=tuple(filter(None, rendering.knowing.split("+"))))


def keep(rendering: Rendering, content: bytes) -> None:
    name = rendering.edition.file_name
    # A worker killed between the file and its row left the one without the other.
    rendering.file.storage.delete(rendering_path(rendering, name))
    rendering.status, rendering.ended_at = Status.DONE, timezone.now()
    rendering.file.save(name, ContentFile(content), save=False)
    rendering.save(update_fields=["status", "file", "ended_at"])


def put_back(rendering_id: int) -> None:
    running = Rendering.objects.filter(pk=rendering_id, status=Status.RUNNING)
    running.update(status=Status.WAITING)


def give_up(rendering_id: int, why: str = "") -> None:
    """Its page offers to ask for it again, whatever the reason."""
    pending = Rendering.objects.filter(pk=rendering_id, status__in=Rendering.PENDING)
    pending.update(status=Status.FAILED, failure=why[:200], ended_at=timezone.now())


works_on(render_booklet, Subject(put_back=put_back, give_up=give_up))
