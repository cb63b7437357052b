"""What was changed in the past."""

from django.db import models

from beneficiaries.models.households import Household


class Correction(models.Model):
    """The past was corrected: what an import or a person changed, and when."""

    household = models.ForeignKey(
        Household, models.CASCADE, verbose_name="ménage", related_name="corrections"
    )
    recorded_at = models.DateTimeField("enregistrée le", auto_now_add=True)
    import_run = models.ForeignKey(
        "plics.ImportRun", models.SET_NULL, verbose_name="import", null=True, blank=True
    )
    starts_on = models.DateField("situations changées à partir du")
    before = models.JSONField("avant", default=list)
    after = models.JSONField("après", default=list)

    class Meta:
        verbose_name = "correction"
        verbose_name_plural = "corrections"
        ordering = ["-recorded_at"]

    def __str__(self) -> str:
        return f"{self.household} au {self.starts_on:%d/%m/%Y}"
