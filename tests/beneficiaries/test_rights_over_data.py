"""Opposition is told and kept; a restricted record is frozen; an anonymous one is nobody's."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from plics.models import Change
from tests import factories
from tests.forms import values_of

DAY = dt.date(2026, 3, 2)


def address(person) -> str:
    return reverse("admin:beneficiaries_person_change", args=[person.pk])


@pytest.fixture
def sign_in(client, db):
    def sign_in(role="staff"):
        client.force_login(factories.UserFactory(role=role))
        return client

    return sign_in


@pytest.mark.parametrize(("day", "reason"), [(DAY, ""), (None, "courrier")])
def test_an_opposition_has_a_day_and_a_reason(day, reason, db):
    person = factories.PersonFactory()
    person.opposed_on, person.opposition_reason = day, reason
    with pytest.raises(ValidationError, match="une date et un motif"):
        person.full_clean()


def test_an_opposition_is_told_at_the_head_of_the_record_and_kept(sign_in):
    person, staff = factories.PersonFactory(), sign_in()
    typed = {"opposed_on": "02/03/2026", "opposition_reason": "courrier du 1er mars"}
    staff.post(address(person), values_of(staff.get(address(person))) | typed)
    person.refresh_from_db()
    assert person.opposed_on == DAY
    told = "Opposition au traitement, reçue le 02/03/2026\u00a0: courrier du 1er mars"
    assert told in staff.get(address(person)).content.decode()
    change = Change.objects.filter(object_id=person.pk).latest("pk")
    assert change.changes["opposed_on"] == [None, "2026-03-02"]


def test_a_restricted_record_is_changed_by_administrators_alone(sign_in):
    person = factories.PersonFactory(restricted_on=DAY, restriction_reason="recours")
    staff = sign_in("staff")
    assert "Traitement limité depuis le 02/03/2026" in staff.get(address(person)).content.decode()
    assert staff.post(address(person), {"last_name": "AUTRE"}).status_code == 403
    administrator = sign_in("administrator")
    typed = values_of(administrator.get(address(person))) | {"last_name": "AUTRE"}
    assert administrator.post(address(person), typed).status_code == 302
    person.refresh_from_db()
    assert person.last_name == "AUTRE"
    # No file changes it either.
    assert "last_name" in person.protected_fields


def test_an_anonymous_record_is_changed_by_nobody_nor_merged(sign_in):
    person = factories.PersonFactory(anonymised_on=DAY)
    administrator = sign_in("administrator")
    assert administrator.post(address(person), {"last_name": "AUTRE"}).status_code == 403
    chosen = {"action": "merge_records", "_selected_action": [person.pk,
              factories.PersonFactory().pk]}  # fmt: skip
    page = administrator.post(reverse("admin:beneficiaries_person_changelist"), chosen, follow=True)
    assert "ne se fusionne pas" in page.content.decode()
