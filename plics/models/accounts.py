"""Accounts, their role, and the commissions they may see."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

Rows = TypeVar("Rows", bound=models.QuerySet)


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "administrateur"
    STAFF = "staff", "agent du service d’insertion"
    COORDINATOR = "coordinator", "coordinateur de commission"
    READER = "reader", "lecteur"
    PROVIDER = "provider", "correspondant d’une structure"
    OFFICER = "officer", "délégué à la protection des données"


DATA_ROLES = (Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)

# The rights that a new account has by its role, until an administrator gives or takes one.
USUAL_RIGHTS: dict[str, tuple[str, ...]] = {
    Role.ADMINISTRATOR: ("may_see_names", "may_export_names", "may_validate"),
    Role.STAFF: ("may_see_names", "may_export_names", "may_validate"),
    Role.COORDINATOR: ("may_see_names",),
}
RIGHTS = USUAL_RIGHTS[Role.ADMINISTRATOR]


def right(label: str, help_text: str) -> Any:
    """Not said when the account is made: see `USUAL_RIGHTS`."""
    return models.BooleanField(label, blank=True, help_text=help_text)


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

    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> User:
        """Rights follow the role alone: the command's first account must have one.

        The command lets a weak password pass, to whoever insists or writes it in the environment.
        """
        fields = {"role": Role.ADMINISTRATOR} | fields
        if password is not None:
            validate_password(password, User(username=username, email=email or "", **fields))
        return super().create_superuser(username, email, password, **fields)


class User(AbstractUser):
    role = models.CharField("rôle", max_length=15, choices=Role.choices, default=Role.READER)
    commissions = models.ManyToManyField(
        "beneficiaries.Commission",
        verbose_name="commissions visibles",
        blank=True,
        help_text="Pour un coordinateur : les commissions dont il voit les données.",
    )
    providers = models.ManyToManyField(
        "actions.Provider",
        verbose_name="structures",
        blank=True,
        help_text="Pour un correspondant : les structures dont il remplit les retours.",
    )
    # A role says where one works; each of these is given or taken apart from it. None opens
    # what the role does not.
    may_see_names = right(
        "voit les noms",
        "Les personnes et leurs listes ; sans ce droit, des chiffres et des tableaux de bord.",
    )
    may_export_names = right(
        "exporte les noms", "Sans ce droit, un export ne porte que ce qui ne désigne personne."
    )
    may_validate = right("valide les éditions", "Arrête les chiffres d’un livret et le publie.")

    wants_monday_mail = models.BooleanField(
        "reçoit l’accueil du lundi",
        default=False,
        help_text="Chaque lundi, par courriel : des chiffres et des nombres, aucun nom.",
    )

    # Kept in step with what allauth holds (plics/signin/second_factor.py).
    has_second_factor = models.BooleanField("second facteur", default=False, editable=False)

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

    def save(self, *args: Any, **options: Any) -> None:
        for name in RIGHTS:
            if getattr(self, name) is None:
                setattr(self, name, name in USUAL_RIGHTS.get(self.role, ()))
        super().save(*args, **options)

    @property
    def is_in_former_journal(self) -> bool:
        return LogEntry.objects.filter(user=self.pk).exists()

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """What an account did outlives it; Django's own journal, written no more, would not."""
        if self.is_in_former_journal:
            told = "Ce compte a des actes dans l’ancien journal : fermez-le plutôt."
            raise models.ProtectedError(told, set())
        return super().delete(*args, **options)

    @property
    def reads_figures(self) -> bool:
        """Dashboards are for those who work on the data, and for readers."""
        return self.is_active and self.role in (*DATA_ROLES, Role.READER)

    @property
    def sees_everything(self) -> bool:
        return self.is_active and self.role in (Role.ADMINISTRATOR, Role.STAFF)

    @property
    def works_on_data(self) -> bool:
        """Readers get figures and published documents, never a row."""
        return self.is_active and self.role in DATA_ROLES

    @property
    def answers_for_data(self) -> bool:
        """The register, the traces, who is about to be forgotten: without a name."""
        return self.is_active and self.role in (Role.ADMINISTRATOR, Role.OFFICER)

    @property
    def is_provider(self) -> bool:
        """Fills the returns of its own structures, and opens nothing else."""
        return self.is_active and self.role == Role.PROVIDER

    @property
    def sees_names(self) -> bool:
        return self.works_on_data and self.may_see_names

    @property
    def exports_names(self) -> bool:
        return self.sees_names and self.may_export_names

    @property
    def validates_editions(self) -> bool:
        return self.works_on_data and self.may_validate

    @property
    def needs_second_factor(self) -> bool:
        """All but readers, who alone meet neither a name nor what was done with one."""
        return self.role != Role.READER

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Another role, like another password, closes the sessions opened under the former."""
        salt = "plics.models.accounts.session"
        return salted_hmac(
            salt, f"{self.password} {self.role}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def scope(self, queryset: Rows, path: str) -> Rows:
        """Rows of `queryset` whose commission, found at `path`, this user may see."""
        if self.sees_everything:
            return queryset
        if not self.works_on_data:
            return queryset.none()
        return queryset.filter(**{f"{path}__in": self.commissions.all()})
