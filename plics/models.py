"""What all applications share: accounts, the département, nomenclatures, imports."""

import uuid

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "administrateur"
    STAFF = "staff", "agent de la DASTI"
    COORDINATOR = "coordinator", "coordinateur de commission"
    READER = "reader", "lecteur"


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Accounts are managed by administrators; everyone sees their own."""
        return self if user.role == Role.ADMINISTRATOR else self.filter(pk=user.pk)


class AccountManager(UserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False

    @classmethod
    def normalize_email(cls, email):
        """An address is found again whatever the capitals typed."""
        return super().normalize_email(email).lower()

    def create_superuser(self, *args, **fields):
        """Rights follow the role alone: the command's first account must have one."""
        return super().create_superuser(*args, **{"role": Role.ADMINISTRATOR} | fields)


class User(AbstractUser):
    role = models.CharField("rôle", max_length=15, choices=Role.choices, default=Role.READER)
    commissions = models.ManyToManyField(
        "beneficiaries.Commission",
        verbose_name="commissions visibles",
        blank=True,
        help_text="Pour un coordinateur : les commissions dont il voit les données.",
    )

    objects = AccountManager()

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [
            # Whoever signs in may type capitals or not: the account must be only one.
            models.UniqueConstraint(
                Lower("username"),
                name="account_name_whatever_capitals",
                violation_error_message="Un compte porte déjà cet identifiant.",
            )
        ]

    @property
    def sees_everything(self) -> bool:
        return self.is_active and self.role in (Role.ADMINISTRATOR, Role.STAFF)

    @property
    def sees_persons(self) -> bool:
        """Readers get figures and published documents, never a name."""
        return self.is_active and self.role != Role.READER

    def scope(self, queryset, path: str):
        """Rows of `queryset` whose commission, found at `path`, this user may see."""
        if self.sees_everything:
            return queryset
        if not self.sees_persons:
            return queryset.none()
        return queryset.filter(**{f"{path}__in": self.commissions.all()})


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
    contact = models.CharField("contact", max_length=120, blank=True)
    population = models.PositiveIntegerField("population")
    population_source = models.CharField("source de la population", max_length=200)
    public_series = models.URLField("adresse de la collection publiée", blank=True)

    class Meta:
        verbose_name = "département"
        verbose_name_plural = "département"

    def __str__(self):
        return self.name


class NomenclatureQuerySet(models.QuerySet):
    def valid_on(self, day):
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gte=day))


class Nomenclature(models.Model):
    """A list that a département or a year changes: rows, not code."""

    code = models.SlugField("code", max_length=40, unique=True)
    label = models.CharField("libellé", max_length=120)
    order = models.PositiveSmallIntegerField("ordre", default=0)
    valid_from = models.DateField("en vigueur du", null=True, blank=True)
    valid_to = models.DateField("au", null=True, blank=True)

    objects = NomenclatureQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "label"]

    def __str__(self):
        return self.label


class ImportRun(models.Model):
    """One file brought in: who, when, which bytes, what it did."""

    kind = models.CharField("nature", max_length=20, db_index=True)
    file_name = models.CharField("fichier", max_length=255)
    fingerprint = models.CharField("empreinte", max_length=64, db_index=True)
    reference_date = models.DateField("date de référence", null=True, blank=True)
    imported_at = models.DateTimeField("importé le", auto_now_add=True)
    imported_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name="par", null=True, blank=True
    )
    created = models.PositiveIntegerField("créées", default=0)
    updated = models.PositiveIntegerField("modifiées", default=0)
    unchanged = models.PositiveIntegerField("inchangées", default=0)
    closed = models.PositiveIntegerField("closes", default=0)
    refused = models.PositiveIntegerField("refusées", default=0)
    is_forced = models.BooleanField("forcé", default=False)

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-imported_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["beneficiaires", "cnaf"]) | Q(reference_date__isnull=False),
                name="import_stock_dated",
                violation_error_message="Un stock de bénéficiaires porte une date de référence.",
            )
        ]

    def __str__(self):
        return f"{self.kind} : {self.file_name}"


def dates_in_order(start: str, end: str, name: str, message: str) -> models.CheckConstraint:
    """Constraint: `end`, where known, is not before `start`."""
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=message,
    )


class DataStamp(models.Model):
    """One row, renewed by each committed write: see `plics.freshness`."""

    value = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = "état des données"
        verbose_name_plural = "états des données"

    def __str__(self):
        return str(self.value)
