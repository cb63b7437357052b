"""Every factory makes a row that the model's own rules accept."""

import pytest
from django.apps import apps
from django.db import models

from tests import factories
from tests.factories.catalogue import by_model

OUR_APPS = ["plics", "beneficiaries", "actions", "funds", "reports"]


def our_models() -> list[type[models.Model]]:
    return [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]


@pytest.mark.django_db
@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_factory_makes_a_valid_row(model):
    row = by_model()[model]()
    row.refresh_from_db()
    row.full_clean()


@pytest.mark.django_db
def test_the_commission_given_to_a_person_is_that_of_all_its_rows():
    commission = factories.CommissionFactory()
    user = factories.UserFactory(role="coordinator", commissions=[commission])
    person = factories.PersonFactory(commission=commission)
    factories.PersonFactory()
    outside = factories.PersonFactory(commission=commission, outside_rsa=True)
    participation = factories.ParticipationFactory(commission=commission)
    seen = type(person).objects.visible_to(user)
    assert set(seen) == {person, outside, participation.person}
    assert commission._meta.model.objects.count() == 2
