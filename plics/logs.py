"""What the service's journal is told, and in which words."""

from __future__ import annotations

import logging
from typing import Any

from plics.nir import MASK, without_nir


class WithoutNir(logging.Formatter):
    """Addresses that were not found, and what broke, may repeat what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        return without_nir(super().format(record), MASK)


# Without DEBUG, Django keeps the trace of an error to itself: the service's journal gets it.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"not_debug": {"()": "django.utils.log.RequireDebugFalse"}},
    "formatters": {"without_nir": {"()": WithoutNir}},
    "handlers": {
        "journal": {
            "class": "logging.StreamHandler",
            "filters": ["not_debug"],
            "formatter": "without_nir",
        }
    },
    "root": {"handlers": ["journal"], "level": "WARNING"},
    "loggers": {
        # It warns of every style rule that is meant for screens.
        "weasyprint": {"level": "ERROR"},
        # It tells in English that it was asked to stop.
        "django_tasks_db": {"level": "ERROR"},
    },
}
