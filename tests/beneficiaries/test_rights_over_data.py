"""Opposition is told and kept; a restricted record is frozen; an anonymous one is nobody's."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from beneficiaries.cancelling import AlreadySo, cancel
from beneficiaries.imports.persons import PersonIndex
from beneficiaries.merging import MergeRefused, merge
from beneficiaries.models import Identity, Merge, Person
from beneficiaries.models.rights import OfPersonWithRights
from plics.importing.errors import Invalid
from plics.importing.reports import Report
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


# -- what hangs on them


KEPT_STILL = "aucune de ses lignes ne s’ajoute ni ne change"
FROZEN = {
    "restricted": {"restricted_on": DAY, "restriction_reason": "recours"},
    "anonymous": {"anonymised_on": DAY},
}


def test_every_row_of_a_person_keeps_still_with_them():
    """Other identities and merges are made by services, which ask by themselves."""
    hanging = {relation.related_model for relation in Person._meta.related_objects}
    loose = {model for model in hanging if not issubclass(model, OfPersonWithRights)}
    assert loose == {Identity, Merge}


@pytest.mark.parametrize("frozen", FROZEN)
@pytest.mark.parametrize(
    "factory",
    [factories.AidFactory, factories.ParticipationFactory, factories.SupportFactory,
     factories.OrientationFactory, factories.MembershipFactory],
)  # fmt: skip
def test_none_of_their_rows_is_added_or_changed_nor_given_to_another(factory, frozen, db):
    # Their own place would bar another one in the same household.
    more = {"household": factories.HouseholdFactory()} if "Membership" in str(factory) else {}
    row = factory(person=factories.PersonFactory(), **more)
    row.full_clean()
    Person.objects.filter(pk=row.person_id).update(**FROZEN[frozen])
    row = type(row)._base_manager.get(pk=row.pk)
    with pytest.raises(ValidationError, match="fiche"):
        row.full_clean()
    row.person = factories.PersonFactory()
    with pytest.raises(ValidationError, match="fiche"):
        row.full_clean()


def test_forms_say_why_nothing_changes_and_services_refuse_alike(sign_in):
    support = factories.SupportFactory(starts_on=dt.date(2026, 1, 5))
    aid = factories.AidFactory(person=support.person)
    Person.objects.filter(pk=support.person_id).update(**FROZEN["restricted"])
    staff = sign_in("administrator")
    page = reverse("admin:beneficiaries_support_change", args=[support.pk])
    answer = staff.post(page, values_of(staff.get(page)) | {"ends_on": "01/02/2026"})
    assert KEPT_STILL in answer.content.decode()
    support.refresh_from_db()
    assert support.ends_on is None
    delete = reverse("admin:beneficiaries_support_delete", args=[support.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    aid.refresh_from_db()
    with pytest.raises(AlreadySo, match=KEPT_STILL):
        cancel(aid, reason="erreur", by=factories.UserFactory())
    with pytest.raises(MergeRefused, match="ne se fusionne pas"):
        merge(kept=aid.person, duplicate=factories.PersonFactory(), by=factories.UserFactory())


def test_a_file_adds_nothing_to_them(db):
    person = factories.PersonFactory(outside_rsa=True, **FROZEN["restricted"])
    index = PersonIndex([], [person.birth_date], Report("aides", "aides.csv"), None)
    row = {"nom": person.last_name, "prenom": person.first_name, "numero_demande": None,
           "date_naissance": person.birth_date}  # fmt: skip
    with pytest.raises(Invalid, match=KEPT_STILL):
        index.find(row)


def test_nobody_anonymous_is_offered_for_a_new_row(sign_in):
    """Somebody whose data are restricted is: the refusal says why."""
    factories.PersonFactory(last_name="ANONYME", **FROZEN["anonymous"])
    factories.PersonFactory(last_name="ANONYMIEUX", **FROZEN["restricted"])
    asked = {"term": "ANONYM", "app_label": "funds", "model_name": "aid", "field_name": "person"}
    offered = sign_in().post(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["text"].split()[0] for each in offered] == ["ANONYMIEUX"]
