"""Many sheets in little time: told once, as a trace and by a line of the service's journal."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from plics.models import Act, Trace

logger = logging.getLogger(__name__)

SHEETS = (Act.SHEET, Act.HISTORY)


def watch(written: list[Trace]) -> None:
    for account in {each.account for each in written if each.act in SHEETS}:
        since = timezone.now() - dt.timedelta(minutes=settings.UNUSUAL_MINUTES)
        recent = Trace.objects.filter(account=account, done_at__gt=since).aggregate(
            sheets=Count("pk", filter=Q(act__in=SHEETS)),
            told=Count("pk", filter=Q(act=Act.UNUSUAL)),
        )
        if recent["sheets"] >= settings.UNUSUAL_SHEETS and not recent["told"]:
            Trace.objects.create(act=Act.UNUSUAL, account=account)
            logger.warning(
                "account %s saw %s sheets in %s minutes",
                account,
                recent["sheets"],
                settings.UNUSUAL_MINUTES,
            )
