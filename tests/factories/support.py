"""Referents, contracts, sittings."""

import datetime as dt

import factory

from beneficiaries import models
from tests.factories.base import Base, NomenclatureFactory
from tests.factories.beneficiaries import CommissionFactory, HouseholdFactory, PersonFactory


class ReferentBodyFactory(Base):
    class Meta:
        model = models.ReferentBody
        django_get_or_create = ["slug"]

    slug = factory.Sequence(lambda n: f"organisme-{n}")
    name = factory.LazyAttribute(lambda body: body.slug.title())


class ReferentFactory(Base):
    class Meta:
        model = models.Referent

    body = factory.SubFactory(ReferentBodyFactory)
    name = factory.Sequence(lambda n: f"Référent {n}")


class StepFactory(NomenclatureFactory):
    class Meta:
        model = models.Step


class NeedFactory(NomenclatureFactory):
    class Meta:
        model = models.Need


class ContractKindFactory(NomenclatureFactory):
    class Meta:
        model = models.ContractKind


class InterviewKindFactory(NomenclatureFactory):
    class Meta:
        model = models.InterviewKind


class SupportEndReasonFactory(NomenclatureFactory):
    class Meta:
        model = models.SupportEndReason


class DecisionTypeFactory(NomenclatureFactory):
    class Meta:
        model = models.DecisionType


class WaitLimitFactory(NomenclatureFactory):
    class Meta:
        model = models.WaitLimit

    wait = "orientation"
    days = 42


class OfPersonFactory(Base):
    """What a referent body does for a person of a commission."""

    class Meta:
        abstract = True

    commission = factory.SubFactory(CommissionFactory)
    person = factory.SubFactory(PersonFactory, commission=factory.SelfAttribute("..commission"))
    body = factory.SubFactory(ReferentBodyFactory)


class OrientationFactory(Base):
    """`waiting=True`: the département was told of the person, nothing more."""

    class Meta:
        model = models.Orientation

    class Params:
        waiting = factory.Trait(
            informed_on=dt.date(2019, 3, 1), notified_on=None, path="", body=None
        )

    person = factory.SubFactory(PersonFactory)
    notified_on = dt.date(2019, 3, 1)
    path = "emploi"
    body = factory.SubFactory(ReferentBodyFactory)


class SupportFactory(OfPersonFactory):
    class Meta:
        model = models.Support

    starts_on = dt.date(2019, 3, 1)


class EngagementContractFactory(OfPersonFactory):
    class Meta:
        model = models.EngagementContract

    kind = factory.SubFactory(ContractKindFactory)
    signed_on = dt.date(2019, 3, 1)


class InterviewFactory(OfPersonFactory):
    class Meta:
        model = models.Interview

    kind = factory.SubFactory(InterviewKindFactory)
    held_on = dt.date(2019, 3, 1)


class SittingFactory(Base):
    class Meta:
        model = models.Sitting
        django_get_or_create = ["commission", "held_on"]

    commission = factory.SubFactory(CommissionFactory)
    held_on = dt.date(2019, 5, 14)


class DecisionFactory(Base):
    class Meta:
        model = models.Decision

    class Params:
        commission = factory.SubFactory(CommissionFactory)

    sitting = factory.SubFactory(SittingFactory, commission=factory.SelfAttribute("..commission"))
    household = factory.SubFactory(
        HouseholdFactory, commission=factory.SelfAttribute("..commission")
    )
    type = factory.SubFactory(DecisionTypeFactory)
