"""Many persons seen in little time: told once, as a trace and in the service’s journal."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils import timezone

from plics.models import Act, Trace

logger = logging.getLogger(__name__)

SHEETS = (Act.SHEET, Act.HISTORY)
# What goes page after page; a whole list printed or exported is counted by the limits.
LISTS = (Act.LIST, Act.SEARCH)


def watch(written: list[Trace]) -> None:
    for account in {each.account for each in written if each.act in SHEETS + LISTS}:
        since = timezone.now() - dt.timedelta(minutes=settings.UNUSUAL_MINUTES)
        recent = Trace.objects.filter(account=account, done_at__gt=since).aggregate(
            sheets=Count("pk", filter=Q(act__in=SHEETS)),
            listed=Sum("person_count", filter=Q(act__in=LISTS), default=0),
            told=Count("pk", filter=Q(act=Act.UNUSUAL)),
        )
        is_much = (
            recent["sheets"] >= settings.UNUSUAL_SHEETS
            or recent["listed"] >= settings.UNUSUAL_LISTED
        )
        if is_much and not recent["told"]:
            Trace.objects.create(act=Act.UNUSUAL, account=account)
            logger.warning(
                "account %s saw %s sheets and %s persons in lists in %s minutes",
                account,
                recent["sheets"],
                recent["listed"],
                settings.UNUSUAL_MINUTES,
            )
