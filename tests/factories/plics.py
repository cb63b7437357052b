"""Accounts and settings."""

import datetime as dt

import factory
from django.contrib.contenttypes.models import ContentType

from plics import models
from tests.factories.base import Base

PASSWORD = "un mot de passe assez long"


class UserFactory(Base):
    """`UserFactory(role=Role.COORDINATOR, commissions=[argentan])`."""

    class Meta:
        model = models.User

    username = factory.Sequence(lambda n: f"compte{n}")
    password = factory.django.Password(PASSWORD)
    role = models.Role.STAFF

    @factory.post_generation
    def commissions(self, create, extracted, **kwargs):
        if create and extracted:
            self.commissions.set(extracted)


class DepartmentFactory(Base):
    class Meta:
        model = models.Department
        django_get_or_create = ["code"]

    code = "61"
    name = "Orne"
    in_form = "dans l’Orne"
    of_form = "de l’Orne"
    council = "Conseil départemental de l’Orne"
    service = "Conseil départemental de l’Orne – DASTI"
    population = 280000
    population_source = "Insee"


class ImportRunFactory(Base):
    class Meta:
        model = models.ImportRun

    kind = "beneficiaires"
    file_name = "stock.csv"
    fingerprint = factory.Sequence(lambda n: f"{n:064x}")
    reference_date = dt.date(2019, 11, 30)
    is_stock = True


class OperationFactory(Base):
    class Meta:
        model = models.Operation

    kind = models.Operation.Kind.BULK
    label = "Clore au 31/10/2019"


class ChangeFactory(Base):
    class Meta:
        model = models.Change

    content_type = factory.LazyFunction(
        lambda: ContentType.objects.get_for_model(models.Department)
    )
    object_pk = "1"
    object_id = 1
    object_repr = "Orne"
    action = models.Change.Action.UPDATE
    changes = {"phone": ["", "02 33 00 00 00"]}
    # Of the library's own, which nothing here fills.
    serialized_data = {"pk": 1}


class TableStampFactory(Base):
    class Meta:
        model = models.TableStamp
        django_get_or_create = ["table"]

    table = "beneficiaries_commune"


class UploadFactory(Base):
    """A file sent, that no task has read yet."""

    class Meta:
        model = models.Upload

    kind = "aides"
    file = factory.django.FileField(filename="aides.csv", data=b"fonds;numero\r\n")
    file_name = "aides.csv"


class ColumnMappingFactory(Base):
    class Meta:
        model = models.ColumnMapping
        django_get_or_create = ["kind"]

    kind = "aides"
    mapping = {"Patronyme": "nom"}


class TraceFactory(Base):
    """A list of persons seen."""

    class Meta:
        model = models.Trace

    act = models.Act.LIST
    account = 1
    kind = "beneficiaries.person"
    keys = persons = [1, 2]
    person_count = 2
    address = "admin:beneficiaries_person_changelist"
    origin = "0123456789abcdef"


class MondayMailFactory(Base):
    class Meta:
        model = models.MondayMail

    account = factory.SubFactory(UserFactory, wants_monday_mail=True, email="claire@orne.example")
    monday = dt.date(2026, 11, 30)


class SentFormFactory(Base):
    class Meta:
        model = models.SentForm

    account = factory.SubFactory(UserFactory)
    token = factory.Sequence(lambda n: f"{n:032x}")
    typed = factory.Sequence(lambda n: f"{n:064x}")
