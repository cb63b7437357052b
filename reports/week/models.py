"""What was done about a row of a working list: a model of the application `reports`."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from beneficiaries.models import Person
from beneficiaries.models.rights import OfPersonWithRights
from plics.days import happened
from plics.models import User


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> FollowUpQuerySet:
        if user.sees_names and user.sees_everything:
            return self
        seen = Person.objects.visible_to(user).values("pk")
        return self.filter(models.Q(person__in=seen) | models.Q(person=None, made_by=user))


class FollowUp(OfPersonWithRights):
    """Seen, or somebody reminded: never changed, a later one says what came next."""

    class Kind(models.TextChoices):
        SEEN = "vu", "vu"
        REMINDED = "relance", "relancé"

    working_list = models.SlugField("liste")
    row = models.PositiveBigIntegerField("ligne")
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        verbose_name="personne",
        related_name="follow_ups",
        null=True,
        blank=True,
    )
    kind = models.CharField("suite", max_length=10, choices=Kind.choices)
    done_on = models.DateField("le", validators=[happened])
    note = models.CharField(
        "note",
        max_length=200,
        blank=True,
        help_text="Pour le service : jamais publiée, sans donnée de santé.",
    )
    made_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="par", related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField("enregistré le", default=timezone.now)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "suite donnée"
        verbose_name_plural = "suites données"
        ordering = ["-done_on", "-pk"]
        indexes = [models.Index(fields=["working_list", "row"], name="follow_up_row_idx")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} le {self.done_on:%d/%m/%Y}"
