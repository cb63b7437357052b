"""What the history page of a row tells: before → after, in French."""

import pytest
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from beneficiaries.models import Support
from plics.importing.links import relink
from plics.models import Change
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
    told = staff.get(page(agreement, "history")).content.decode()
    assert "Valeur\xa0: 3 → 4" in told
    assert "Suppression" in told
    assert "Valeur\xa0: 7 → vide" in told


def test_a_relation_is_told_by_its_row(staff):
    first, second = (factories.ReferentBodyFactory(name=name) for name in ("CCAS", "MSA"))
    support = factories.SupportFactory(body=first)
    typed = values_of(staff.get(page(support, "change"))) | {"body": second.pk}
    staff.post(page(support, "change"), typed)
    told = staff.get(page(support, "history")).content.decode()
    assert "Organisme référent\xa0: CCAS → MSA" in told


def test_a_deletion_keeps_what_the_row_held(staff):
    person = factories.PersonFactory(last_name="PETIT", first_name="Anne", membership=None)
    staff.post(page(person, "delete"), {"post": "yes"})
    change = Change.objects.get(object_repr="PETIT Anne", action=Change.Action.DELETE)
    address = reverse("admin:plics_change_change", args=[change.pk])
    told = staff.get(address).content.decode()
    assert "PETIT Anne" in told
    assert "Date de naissance\xa0: 15/06/1980 → vide" in told


def test_a_former_value_is_put_back_by_the_form(staff):
    person = factories.PersonFactory(last_name="PETIT")
    typed = values_of(staff.get(page(person, "change"))) | {"last_name": "GRAND"}
    staff.post(page(person, "change"), typed)
    change = Change.objects.get(action=Change.Action.UPDATE)
    link = f"{page(person, 'change')}?remettre={change.pk}&champ=last_name"
    assert link.replace("&", "&amp;") in staff.get(page(person, "history")).content.decode()
    shown = values_of(staff.get(link))
    assert shown["last_name"] == "PETIT"
    staff.post(link, shown)
    person.refresh_from_db()
    assert person.last_name == "PETIT"


def test_a_value_changed_since_is_not_put_back(staff):
    person = factories.PersonFactory(last_name="PETIT")
    for name in ("GRAND", "LONG"):
        typed = values_of(staff.get(page(person, "change"))) | {"last_name": name}
        staff.post(page(person, "change"), typed)
    first = Change.objects.filter(action=Change.Action.UPDATE).earliest("pk")
    link = f"{page(person, 'change')}?remettre={first.pk}&champ=last_name"
    assert link.replace("&", "&amp;") not in staff.get(page(person, "history")).content.decode()
    response = staff.get(link)
    assert "a changé depuis" in response.content.decode()
    assert values_of(response)["last_name"] == "LONG"


@pytest.mark.parametrize("by_file", [False, True])
def test_a_several_choice_field_is_put_back_by_the_form_while_it_holds(staff, by_file):
    support = factories.SupportFactory()
    kept, gone, come = (factories.NeedFactory() for _ in range(3))
    support.needs.set([kept, gone])
    Change.objects.all().delete()
    if by_file:
        relink(Support, "needs", [(support, [kept, come])])
    else:
        typed = values_of(staff.get(page(support, "change"))) | {"needs": [kept.pk, come.pk]}
        staff.post(page(support, "change"), typed)
    assert set(support.needs.all()) == {kept, come}
    links = [f"{page(support, 'change')}?remettre={change.pk}&champ=needs"
             for change in Change.objects.order_by("pk")]  # fmt: skip
    assert len(links) == (1 if by_file else 2)
    for link in links:
        assert link.replace("&", "&amp;") in staff.get(page(support, "history")).content.decode()
        staff.post(link, values_of(staff.get(link)))
    assert set(support.needs.all()) == {kept, gone}
    support.needs.set([gone])
    for link in links:
        assert (
            link.replace("&", "&amp;") not in staff.get(page(support, "history")).content.decode()
        )
        assert "a changé depuis" in staff.get(link).content.decode()


def test_a_coordinator_is_told_no_name_of_another_territory(client, db):
    here, elsewhere = (factories.CommissionFactory() for _ in range(2))
    body = factories.PersonFactory(commission=here, last_name="PETIT")
    other = factories.PersonFactory(commission=elsewhere, last_name="GRAND")
    entered = factories.ParticipationFactory(person=body, agreement__commission=here)
    Change.objects.create(
        content_type=ContentType.objects.get_for_model(entered),
        object_pk=str(entered.pk),
        object_id=entered.pk,
        action=Change.Action.UPDATE,
        changes={"person": [other.pk, body.pk]},
    )
    client.force_login(factories.UserFactory(role="coordinator", commissions=[here]))
    told = client.get(page(entered, "history")).content.decode()
    assert "hors de votre territoire → PETIT" in told
    assert "GRAND" not in told
    assert client.get(page(other, "history")).status_code == 404


def test_a_fingerprint_and_a_password_are_never_noted(db):
    household = factories.HouseholdFactory(matricule_fingerprint="a" * 64)
    household.matricule_fingerprint = "b" * 64
    household.save()
    account = factories.UserFactory()
    account.set_password("une-autre-phrase-longue")
    account.save()
    assert not Change.objects.exists()


@pytest.mark.same_on_any_database
def test_no_list_deletes_what_is_selected(staff):
    person = factories.PersonFactory()
    request = staff.get(reverse("admin:index")).wsgi_request
    for model in site._registry:
        assert "delete_selected" not in site.get_model_admin(model).get_actions(request)
    staff.post(
        reverse("admin:beneficiaries_person_changelist"),
        {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"},
    )
    assert type(person).objects.filter(pk=person.pk).exists()
