"""Territory, households, persons."""

import datetime as dt

import factory

from beneficiaries import models
from tests.factories.base import Base

LONG_AGO = dt.date(2015, 1, 1)


class CommissionFactory(Base):
    class Meta:
        model = models.Commission
        django_get_or_create = ["slug"]

    slug = factory.Sequence(lambda n: f"commission-{n}")
    name = factory.LazyAttribute(lambda commission: commission.slug.title())


class CantonFactory(Base):
    class Meta:
        model = models.Canton
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"{6101 + n % 3000:04d}")
    name = factory.LazyAttribute(lambda canton: f"Canton {canton.code}")


def or_made(name: str, make: type[factory.Factory]) -> factory.LazyAttribute:
    """What the commune was given, or one of its own: none is made that nothing hangs on."""
    return factory.LazyAttribute(lambda made: getattr(made.factory_parent, name) or make())


class AttachmentFactory(Base):
    class Meta:
        model = models.Attachment

    commune = factory.SubFactory("tests.factories.beneficiaries.CommuneFactory", attachment=None)
    canton = factory.SubFactory(CantonFactory)
    commission = factory.SubFactory(CommissionFactory)
    starts_on = LONG_AGO


class CommuneFactory(Base):
    """With its attachment; `attachment=None` leaves it out."""

    class Meta:
        model = models.Commune

    class Params:
        commission = canton = None

    insee_code = factory.Sequence(lambda n: f"{61001 + n % 30000}")
    name = factory.LazyAttribute(lambda commune: f"Commune {commune.insee_code}")
    population = 1500
    longitude = factory.Sequence(lambda n: round(0.01 * (n % 100), 4))
    latitude = 48.7
    attachment = factory.RelatedFactory(
        AttachmentFactory,
        "commune",
        commission=or_made("commission", CommissionFactory),
        canton=or_made("canton", CantonFactory),
    )


class FormerCommuneFactory(Base):
    class Meta:
        model = models.FormerCommune

    insee_code = factory.Sequence(lambda n: f"{91001 + n % 9000}")
    name = factory.LazyAttribute(lambda commune: f"Ancienne {commune.insee_code}")
    successor = factory.SubFactory(CommuneFactory)


class SituationFactory(Base):
    class Meta:
        model = models.HouseholdSituation

    class Params:
        commission = None

    household = factory.SubFactory("tests.factories.beneficiaries.HouseholdFactory", situation=None)
    starts_on = LONG_AGO
    right_state = "2"
    commune = factory.SubFactory(CommuneFactory, commission=factory.SelfAttribute("..commission"))
    family_situation = "CEL"
    applied_on = LONG_AGO


class HouseholdFactory(Base):
    """With one open situation; `situation=None` leaves it out, `situation__commune=` sets it."""

    class Meta:
        model = models.Household

    class Params:
        commission = None

    number = factory.Sequence(lambda n: f"{n:011d}")
    situation = factory.RelatedFactory(
        SituationFactory, "household", commission=factory.SelfAttribute("..commission")
    )


class MembershipFactory(Base):
    class Meta:
        model = models.Membership

    household = factory.SelfAttribute("person.household")
    person = factory.SubFactory("tests.factories.beneficiaries.PersonFactory", membership=None)
    role = "DEM"
    starts_on = LONG_AGO


class PersonFactory(Base):
    """An adult applicant; `membership=None` leaves the place out, `membership__role=` sets it.

    `household` is where the place is made: told on the object for tests to go on from, it is no
    field. `outside_rsa=True`: a person without household, whose commune is their own.
    """

    class Meta:
        model = models.Person

    class Params:
        commission = None
        outside_rsa = factory.Trait(
            household=None,
            membership=None,
            commune=factory.SubFactory(
                CommuneFactory, commission=factory.SelfAttribute("..commission")
            ),
        )

    @classmethod
    def _build(cls, model, *args, household=None, **values):
        person = super()._build(model, *args, **values)
        person.household = household
        return person

    @classmethod
    def _create(cls, model, *args, household=None, **values):
        person = super()._create(model, *args, **values)
        person.household = household
        return person

    household = factory.SubFactory(
        HouseholdFactory, commission=factory.SelfAttribute("..commission")
    )
    last_name = factory.Sequence(lambda n: f"NOM{n}")
    first_name = "Camille"
    birth_date = dt.date(1980, 6, 15)
    sex = "2"
    membership = factory.RelatedFactory(MembershipFactory, "person")


class IdentityFactory(Base):
    class Meta:
        model = models.Identity

    person = factory.SubFactory(PersonFactory)
    household = factory.SelfAttribute("person.household")
    last_name = factory.Sequence(lambda n: f"ANCIEN {n}")
    first_name = "Anne"
    birth_date = dt.date(1985, 3, 2)


class CorrectionFactory(Base):
    class Meta:
        model = models.Correction

    household = factory.SubFactory(HouseholdFactory)
    starts_on = dt.date(2019, 6, 1)
    before = [{"right_state": "2"}]
    after = [{"right_state": "5"}]


class MergeFactory(Base):
    class Meta:
        model = models.Merge

    kept = factory.SubFactory(PersonFactory)
    duplicate = {"pk": 0, "last_name": "ANCIEN", "first_name": "Anne", "birth_date": "1985-03-02"}
