"""Funds, budgets, aids."""

import datetime as dt

import factory

from funds import models
from tests.factories.base import Base
from tests.factories.beneficiaries import CommissionFactory, CommuneFactory, PersonFactory


class FundFactory(Base):
    """Open to anyone: the rules are set by the tests that need them."""

    class Meta:
        model = models.Fund
        django_get_or_create = ["code"]

    code = "fsl"
    name = "Fonds de solidarité pour le logement"
    acronym = "FSL"
    rule = "Ouvert à tous."


class FundBudgetFactory(Base):
    class Meta:
        model = models.FundBudget

    fund = factory.SubFactory(FundFactory)
    year = 2019
    commission = factory.SubFactory(CommissionFactory)
    voted = 10000


class AidNatureFactory(Base):
    class Meta:
        model = models.AidNature
        django_get_or_create = ["fund", "code"]

    fund = factory.SubFactory(FundFactory)
    code = factory.Sequence(lambda n: f"nature_{n}")
    label = factory.LazyAttribute(lambda nature: nature.code.capitalize())


class RefusalReasonFactory(Base):
    class Meta:
        model = models.RefusalReason
        django_get_or_create = ["code"]

    code = "ressources"
    label = factory.LazyAttribute(lambda reason: reason.code.capitalize())


class AidFactory(Base):
    class Meta:
        model = models.Aid

    class Params:
        commission = factory.SubFactory(CommissionFactory)
        pending = factory.Trait(
            requested_on=dt.date(2019, 3, 4), decided_on=None, decision="", amount_granted=None
        )

    fund = factory.SubFactory(FundFactory)
    number = factory.Sequence(lambda n: f"A{n}")
    person = factory.SubFactory(PersonFactory, commission=factory.SelfAttribute("..commission"))
    commune = factory.SubFactory(CommuneFactory, commission=factory.SelfAttribute("..commission"))
    decided_on = dt.date(2019, 4, 2)
    decision = "accord"
    amount_granted = 250


class PaymentOrderFactory(Base):
    class Meta:
        model = models.PaymentOrder

    fund = factory.SubFactory(FundFactory)
    year = 2019
    rank = factory.Sequence(lambda n: n + 1)
    made_on = dt.date(2019, 5, 2)
    made_by = factory.SubFactory("tests.factories.plics.UserFactory")
