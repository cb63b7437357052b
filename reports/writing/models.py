"""Texts written once for all the places that include them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from plics.richtext import markup
from plics.richtext.fields import RichTextField


class SharedTextQuerySet(models.QuerySet["SharedText"]):
    def of_year(self, year: int) -> dict[str, SharedText]:
        """By code: the year's own, else the one of every year."""
        found = self.filter(Q(year=year) | Q(year=None)).order_by("-year")
        by_code: dict[str, SharedText] = {}
        for text in found:
            if text.code not in by_code or text.year is not None:
                by_code[text.code] = text
        return by_code

    def codes(self) -> set[str]:
        return set(self.values_list("code", flat=True))


class SharedText(models.Model):
    """A named text of the département, of one year or of all: changed once, changed wherever it
    is included, but in what was published before."""

    code = models.SlugField(
        "code",
        max_length=60,
        help_text="Ce qui l’appelle : « missions-du-referent ».",
    )
    name = models.CharField("nom", max_length=120)
    year = models.PositiveSmallIntegerField(
        "année du programme",
        null=True,
        blank=True,
        help_text="Vide : pour toutes les années qui n’ont pas le leur.",
    )
    body = RichTextField("texte")

    objects = SharedTextQuerySet.as_manager()

    class Meta:
        verbose_name = "texte commun"
        verbose_name_plural = "textes communs"
        ordering = ["name", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "year"],
                name="shared_text_key",
                violation_error_message="Ce texte commun existe déjà pour cette année.",
            ),
            # Two absent years are not equal to a database.
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(year=None),
                name="shared_text_usual_key",
                violation_error_message="Ce texte commun existe déjà pour toutes les années.",
            ),
            models.CheckConstraint(
                condition=~Q(body__contains=markup.SHARED),
                name="shared_text_alone",
                violation_error_message="Un texte commun n’en inclut pas un autre.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.year})" if self.year else self.name
