"""Reading and importing behind the site: arguments are identifiers only."""

from django_tasks import task

from plics.background.taking_up import Subject, works_on
from plics.importing.pages import work


@task()
def read_upload(upload_id: int) -> None:
    work.prepare_preview(upload_id)


@task()
def apply_upload(upload_id: int) -> None:
    work.carry_out_import(upload_id)


UPLOAD = Subject(put_back=work.put_back, give_up=work.give_up)
works_on(read_upload, UPLOAD)
works_on(apply_upload, UPLOAD)
