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

from plics.models import SentForm

NAME = "_once"
# Back reaches a page of this morning; nobody keeps a form open longer.
KEPT = dt.timedelta(days=2)
AGAIN = "_again"
# Chosen by the button or by the page, not typed.
NOT_TYPED = (
    "csrfmiddlewaretoken", NAME, AGAIN, "_shown", "_who", "_save", "_continue", "_addanother",
    "_read",
)  # fmt: skip


def new_token() -> str:
    return secrets.token_hex(16)


def typed_digest(request) -> str:
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_TYPED)
    return hashlib.sha256(json.dumps([request.path, typed]).encode()).hexdigest()


def claim(request) -> tuple[SentForm, bool]:
    """This sending and whether it is the first; inside the transaction that saves."""
    key = {"account": request.user, "token": request.POST[NAME][:32]}
    try:
        with transaction.atomic():
            return SentForm.objects.create(**key, typed=typed_digest(request)), True
    except IntegrityError:
        return SentForm.objects.get(**key), False


def alike(request, sent: SentForm) -> SentForm | None:
    """The same words sent before from a page opened apart: asked about, unless it was already."""
    if AGAIN in request.POST:
        return None
    before = SentForm.objects.filter(account=sent.account, typed=sent.typed).exclude(row="")
    return before.exclude(pk=sent.pk).order_by("sent_at").first()


def forget_old() -> None:
    SentForm.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
