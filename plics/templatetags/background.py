"""What pages tell of the work done behind them."""

from __future__ import annotations

from django import template

from plics.background.workers import Outage, outage

register = template.Library()


@register.inclusion_tag("_worker.html")
def worker_notice() -> dict[str, Outage | None]:
    """Nothing while a worker lives; else since when none does."""
    return {"outage": outage()}
