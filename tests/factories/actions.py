"""The offer, what was agreed, who took part."""

import datetime as dt

import factory

from actions import models
from tests.factories.base import Base, NomenclatureFactory
from tests.factories.beneficiaries import CommissionFactory, PersonFactory
from tests.factories.plics import UserFactory


class CapacityUnitFactory(NomenclatureFactory):
    class Meta:
        model = models.CapacityUnit

    plural = factory.LazyAttribute(lambda unit: f"{unit.label}s")


class ExitOutcomeFactory(NomenclatureFactory):
    class Meta:
        model = models.ExitOutcome

    group = "durable"


class MilestoneFactory(NomenclatureFactory):
    class Meta:
        model = models.Milestone


class MeasureKindFactory(NomenclatureFactory):
    class Meta:
        model = models.MeasureKind


class TargetKindFactory(NomenclatureFactory):
    class Meta:
        model = models.TargetKind


class SectionFactory(Base):
    class Meta:
        model = models.Section
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"II.{n}")
    title = "Lever les freins à l’emploi"


class AxisFactory(Base):
    class Meta:
        model = models.Axis
        django_get_or_create = ["label"]

    section = factory.SubFactory(SectionFactory)
    label = factory.Sequence(lambda n: f"Axe {n}")


class ProviderFactory(Base):
    class Meta:
        model = models.Provider
        django_get_or_create = ["name"]

    name = factory.Sequence(lambda n: f"Structure {n}")


class ActionFactory(Base):
    class Meta:
        model = models.Action
        django_get_or_create = ["slug"]

    slug = factory.Sequence(lambda n: f"action-{n}")
    title = factory.LazyAttribute(lambda action: action.slug.capitalize())
    provider = factory.SubFactory(ProviderFactory)
    axis = factory.SubFactory(AxisFactory)
    aim = "professionnelle"


class AgreementFactory(Base):
    class Meta:
        model = models.Agreement

    action = factory.SubFactory(ActionFactory)
    year = 2019
    commission = factory.SubFactory(CommissionFactory)
    capacity = 10
    unit = factory.SubFactory(CapacityUnitFactory, code="places", label="place", plural="places")


class OfAgreementFactory(Base):
    class Meta:
        abstract = True

    class Params:
        commission = None

    agreement = factory.Maybe(
        "commission",
        factory.SubFactory(AgreementFactory, commission=factory.SelfAttribute("..commission")),
        factory.SubFactory(AgreementFactory),
    )


class CapacityShareFactory(OfAgreementFactory):
    class Meta:
        model = models.CapacityShare

    audience = "rsa"
    unit = factory.SubFactory(CapacityUnitFactory, code="places", label="place", plural="places")
    value = 5


class TargetFactory(OfAgreementFactory):
    class Meta:
        model = models.Target

    kind = factory.SubFactory(TargetKindFactory)
    value = 80


class SheetBlockFactory(OfAgreementFactory):
    class Meta:
        model = models.SheetBlock

    kind = "objectifs"
    body = "Accompagner vers l’emploi."


class CaseStoryFactory(OfAgreementFactory):
    class Meta:
        model = models.CaseStory

    name = "Madame A"


class CaseStoryBlockFactory(Base):
    class Meta:
        model = models.CaseStoryBlock

    story = factory.SubFactory(CaseStoryFactory)
    title = "Situation à l’entrée"
    body = "Sans emploi depuis deux ans."


class ParticipationFactory(OfAgreementFactory):
    """`closed=True`: left in October with a lasting job."""

    class Meta:
        model = models.Participation

    class Params:
        closed = factory.Trait(
            exited_on=dt.date(2019, 10, 31), outcome=factory.SubFactory(ExitOutcomeFactory)
        )

    person = factory.SubFactory(
        PersonFactory, commission=factory.SelfAttribute("..agreement.commission")
    )
    entered_on = dt.date(2019, 2, 1)


class ProposalEndReasonFactory(NomenclatureFactory):
    class Meta:
        model = models.ProposalEndReason


class ProposalFactory(OfAgreementFactory):
    """`refused=True`: by the provider, a month later."""

    class Meta:
        model = models.Proposal

    class Params:
        refused = factory.Trait(
            closed_on=dt.date(2019, 3, 1),
            ending="refus",
            refused_by="structure",
            reason=factory.SubFactory(ProposalEndReasonFactory),
        )

    person = factory.SubFactory(
        PersonFactory, commission=factory.SelfAttribute("..agreement.commission")
    )
    proposed_on = dt.date(2019, 2, 1)


class SessionFactory(OfAgreementFactory):
    class Meta:
        model = models.Session

    starts_on = dt.date(2019, 3, 1)
    ends_on = dt.date(2019, 5, 31)
    places = 8


class TakenStepFactory(Base):
    class Meta:
        model = models.TakenStep

    participation = factory.SubFactory(ParticipationFactory)
    step = factory.SubFactory("tests.factories.StepFactory")


class PassedMilestoneFactory(Base):
    class Meta:
        model = models.PassedMilestone

    participation = factory.SubFactory(ParticipationFactory)
    milestone = factory.SubFactory(MilestoneFactory)
    passed_on = dt.date(2019, 6, 1)


class OffPersonMeasureFactory(OfAgreementFactory):
    class Meta:
        model = models.OffPersonMeasure

    kind = factory.SubFactory(MeasureKindFactory)
    done_on = dt.date(2019, 6, 1)
    quantity = 3


class PendingReturnFactory(OfAgreementFactory):
    class Meta:
        model = models.PendingReturn

    uploaded_by = factory.SubFactory(UserFactory)
    file_name = "retour.xlsx"
    fingerprint = factory.Sequence(lambda n: f"{n:064x}")
    header = ["nom", "prenom", "date_naissance", "date_entree"]
    rows = [[2, ["LEROUX", "Anne", "1985-04-17", "2019-02-01"]]]


class PactFactory(Base):
    class Meta:
        model = models.Pact
        django_get_or_create = ["starts_year"]

    name = "Pacte territorial d’insertion"
    starts_year = 2020
    ends_year = 2022


class PactAxisFactory(Base):
    class Meta:
        model = models.PactAxis

    pact = factory.SubFactory(PactFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Aller vers"


class PactActionFactory(Base):
    class Meta:
        model = models.PactAction

    axis = factory.SubFactory(PactAxisFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Créer un guichet"
    year = 2020
