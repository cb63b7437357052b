"""What an edition holds of its figures and titles: models of `reports`."""

from __future__ import annotations

from django.db import models

from plics.models import User
from reports.editions.models import Edition


class AuthorMessageQuerySet(models.QuerySet["AuthorMessage"]):
    def visible_to(self, user: User) -> AuthorMessageQuerySet:
        return user.scope(self, "edition__commission")


class AuthorMessage(models.Model):
    """What an author tells over a figure of a booklet, in place of the computed message.

    `digest` is of the figures she saw, `computed` what was told of them then.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="messages"
    )
    exhibit = models.CharField("figure", max_length=200)
    text = models.CharField(
        "message",
        max_length=250,
        help_text="Enregistrer, même sans rien changer, garde ce message sur les chiffres "
        "d’aujourd’hui ; le supprimer reprend le message calculé. N’y écrivez aucun chiffre que "
        "la figure ne montre pas.",
    )
    computed = models.CharField("message calculé alors", max_length=500)
    digest = models.CharField("empreinte des chiffres", max_length=32, editable=False)

    objects = AuthorMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message d’auteur"
        verbose_name_plural = "messages d’auteur"
        ordering = ["edition", "exhibit"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "exhibit"],
                name="author_message_key",
                violation_error_message="Cette figure porte déjà un message d’auteur : "
                "modifiez-le.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Figure(models.Model):
    """A published value with the words that explained it that day; it never moves again."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="figures"
    )
    year = models.PositiveSmallIntegerField("année évaluée")
    code = models.CharField("indicateur", max_length=60)
    territory = models.CharField("territoire", max_length=60)
    subject = models.CharField("objet", max_length=80, blank=True)
    group = models.CharField("groupe", max_length=60, blank=True)
    group_label = models.CharField("libellé du groupe", max_length=200, blank=True)
    value = models.DecimalField("valeur", max_digits=20, decimal_places=8, null=True)
    share = models.DecimalField("part", max_digits=14, decimal_places=8, null=True)
    numerator = models.DecimalField("numérateur", max_digits=20, decimal_places=8, null=True)
    denominator = models.DecimalField("dénominateur", max_digits=20, decimal_places=8, null=True)
    display = models.CharField("affichage", max_length=60)
    label = models.CharField("libellé", max_length=200)
    definition = models.TextField("définition")

    class Meta:
        verbose_name = "chiffre arrêté"
        verbose_name_plural = "chiffres arrêtés"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "year", "code", "territory", "subject", "group"],
                name="figure_key",
                violation_error_message="Ce chiffre est déjà arrêté.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} : {self.display}"
