"""Ages that a fund or an action takes in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class AgeLimits(models.Model):
    """From `min_age` to `max_age` completed years, both included; empty is without limit."""

    min_age = models.PositiveSmallIntegerField("âge minimal", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("âge maximal (inclus)", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(min_age=None) | Q(max_age=None) | Q(max_age__gte=F("min_age")),
                name="%(class)s_ages",
                violation_error_message="L’âge maximal est inférieur à l’âge minimal.",
            )
        ]

    def takes_age(self, age: int) -> bool:
        is_too_young = self.min_age is not None and age < self.min_age
        return not is_too_young and (self.max_age is None or age <= self.max_age)

    @property
    def ages(self) -> str:
        """« de 18 à 25 ans révolus »."""
        if self.max_age is None:
            return f"à partir de {self.min_age} ans révolus"
        if self.min_age is None:
            return f"jusqu’à {self.max_age} ans révolus"
        return f"de {self.min_age} à {self.max_age} ans révolus"
