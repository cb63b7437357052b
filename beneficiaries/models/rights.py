"""What somebody asked of their data, and what was made of it in the end."""

from django.db import models
from django.db.models import Q

from plics.days import happened


def dated_with_reason(day: str, reason: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{day: None, reason: ""})
        | (Q(**{f"{day}__isnull": False}) & ~Q(**{reason: ""})),
        name=name,
        violation_error_message="Une opposition ou une limitation a une date et un motif.",
    )


class DataRights(models.Model):
    """GDPR, articles 21 (opposition), 18 (restriction) and 17 (erasure)."""

    opposed_on = models.DateField(
        "opposition reçue le",
        null=True,
        blank=True,
        validators=[happened],
        help_text="La personne s’oppose au traitement : gardé, et dit en tête de sa fiche.",
    )
    opposition_reason = models.CharField("motif de l’opposition", max_length=200, blank=True)
    restricted_on = models.DateField(
        "traitement limité depuis le",
        null=True,
        blank=True,
        validators=[happened],
        help_text="La fiche est figée : seul un administrateur la modifie, et elle n’est pas "
        "rendue anonyme.",
    )
    restriction_reason = models.CharField("motif de la limitation", max_length=200, blank=True)
    anonymised_on = models.DateField("rendue anonyme le", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            dated_with_reason("opposed_on", "opposition_reason", "%(class)s_opposition"),
            dated_with_reason("restricted_on", "restriction_reason", "%(class)s_restriction"),
        ]

    @property
    def rights_told(self) -> list[str]:
        """What whoever opens the record must know before anything else."""
        found = []
        if self.opposed_on:
            found.append(
                f"Opposition au traitement, reçue le {self.opposed_on:%d/%m/%Y}\u00a0: "
                f"{self.opposition_reason}"
            )
        if self.restricted_on:
            found.append(
                f"Traitement limité depuis le {self.restricted_on:%d/%m/%Y}\u00a0: "
                f"{self.restriction_reason}. Seul un administrateur modifie cette fiche."
            )
        if self.anonymised_on:
            found.append(f"Rendue anonyme le {self.anonymised_on:%d/%m/%Y}.")
        return found
