"""What people open first after an import is counted before they do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plics.models import Role
from reports.dashboards.tasks import warm
from tests import factories as f
from tests.reports import cohort
from tests.reports.test_counted_once import aggregates, menu_of_every_commission

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # What is asked, and how often, is settled before the database answers.
    pytest.mark.same_on_any_database,
]


def test_warmed_pages_of_every_commission_count_nothing(client):
    cohort.build()
    client.force_login(f.UserFactory(role=Role.STAFF))
    warm.func(f.ImportRunFactory(reference_date=cohort.DAY).pk)
    with CaptureQueriesContext(connection) as asked:
        for address in menu_of_every_commission():
            client.get(address, follow=True)
    assert aggregates(asked) == []
