"""What an edition holds of its figures and titles: models of `reports`."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

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
    # Whether it was known that day, and until when: as `reports.figures.base.Status`.
    status = models.CharField("connaissance", max_length=10, default="ok")
    as_of = models.DateField("dernier jour connu", null=True, blank=True)
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


class KeptPage(models.Model):
    """A page of a validated edition as it was then, for one kind of reader: it is served so."""

    class Variant(models.TextChoices):
        INTERNAL = "internal", "interne"
        OWN = "own", "de la commission"
        PUBLIC = "public", "publique"

    class Medium(models.TextChoices):
        SCREEN = "screen", "à l’écran"
        PRINT = "print", "pour l’impression"

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="kept_pages"
    )
    variant = models.CharField("version lue", max_length=10, choices=Variant.choices)
    medium = models.CharField("support", max_length=10, choices=Medium.choices)
    # A chapter or a section; empty for the whole.
    section = models.CharField("partie", max_length=80, blank=True)
    content = models.BinaryField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)

    class Meta:
        verbose_name = "page gardée"
        verbose_name_plural = "pages gardées"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "variant", "medium", "section"], name="kept_page_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_variant_display()}, {self.get_medium_display()}, {self.section}"


class KeptPdf(models.Model):
    """Laid out once, from the page kept for print; never again."""

    page = models.OneToOneField(
        KeptPage, models.CASCADE, verbose_name="page gardée", related_name="pdf"
    )
    content = models.BinaryField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)
    made_with = models.CharField("composé avec", max_length=200)
    made_at = models.DateTimeField("composé le", default=timezone.now)

    class Meta:
        verbose_name = "PDF gardé"
        verbose_name_plural = "PDF gardés"

    def __str__(self) -> str:
        return f"{self.sha256[:12]}, {self.made_with}"


class KeptText(models.Model):
    """A text that a validated edition prints, to be compared with that of another version."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="kept_texts"
    )
    key = models.CharField("texte", max_length=250)
    title = models.CharField("intitulé", max_length=300)
    text = models.TextField("contenu")
    # Portraits that nobody read over, and words over figures that a reader may not have.
    is_public = models.BooleanField("lu par tous")

    class Meta:
        verbose_name = "texte gardé"
        verbose_name_plural = "textes gardés"
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="kept_text_key")]

    def __str__(self) -> str:
        return self.title
