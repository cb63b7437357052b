"""Portraits, « exemples de parcours »: who wrote them, and who read that nobody is recognised."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import Self

from django.db import models
from django.db.models import F, Q

from actions.models.agreements import Agreement
from plics.models import User
from plics.richtext import markup
from plics.richtext.fields import RichTextField


class CaseStoryQuerySet(models.QuerySet["CaseStory"]):
    def to_review(self) -> Self:
        return self.filter(reviewed_by=None)


class CaseStory(models.Model):
    """A portrait: what readers get of it was read by a second account.

    The review is of a text, known by its digest: whatever changes the text, a form, an undone
    operation or a script, takes the review away.
    """

    TEXTS = ("name", "age", "family", "place")

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, verbose_name="convention", related_name="stories"
    )
    name = models.CharField("nom d’emprunt", max_length=40, help_text="Madame A")
    age = models.PositiveSmallIntegerField(
        "âge", null=True, blank=True, help_text="Une tranche, « la quarantaine », dit moins."
    )
    family = models.CharField("situation familiale", max_length=120, blank=True)
    place = models.CharField("lieu", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField("ordre", default=0)
    written_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name="écrit par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    reviewed_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name="relu et anonymisé par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    reviewed_on = models.DateField("relu le", null=True, blank=True, editable=False)
    reviewed_text = models.CharField("texte relu", max_length=32, blank=True, editable=False)

    objects = CaseStoryQuerySet.as_manager()

    class Meta:
        verbose_name = "exemple de parcours"
        verbose_name_plural = "exemples de parcours"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_on=None, reviewed_text="")
                | (Q(reviewed_by__isnull=False, reviewed_on__isnull=False) & ~Q(reviewed_text="")),
                name="case_story_review",
                violation_error_message="Une relecture a un auteur et un jour.",
            ),
            models.CheckConstraint(
                condition=Q(written_by=None)
                | Q(reviewed_by=None)
                | ~Q(reviewed_by=F("written_by")),
                name="case_story_second_account",
                violation_error_message="Qui a écrit un exemple de parcours ne le relit pas.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def texts(self) -> Iterator[str]:
        """As they are read."""
        yield from self._told(markup.plain)

    @property
    def digest(self) -> str:
        """Of all that was typed: where a link leads may name somebody."""
        stored = list(self._told(str))
        return hashlib.blake2s(repr(stored).encode(), digest_size=16).hexdigest()

    def _told(self, body: Callable[[str], str]) -> Iterator[str]:
        for name in self.TEXTS:
            yield str(getattr(self, name) or "")
        for block in self.blocks.all():
            yield block.title
            yield body(block.body)

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_by_id is not None and self.reviewed_text == self.digest

    def may_be_reviewed_by(self, user: User) -> bool:
        """A second pair of eyes: not those that wrote the text last."""
        return self.written_by_id != user.pk

    def review(self, *, by: User, on: dt.date) -> None:
        self.reviewed_by, self.reviewed_on, self.reviewed_text = by, on, self.digest
        self.full_clean()
        self.save()

    def written(self, *, by: User) -> None:
        """The text was changed: it is to be read again."""
        self.written_by, self.reviewed_by, self.reviewed_on, self.reviewed_text = by, None, None, ""
        self.save()


class CaseStoryBlock(models.Model):
    story = models.ForeignKey(
        CaseStory, models.CASCADE, verbose_name="exemple", related_name="blocks"
    )
    title = models.CharField("titre", max_length=120)
    body = RichTextField("texte")
    order = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "partie de l’exemple"
        verbose_name_plural = "parties de l’exemple"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title
