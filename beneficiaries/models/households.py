"""RSA households, their dated situations, and the persons in them."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Upper
from django.urls import reverse

from beneficiaries.enums import (
    ADULT_ROLES,
    OPEN_STATES,
    EducationLevel,
    FamilySituation,
    Organisation,
    PersonRole,
    RightState,
    Sex,
)
from beneficiaries.models.intervals import in_force
from beneficiaries.models.joined import Joined
from beneficiaries.models.rights import DataRights, OfPersonWithRights
from beneficiaries.models.territory import Commune, communes_of
from plics.days import foreseen, happened
from plics.models import NoOverlap, User, at_least_a_day
from plics.periods import Day


class HouseholdQuerySet(models.QuerySet["Household"]):
    def with_commune(self) -> Self:
        """Annotates `commune_id`: the last known commune."""
        latest = HouseholdSituation.objects.filter(household=OuterRef("pk")).order_by("-starts_on")
        return self.annotate(commune_id=Subquery(latest.values("commune_id")[:1]))

    def visible_to(self, user: User) -> Self:
        if not user.sees_names:
            return self.none()
        if user.sees_everything:
            return self
        return self.with_commune().filter(commune_id__in=communes_of(user))


class Household(models.Model):
    """A RSA file: one NUMDEMRSA."""

    number = models.CharField(
        "numéro de demande",
        max_length=11,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Z]{11}$", "Un numéro de demande a onze caractères.")],
    )
    # MSA files carry the social security number there: a keyed fingerprint is kept, to match.
    matricule_fingerprint = models.CharField(
        "empreinte du matricule", max_length=64, blank=True, editable=False
    )
    protected_fields = models.JSONField(
        "champs protégés",
        default=list,
        blank=True,
        help_text="Champs corrigés à la main que les imports ne changent plus.",
    )
    anonymised_on = models.DateField("rendu anonyme le", null=True, blank=True, editable=False)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "ménage"
        verbose_name_plural = "ménages"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("records:household", args=[self.pk])


class SituationQuerySet(models.QuerySet["HouseholdSituation"]):
    def on(self, day: Day) -> Self:
        return self.filter(in_force(day))

    def with_open_right(self) -> Self:
        return self.filter(right_state__in=OPEN_STATES)

    def with_children(self, day: Day) -> Self:
        """Annotates `has_children`: at least one person with role ENF that day."""
        children = Membership.objects.filter(
            in_force(day), household=OuterRef("household"), role=PersonRole.CHILD
        )
        return self.annotate(has_children=Exists(children))

    def visible_to(self, user: User) -> Self:
        if not user.sees_names:
            return self.none()
        if user.sees_everything:
            return self
        return self.filter(
            commune__in=communes_of(user),
            household__in=Household.objects.visible_to(user).values("pk"),
        )


class HouseholdSituation(models.Model):
    """What was true of a household from a day until another (excluded)."""

    household = models.ForeignKey(
        Household, models.CASCADE, verbose_name="ménage", related_name="situations"
    )
    starts_on = models.DateField("à partir du", validators=[happened])
    ends_on = models.DateField("jusqu’au (exclu)", null=True, blank=True, validators=[foreseen])
    right_state = models.CharField("état du droit", max_length=1, choices=RightState.choices)
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name="commune")
    family_situation = models.CharField(
        "situation familiale", max_length=3, choices=FamilySituation.choices
    )
    # Kept here and not on the household: a corrected date must not move past figures.
    applied_on = models.DateField("date de demande", validators=[happened])
    rsa_type = models.CharField("type de RSA", max_length=5, blank=True)
    # Dated too: a household that passes from the CAF to the MSA is closed by neither.
    organisation = models.CharField(
        "organisme", max_length=3, choices=Organisation.choices, default=Organisation.CAF
    )
    closing_reason = models.CharField("motif de clôture", max_length=3, blank=True)

    objects = SituationQuerySet.as_manager()
    neighbour = Joined("HouseholdSituation", "household")

    # Where `with_children` asks for it.
    has_children: bool

    class Meta:
        verbose_name = "situation du ménage"
        verbose_name_plural = "situations du ménage"
        ordering = ["household", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "starts_on"],
                name="situation_one_a_day",
                violation_error_message="Ce ménage a déjà une situation qui commence ce jour.",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(ends_on=None),
                name="situation_one_open",
                violation_error_message="Fermez d’abord la situation en cours du ménage.",
            ),
            at_least_a_day("situation_dates"),
            NoOverlap(
                same=["household"],
                name="situation_no_overlap",
                violation_error_message="Cette situation en chevauche une autre du ménage",
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="situation_dates_idx")]

    def __str__(self) -> str:
        return f"{self.household} à partir du {self.starts_on:%d/%m/%Y}"


# How a person is told from another, capitals apart.
SAME_PERSON: list[BaseExpression | F | str] = [
    Upper("last_name"),
    Upper("first_name"),
    F("birth_date"),
]


def lives_where_seen(user: User, day: Day | None, person: str) -> Q:
    """The rule of `visible_to`, for who has places; `person` leads to them.

    Keys in lists of keys, asked of places alone: one list inside the other, or through persons,
    takes a hundred times longer on SQLite.
    """
    homes = Membership.objects.last_of_each().filter(
        household__in=Household.objects.visible_to(user).values("pk")
    )
    rule = Q(**{f"{person}__in": homes.values("person")})
    if day is not None:
        then = Membership.objects.on(day).filter(
            in_force(day, "situation__"), situation__commune__in=communes_of(user)
        )
        rule &= Q(**{f"{person}__in": then.values("person")})
    return rule


def last_file(person: str = "pk") -> Subquery:
    """The number of the household where somebody lives, or lived last; `person` leads to them."""
    places = Membership.objects.last_of_each().filter(person=OuterRef(person))
    return Subquery(places.order_by("-starts_on", "pk").values("household__number")[:1])


class PersonQuerySet(models.QuerySet["Person"]):
    def sharing(self, values: list[BaseExpression | F | str]) -> Self:
        """Rows that share all these values, and stay found in a list narrowed to some of them."""
        # One sort, where a self-join would compare all pairs.
        counted = self.order_by().annotate(sharers=Window(Count("pk"), partition_by=values))
        return self.filter(pk__in=counted.filter(sharers__gt=1).values("pk"))

    def possible_duplicates(self) -> Self:
        return self.sharing(SAME_PERSON)

    def with_file(self) -> Self:
        """Annotates `file_number`: the household they live in, or lived in last."""
        return self.annotate(file_number=last_file())

    def not_oriented(self, day: Day) -> Self:
        """Adults covered that day, to whom no orientation was notified by then."""
        told = {"orientations__notified_on__lte": day, "orientations__cancelled_at": None}
        oriented = Person.objects.filter(**told).values("pk")
        covered = Membership.objects.covered(day).adults().values("person")
        return self.filter(pk__in=covered).exclude(pk__in=oriented)

    def visible_to(self, user: User, day: Day | None = None) -> Self:
        """This person, this day, this account: whoever answers for where they live now, or lived
        last; for a day that is past, where they lived that day as well, if it is known."""
        if not user.sees_names:
            return self.none()
        if user.sees_everything:
            return self
        outside = ~Exists(Membership.objects.filter(person=OuterRef("pk")))
        rule = lives_where_seen(user, day, "pk") | Q(outside, commune__in=communes_of(user))
        if day is not None:
            homes = Membership.objects.on(day).filter(in_force(day, "situation__"))
            nowhere = ~Exists(homes.filter(person=OuterRef("pk")))
            rule |= Q(lives_where_seen(user, None, "pk"), nowhere)
        return self.filter(rule)


class Person(DataRights):
    """Somebody, for life: where they live, from when to when, is told by their places alone."""

    last_name = models.CharField("nom", max_length=60)
    first_name = models.CharField("prénom", max_length=60)
    birth_name = models.CharField("nom de naissance", max_length=60, blank=True)
    birth_date = models.DateField("date de naissance", validators=[happened])
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices, blank=True)
    education_level = models.CharField(
        "niveau de formation", max_length=4, choices=EducationLevel.choices, blank=True
    )
    lives_in_priority_area = models.BooleanField("quartier prioritaire", null=True, blank=True)
    has_vehicle = models.BooleanField("dispose d’un véhicule", null=True, blank=True)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        verbose_name="commune",
        null=True,
        blank=True,
        help_text="Seulement hors du RSA : sinon, la commune est celle du ménage.",
    )
    protected_fields = models.JSONField(
        "champs protégés",
        default=list,
        blank=True,
        help_text="Champs corrigés à la main que les imports ne changent plus.",
    )

    objects = PersonQuerySet.as_manager()

    # Where `with_file` asks for it; None outside the RSA.
    file_number: str | None

    class Meta(DataRights.Meta):
        abstract = False
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["last_name", "first_name", "birth_date"]
        indexes = [
            models.Index(fields=["last_name", "first_name", "birth_date"], name="person_name_idx")
        ]

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}"

    def get_absolute_url(self) -> str:
        return reverse("records:person", args=[self.pk])


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: Day) -> Self:
        return self.filter(in_force(day))

    def covered(self, day: Day) -> Self:
        """In a household whose right is open that day."""
        is_open = Q(situation__right_state__in=OPEN_STATES)
        return self.on(day).filter(is_open, in_force(day, "situation__"))

    def adults(self) -> Self:
        return self.filter(role__in=ADULT_ROLES)

    def last_of_each(self) -> Self:
        """Where each person lives now, or lived last: two homes for a child of parted parents."""
        later = Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on"))
        others = Membership.objects.filter(later, person=OuterRef("person"))
        return self.filter(Q(ends_on=None) | ~Exists(others))

    def visible_to(self, user: User, day: Day | None = None) -> Self:
        if not user.sees_names:
            return self.none()
        if user.sees_everything:
            return self
        # Not a second list of keys: SQLite would try each household with each person.
        seen = Household.objects.visible_to(user).filter(pk=OuterRef("household"))
        return self.filter(Exists(seen), lives_where_seen(user, day, "person"))


class Membership(OfPersonWithRights):
    """A person's role in a household from a day until another (excluded)."""

    household = models.ForeignKey(
        Household, models.CASCADE, verbose_name="ménage", related_name="memberships"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, verbose_name="personne", related_name="memberships"
    )
    role = models.CharField("rôle", max_length=3, choices=PersonRole.choices)
    has_rights_and_duties = models.BooleanField("droits et devoirs", null=True, blank=True)
    starts_on = models.DateField("à partir du", validators=[happened])
    ends_on = models.DateField("jusqu’au (exclu)", null=True, blank=True, validators=[foreseen])

    objects = MembershipQuerySet.as_manager()
    situation = Joined("HouseholdSituation", "household")
    orientation = Joined("Orientation", "person")

    class Meta:
        verbose_name = "place dans le ménage"
        verbose_name_plural = "places dans le ménage"
        ordering = ["household", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "starts_on"],
                name="membership_one_a_day",
                violation_error_message="Cette personne a déjà un rôle qui commence ce jour.",
            ),
            at_least_a_day("membership_dates"),
            NoOverlap(
                same=["household", "person"],
                name="membership_no_overlap",
                violation_error_message="La personne a déjà une place dans le ménage ces jours-là",
            ),
        ]
        indexes = [models.Index(fields=["household", "role"], name="membership_role_idx")]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"
