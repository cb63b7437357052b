"""Behind the site, after an import: the figures that people are about to open are counted."""

from __future__ import annotations

from django_tasks import task

from plics.models import ImportRun
from reports.dashboards import warming
from reports.editions.preparing import protect_all


def warm_soon(run: ImportRun) -> None:
    """Left to the worker: an import ends as fast without one, and pages count for themselves."""
    warm.enqueue(run.pk)


@task()
def warm(import_run_id: int) -> None:
    """What an import changed is counted again; what it left alone is already there."""
    warming.warm()
    # The pages of the staff first: readers' take longer.
    protect_all.enqueue()
