"""A form is saved once, however often it is sent: double click, Back, a page loaded again.

Its single-use token is written in the transaction that saves: a second sending waits for the
first one's end, then finds the row that it made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone

from plics.models import SentForm, User

NAME = "_once"
# Back reaches a page of this morning; nobody keeps a form open longer.
KEPT = dt.timedelta(days=2)
# Chosen by the button or by the page, not typed.
NOT_TYPED = ("csrfmiddlewaretoken", NAME, "_shown", "_save", "_continue", "_addanother")


def new_token() -> str:
    return secrets.token_hex(16)


def typed_digest(data) -> str:
    typed = sorted((name, values) for name, values in data.lists() if name not in NOT_TYPED)
    return hashlib.sha256(json.dumps(typed).encode()).hexdigest()


def claim(data, account: User) -> tuple[SentForm, bool]:
    """This sending and whether it is the first; inside the transaction that saves."""
    token = data[NAME][:32]
    try:
        with transaction.atomic():
            sent = SentForm.objects.create(account=account, token=token, typed=typed_digest(data))
            return sent, True
    except IntegrityError:
        return SentForm.objects.get(account=account, token=token), False


def forget_old() -> None:
    SentForm.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
