"""The change history that the administration shows, fed by services too."""

from django.contrib.admin.models import CHANGE, LogEntry


def record(by, rows, message: str) -> None:
    LogEntry.objects.log_actions(by.pk, rows, CHANGE, message)
