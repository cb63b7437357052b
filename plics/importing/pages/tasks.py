"""Reading and importing behind the site: arguments are identifiers only."""

from django_tasks import task

from plics.importing.pages import work


@task()
def read_upload(upload_id: int) -> None:
    work.prepare_preview(upload_id)


@task()
def apply_upload(upload_id: int) -> None:
    work.carry_out_import(upload_id)
