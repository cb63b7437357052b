"""The identity of the département."""

from django.db import models

# The whole of it, where a territory is named: in figures, in addresses, in names of files.
DEPARTMENT = "departement"


class Department(models.Model):
    """The département that runs this installation: one row."""

    code = models.CharField("numéro", max_length=3, unique=True)
    name = models.CharField("nom", max_length=60)
    in_form = models.CharField("avec « dans »", max_length=60, help_text="« dans l’Orne »")
    of_form = models.CharField("avec « de »", max_length=60, help_text="« de l’Orne »")
    council = models.CharField("collectivité", max_length=120)
    service = models.CharField("service source", max_length=200)
    address = models.TextField("adresse", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("courriel", blank=True)
    contact = models.CharField(
        "personne à contacter",
        max_length=120,
        blank=True,
        help_text="Telle que la dernière page des livrets la nomme ; avec son accord.",
    )
    contact_role = models.CharField(
        "sa fonction",
        max_length=120,
        blank=True,
        help_text="« Chargée de mission insertion », « Service insertion ».",
    )
    population = models.PositiveIntegerField("population")
    population_source = models.CharField(
        "source de la population",
        max_length=200,
        help_text="Avec son année, telle qu’elle s’écrit sous les chiffres.",
    )
    communes_population_source = models.CharField(
        "source de la population des communes",
        max_length=200,
        blank=True,
        help_text="De même, pour les communes, dont la somme fait celle des cantons et des "
        "commissions : « population municipale 2016, Insee ».",
    )
    public_series = models.URLField(
        "adresse officielle",
        blank=True,
        help_text="La page de la collectivité où les livrets sont publiés, ou son site : celle que "
        "donne leur dernière page.",
    )
    is_open = models.BooleanField(
        "livrets ouverts à tous",
        default=False,
        help_text="Les livrets publiés se lisent alors sans compte, à leur adresse, petits "
        "effectifs masqués, avec leurs données. Sans cela, un compte est demandé.",
    )

    class Meta:
        verbose_name = "département"
        verbose_name_plural = "département"

    def __str__(self) -> str:
        return self.name
