"""Accounts, their role, and the commissions they may see."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower

Rows = TypeVar("Rows", bound=models.QuerySet)


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "administrateur"
    STAFF = "staff", "agent du service d’insertion"
    COORDINATOR = "coordinator", "coordinateur de commission"
    READER = "reader", "lecteur"


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """Accounts are managed by administrators; everyone sees their own."""
        return self if user.role == Role.ADMINISTRATOR else self.filter(pk=user.pk)


class AccountManager(UserManager["User"]):
    use_in_migrations = False

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """An address is found again whatever the capitals typed."""
        return super().normalize_email(email).lower()

    def create_superuser(self, *args: Any, **fields: Any) -> User:
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

    objects: ClassVar = AccountManager.from_queryset(UserQuerySet)()

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

    def scope(self, queryset: Rows, path: str) -> Rows:
        """Rows of `queryset` whose commission, found at `path`, this user may see."""
        if self.sees_everything:
            return queryset
        if not self.sees_persons:
            return queryset.none()
        return queryset.filter(**{f"{path}__in": self.commissions.all()})
