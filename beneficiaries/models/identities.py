"""What leads from a row of a file to a person, besides their present names and their places."""

from django.db import models

from beneficiaries.models.households import Household, Person
from plics.days import happened
from plics.models import User


class Merge(models.Model):
    """Two records found to be one person: what it takes to part them again."""

    kept = models.ForeignKey(
        Person, models.CASCADE, verbose_name="fiche gardée", related_name="merges"
    )
    merged_at = models.DateTimeField("fusionnées le", auto_now_add=True)
    merged_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="par", null=True, blank=True, related_name="+"
    )
    # Plain values, and keys of rows: what each record was, and which rows followed the other.
    duplicate = models.JSONField("fiche disparue", default=dict)
    completed = models.JSONField("champs complétés", default=dict, blank=True)
    moved = models.JSONField("lignes réunies", default=dict, blank=True)
    joined = models.JSONField("places réunies", default=list, blank=True)

    class Meta:
        verbose_name = "fusion"
        verbose_name_plural = "fusions"
        ordering = ["-merged_at", "-pk"]

    def __str__(self) -> str:
        names = " ".join(str(self.duplicate.get(name, "")) for name in ("last_name", "first_name"))
        return f"{names.strip()}, fusionnée le {self.merged_at:%d/%m/%Y}"


class Identity(models.Model):
    """Names under which a file knows a person, where their present names and places do not tell.

    Names given up in a merge or by a marriage: files go on writing them for months.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, verbose_name="personne", related_name="identities"
    )
    household = models.ForeignKey(
        Household, models.CASCADE, verbose_name="ménage", null=True, blank=True
    )
    last_name = models.CharField("nom", max_length=60)
    first_name = models.CharField("prénom", max_length=60)
    birth_date = models.DateField("date de naissance", validators=[happened])
    # Goes with the merge when that is undone.
    merge = models.ForeignKey(
        Merge, models.CASCADE, verbose_name="fusion", null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = "autre identité"
        verbose_name_plural = "autres identités"
        ordering = ["last_name", "first_name", "birth_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "last_name", "first_name", "birth_date"],
                name="identity_of_one_person",
                violation_error_message="Cette identité est déjà celle d’une autre fiche.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}"
