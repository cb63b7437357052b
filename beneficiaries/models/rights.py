"""What somebody asked of their data, and what was made of it in the end."""

from typing import Any

from django.core.exceptions import ValidationError
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
    def frozen(self) -> str:
        """Why none of their rows is added, changed nor removed; empty when they may be."""
        if self.anonymised_on:
            return (
                f"Cette personne a été rendue anonyme le {self.anonymised_on:%d/%m/%Y}\u00a0: "
                "rien ne s’ajoute à sa fiche et rien n’y change."
            )
        if self.restricted_on:
            return (
                "Le traitement des données de cette personne est limité depuis le "
                f"{self.restricted_on:%d/%m/%Y}\u00a0: aucune de ses lignes ne s’ajoute ni ne "
                "change. Un administrateur lève d’abord la limitation, sur sa fiche."
            )
        return ""

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
                f"{self.restriction_reason}. Seul un administrateur modifie cette fiche ; aucune "
                "de ses lignes ne change."
            )
        if self.anonymised_on:
            found.append(f"Rendue anonyme le {self.anonymised_on:%d/%m/%Y}.")
        return found


class OfPersonWithRights(models.Model):
    """A row about `person`, which keeps still when theirs must."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if why := frozen_refusal(self):
            raise ValidationError(why)


def frozen_refusal(row: Any) -> str:
    """Why this row is not written: because of whom it is of, or was."""
    if getattr(row, "person_id", None) is None:
        return ""
    kept = type(row)._base_manager.filter(pk=row.pk).exclude(person=row.person_id)
    before = kept.select_related("person").first() if row.pk else None
    return row.person.frozen or (before.person.frozen if before else "")
