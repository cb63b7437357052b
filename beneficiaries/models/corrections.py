"""What was changed in the past, so that a figure that moved says why."""

from typing import Self

from django.db import models

from beneficiaries.models.households import Household
from plics.models import User


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: User) -> Self:
        if user.sees_names and user.sees_everything:
            return self
        return self.filter(household__in=Household.objects.visible_to(user).values("pk"))


class Correction(models.Model):
    """The past was corrected: what an import or a person changed, and when."""

    # Nobody's, when an aid or a participation of somebody outside the RSA is cancelled.
    household = models.ForeignKey(
        Household,
        models.CASCADE,
        verbose_name="ménage",
        related_name="corrections",
        null=True,
        blank=True,
    )
    recorded_at = models.DateTimeField("enregistrée le", auto_now_add=True)
    import_run = models.ForeignKey(
        "plics.ImportRun", models.SET_NULL, verbose_name="import", null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        "plics.User",
        models.SET_NULL,
        verbose_name="par",
        related_name="+",
        null=True,
        blank=True,
    )
    starts_on = models.DateField("chiffres changés à partir du")
    reason = models.CharField("objet", max_length=400, blank=True)
    before = models.JSONField("avant", default=list)
    after = models.JSONField("après", default=list)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "correction"
        verbose_name_plural = "corrections"
        ordering = ["-recorded_at"]

    def __str__(self) -> str:
        return f"{self.household or self.reason} au {self.starts_on:%d/%m/%Y}"
