"""Work done behind the site: arguments are identifiers only."""

import logging

from django.core.files.base import ContentFile
from django_tasks import task

from reports.booklet.render import print_html
from reports.drawing.pdf import pdf
from reports.drawing.printing import apart
from reports.models import Rendering

logger = logging.getLogger(__name__)


@task()
def render_booklet(rendering_id: int) -> None:
    """Make the PDF of an edition; a failure is told on its page, not lost in a log."""
    rendering = Rendering.objects.select_related("edition__commission").get(pk=rendering_id)
    if not rendering.is_pending:
        return
    rendering.status = Rendering.Status.RUNNING
    rendering.save(update_fields=["status"])
    try:
        content = apart(pdf, print_html(rendering.edition))
    except Exception:
        rendering.status = Rendering.Status.FAILED
        rendering.save(update_fields=["status"])
        logger.exception("rendering %s failed", rendering_id)
        raise
    rendering.status = Rendering.Status.DONE
    rendering.file.save(rendering.edition.file_name, ContentFile(content), save=False)
    rendering.save(update_fields=["status", "file"])
