import factory
from factory.django import DjangoModelFactory


class Base(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True


class NomenclatureFactory(Base):
    class Meta:
        abstract = True
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"code_{n}")
    label = factory.Sequence(lambda n: f"Libellé {n}")
