"""What the history page of a row tells: before → after, in French."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests import factories
from tests.forms import values_of


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory(role="administrator"))
    return client


def page(row, name: str) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def test_a_form_leaves_old_and_new_values(staff):
    person = factories.PersonFactory(last_name="PETIT", sex="", lives_in_priority_area=None)
    typed = values_of(staff.get(page(person, "change"))) | {
        "last_name": "GRAND",
        "sex": "2",
        "birth_date": "02/01/1980",
        "lives_in_priority_area": "true",
    }
    staff.post(page(person, "change"), typed)
    told = staff.get(page(person, "history")).content.decode()
    assert "Nom\xa0: PETIT → GRAND" in told
    assert "Sexe\xa0: vide → femme" in told
    assert "Date de naissance\xa0: 15/06/1980 → 02/01/1980" in told
    assert "Quartier prioritaire\xa0: vide → oui" in told


def test_rows_of_an_inline_are_told_by_their_names(staff):
    agreement = factories.AgreementFactory()
    kept, gone = (factories.TargetFactory(agreement=agreement, value=value) for value in (3, 7))
    typed = values_of(staff.get(page(agreement, "change")))
    places = {typed[f"targets-{place}-id"]: place for place in (0, 1)}
    typed |= {
        f"targets-{places[str(kept.pk)]}-value": "4",
        f"targets-{places[str(gone.pk)]}-DELETE": "on",
    }
    staff.post(page(agreement, "change"), typed)
    told = LogEntry.objects.get().get_change_message()
    assert "Valeur\xa0: 3 → 4" in told
    assert "Suppression – " in told
    assert "valeur 7" in told


def test_a_relation_is_told_by_its_row(staff):
    first, second = (factories.ReferentBodyFactory(name=name) for name in ("CCAS", "MSA"))
    support = factories.SupportFactory(body=first)
    typed = values_of(staff.get(page(support, "change"))) | {"body": second.pk}
    staff.post(page(support, "change"), typed)
    assert "Organisme référent\xa0: CCAS → MSA" in LogEntry.objects.get().get_change_message()


def test_a_deletion_keeps_what_the_row_held(staff):
    person = factories.PersonFactory(last_name="PETIT", first_name="Anne")
    staff.post(page(person, "delete"), {"post": "yes"})
    told = LogEntry.objects.get().get_change_message()
    assert told.startswith("Supprimé\xa0: PETIT Anne (")
    assert "date de naissance 15/06/1980" in told
