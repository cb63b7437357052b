"""Reading and importing behind the site: arguments are identifiers only."""

from django_tasks import task

from plics.importing.pages import work


@task()
def read_upload(upload_id: int) -> None:
    work.read(upload_id)


@task()
def apply_upload(upload_id: int) -> None:
    work.apply(upload_id)
