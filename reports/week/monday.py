"""The home by mail on Mondays: figures and counts, no name, one link."""

from __future__ import annotations

import datetime as dt
import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from plics import formatting
from plics.background.taking_up import is_awaited
from plics.models import MondayMail, User
from plics.permissions import can_read_figures
from reports.figures.reading import reading_once
from reports.week.home import told

logger = logging.getLogger(__name__)
State = MondayMail.State


def monday_of(today: dt.date) -> dt.date:
    """That of the week: a machine that was off on Monday sends the next day."""
    return today - dt.timedelta(days=today.weekday())


def prepare(monday: dt.date) -> list[MondayMail]:
    """One for each account that wants it; those not sent yet go to the worker."""
    wanting = User.objects.filter(is_active=True, wants_monday_mail=True).exclude(email="")
    MondayMail.objects.bulk_create(
        [MondayMail(account=user, monday=monday) for user in wanting if can_read_figures(user)],
        ignore_conflicts=True,
    )
    unsent = MondayMail.objects.filter(monday=monday, state__in=MondayMail.UNSENT)
    for mail in unsent:
        if not is_awaited(send, mail.pk):
            send.enqueue(mail.pk)
    return list(unsent)


@task()
def send(mail_id: int) -> None:
    # Whoever takes it first sends it: another worker, or the command run twice, finds it taken.
    mine = MondayMail.objects.filter(pk=mail_id, state__in=MondayMail.UNSENT)
    if not mine.update(state=State.SENDING, tried_at=timezone.now()):
        return
    mail = MondayMail.objects.select_related("account").get(pk=mail_id)
    if not is_still_wanted(mail.account):
        mail.delete()
        return
    try:
        message_of(mail).send()
    except (OperationalError, InterfaceError):
        # Nothing is known of the database: the worker waits for it, then takes this up again.
        raise
    except (OSError, SMTPException) as problem:
        # What a server answers repeats the address: the journal gets its kind alone.
        logger.error("monday mail %s refused: %s", mail_id, type(problem).__name__)
        end(mail_id, State.REFUSED)
    except Exception:
        end(mail_id, State.REFUSED)
        raise
    else:
        end(mail_id, State.SENT)


def is_still_wanted(user: User) -> bool:
    return user.wants_monday_mail and bool(user.email) and can_read_figures(user)


def end(mail_id: int, state: str) -> None:
    MondayMail.objects.filter(pk=mail_id, state=State.SENDING).update(state=state)


def put_back(mail_id: int) -> None:
    end(mail_id, State.WAITING)


def give_up(mail_id: int, why: str = "") -> None:
    end(mail_id, State.REFUSED)


def message_of(mail: MondayMail) -> EmailMessage:
    """What the account's own page tells that day, since the Monday before."""
    request = HttpRequest()
    request.user = mail.account
    since = mail.monday - dt.timedelta(days=7)
    request.GET = QueryDict(f"depuis={since.isoformat()}")
    with reading_once():
        context = told(request)  # type: ignore[arg-type]
    # No page is asked for here to tell the site's own address: it is the first it trusts.
    site = next(iter(settings.CSRF_TRUSTED_ORIGINS), "http://localhost:8000")
    link = site + reverse("home")
    text = render_to_string("reports/monday.txt", context | {"link": link, "user": mail.account})
    subject = f"PLICS : la semaine du {formatting.day(mail.monday)}"
    return EmailMessage(subject, text, to=[mail.account.email])
