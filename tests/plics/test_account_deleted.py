"""An account that goes leaves what it did."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError
from django.urls import reverse

from beneficiaries.cancelling import cancel
from beneficiaries.merging import merge
from beneficiaries.models import Correction, Merge, Person
from plics import history
from plics.models import Act, Change, ImportRun, Operation, Role, Trace, Upload, User
from plics.traces.writing import write
from reports.models import Edition, Rendering
from tests import factories as f

KEPT = [Change, Correction, Edition, ImportRun, Merge, Operation, Person, Rendering, Trace, Upload]


@pytest.fixture
def administrator(client, db):
    account = f.UserFactory(role=Role.ADMINISTRATOR)
    client.force_login(account)
    return client


def delete(client, account):
    address = reverse("admin:plics_user_delete", args=[account.pk])
    return client.post(address, {"post": "yes"})


def held() -> dict[type, int]:
    return {model: model._base_manager.count() for model in KEPT}


def test_what_a_deleted_account_did_is_kept(administrator):
    account = f.UserFactory()
    person = f.PersonFactory()
    with history.acting(account):
        person.first_name = "Autre"
        person.save()
    merge(kept=person, duplicate=f.PersonFactory(outside_rsa=True), by=account)
    write(Act.EXPORT, Person, [person.pk], by=account)
    f.CorrectionFactory(recorded_by=account)
    run = f.ImportRunFactory(imported_by=account)
    f.UploadFactory(uploaded_by=account, confirmed_by=account, run=run)
    edition = f.EditionFactory(
        status="validated", validated_at="2026-01-05T12:00Z", validated_by=account
    )
    f.RenderingFactory(edition=edition, requested_by=account)
    before = held()
    assert delete(administrator, account).status_code == 302
    assert not User.objects.filter(pk=account.pk).exists()
    after = held()
    # What the administrator has just done is told too.
    more = {
        model: after[model] - number for model, number in before.items() if after[model] != number
    }
    assert set(more) <= {Change, Trace}
    assert all(number > 0 for number in more.values())
    assert Trace.objects.filter(account=account.pk, act=Act.EXPORT).exists()
    edition.refresh_from_db()
    assert edition.is_validated


def test_an_account_that_a_rule_asks_to_name_is_not_deleted(administrator):
    account = f.UserFactory()
    aid = f.AidFactory()
    cancel(aid, reason="doublon", by=account)
    delete(administrator, account)
    aid.refresh_from_db()
    assert aid.cancelled_by == account


def test_one_whose_acts_are_in_the_former_journal_is_closed_not_deleted(administrator):
    """Django's own journal would go with it."""
    account = f.UserFactory()
    kind = ContentType.objects.get_for_model(Person)
    LogEntry.objects.create(user=account, content_type=kind, object_id="1", action_flag=CHANGE,
                            object_repr="x", change_message="")  # fmt: skip
    assert delete(administrator, account).status_code == 403
    with pytest.raises(ProtectedError):
        account.delete()
    assert LogEntry.objects.filter(user=account).exists()
