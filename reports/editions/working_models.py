"""How an edition is worked on, step by step: models of `reports`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from plics.models import User
from reports.editions.models import Edition


class EditionStep(models.Model):
    """Who brought an edition from one state to another, and when; never changed."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="steps"
    )
    before = models.CharField("état d’avant", max_length=10, choices=Edition.Status.choices)
    after = models.CharField("état d’après", max_length=10, choices=Edition.Status.choices)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="par",
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField("le", default=timezone.now)
    note = models.TextField("note", blank=True)

    class Meta:
        verbose_name = "étape d’une édition"
        verbose_name_plural = "étapes d’une édition"
        ordering = ["edition", "made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def open(self) -> CommentQuerySet:
        return self.filter(resolved_at=None)

    def visible_to(self, user: User) -> CommentQuerySet:
        return user.scope(self, "edition__commission")


class Comment(models.Model):
    """What somebody who works on an edition says of a block of it, until it is resolved."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="comments"
    )
    # As in the booklet: key of the section, then the block's title or anchor within it.
    section = models.CharField("partie", max_length=80)
    block = models.CharField("bloc", max_length=200, blank=True)
    text = models.TextField("commentaire", max_length=2000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="écrit par",
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField("écrit le", default=timezone.now)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="résolu par",
        null=True,
        blank=True,
        related_name="+",
    )
    resolved_at = models.DateTimeField("résolu le", null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire"
        verbose_name_plural = "commentaires"
        ordering = ["edition", "section", "made_at"]

    def __str__(self) -> str:
        return self.text[:80]


class CarriedTextQuerySet(models.QuerySet["CarriedText"]):
    def unread(self) -> CarriedTextQuerySet:
        return self.filter(read_at=None)


class CarriedText(models.Model):
    """A text taken over from the year before: « à relire » until somebody says it is read."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="carried"
    )
    # The row and field that hold it: « reports.edition/12/preamble ».
    text_key = models.CharField("texte", max_length=120)
    title = models.CharField("intitulé", max_length=250)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="relu par",
        null=True,
        blank=True,
        related_name="+",
    )
    read_at = models.DateTimeField("relu le", null=True, blank=True)

    objects = CarriedTextQuerySet.as_manager()

    class Meta:
        verbose_name = "texte repris"
        verbose_name_plural = "textes repris"
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "text_key"],
                name="carried_text_key",
                violation_error_message="Ce texte est déjà marqué à relire.",
            )
        ]

    def __str__(self) -> str:
        return self.title
