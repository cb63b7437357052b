import datetime as dt

import pytest
from django.urls import reverse

from beneficiaries.models import Person
from tests import factories

PERSONS = reverse("admin:beneficiaries_person_changelist")


@pytest.fixture
def staff(client, db):
    account = factories.UserFactory()
    client.force_login(account)
    return client


def listed(response) -> set:
    return set(response.context["cl"].result_list)


def search(client, address: str, term: str):
    return client.post(address, {"search": term}, follow=True)


def test_a_name_searched_finds_the_person_and_stays_out_of_the_address(staff):
    wanted = factories.PersonFactory(last_name="LEFÈVRE-DUHAMEL")
    factories.PersonFactory(last_name="AUTRE")
    response = search(staff, PERSONS, "duhamel camille")
    assert listed(response) == {wanted}
    assert "duhamel" not in response.redirect_chain[-1][0].lower()
    assert "duhamel" in response.content.decode()


@pytest.mark.parametrize("term", ["lefevre", "lefèvre", "LEFÈVRE camille", "LEFEVRE"])
def test_a_name_is_found_with_or_without_its_accents(term, staff):
    wanted = factories.PersonFactory(last_name="LEFÈVRE")
    assert listed(search(staff, PERSONS, term)) == {wanted}


def test_a_search_keeps_the_filters_and_leaves_the_page(staff):
    factories.PersonFactory()
    response = staff.post(f"{PERSONS}?sexe=2&p=3", {"search": "nom"})
    assert response.url.startswith(f"{PERSONS}?sexe=2&q=")


def test_an_empty_search_shows_all(staff):
    person = factories.PersonFactory()
    response = search(staff, f"{PERSONS}?q=gone", "")
    assert listed(response) == {person}


@pytest.mark.parametrize("term", ["12/03/1980", "martin 12/03/1980", "00000777777"])
def test_persons_are_found_by_birth_date_and_file_number(term, staff):
    household = factories.HouseholdFactory(number="00000777777")
    wanted = factories.PersonFactory(
        household=household, last_name="MARTIN", birth_date=dt.date(1980, 3, 12)
    )
    factories.PersonFactory(last_name="MARTIN", birth_date=dt.date(1981, 3, 12))
    assert listed(search(staff, PERSONS, term)) == {wanted}


def test_same_name_whatever_capitals_and_birth_date_is_a_possible_duplicate(staff):
    same = {"last_name": "PETIT", "first_name": "Anne", "birth_date": dt.date(1990, 1, 1)}
    twins = {
        factories.PersonFactory(**same),
        factories.PersonFactory(**same | {"last_name": "Petit"}),
    }
    factories.PersonFactory(**same | {"birth_date": dt.date(1990, 1, 2)})
    assert listed(staff.get(PERSONS, {"attention": "doublons"})) == twins


def test_a_close_spelling_in_the_same_commune_is_told_apart_from_an_equal_one(staff):
    commune = factories.CommuneFactory()
    same = {"first_name": "Anne", "birth_date": dt.date(1990, 1, 1)}
    close = {
        factories.PersonFactory(last_name=name, household__situation__commune=commune, **same)
        for name in ("LEROY", "LE ROY")
    }
    factories.PersonFactory(last_name="MOREAU", **same)
    assert listed(staff.get(PERSONS, {"attention": "doublons-proches"})) == close
    assert listed(staff.get(PERSONS, {"attention": "doublons"})) == set()


@pytest.fixture
def twins(db):
    kept = factories.PersonFactory(last_name="DURAND")
    duplicate = factories.PersonFactory(last_name="DURANT")
    factories.ParticipationFactory(person=duplicate)
    return kept, duplicate


def ask_to_merge(client, persons, **answer):
    return client.post(
        PERSONS,
        {"action": "merge_records", "_selected_action": [p.pk for p in persons], "index": 0}
        | answer,
        follow=True,
    )


def test_merging_asks_first_and_shows_what_each_record_holds(staff, twins):
    page = ask_to_merge(staff, twins).content.decode()
    assert "participations : 1" in page
    assert Person.objects.count() == 2


def test_merging_keeps_the_chosen_record(staff, twins):
    kept, duplicate = twins
    response = ask_to_merge(staff, twins, confirmed=1, kept=kept.pk)
    assert "n’en font plus qu’une" in response.content.decode()
    assert list(Person.objects.all()) == [kept]
    assert kept.participations.count() == 1
    history = staff.get(reverse("admin:beneficiaries_person_history", args=[kept.pk]))
    assert f"Fusion avec la fiche n° {duplicate.pk}" in history.content.decode()


def test_merging_works_from_the_list_that_home_and_quality_lead_to(staff):
    same = {"last_name": "PETIT", "first_name": "Anne", "birth_date": dt.date(1990, 1, 1)}
    kept, duplicate = (factories.PersonFactory(**same) for _ in range(2))
    waiting = f"{PERSONS}?attention=doublons"
    selected = {
        "action": "merge_records",
        "_selected_action": [kept.pk, duplicate.pk],
        "index": 0,
    }
    assert "Fiche à garder" in staff.post(waiting, selected).content.decode()
    staff.post(waiting, selected | {"confirmed": 1, "kept": kept.pk})
    assert list(Person.objects.all()) == [kept]


def test_one_of_the_rows_found_alike_can_be_chosen_alone(staff):
    same = {"last_name": "PETIT", "first_name": "Anne", "birth_date": dt.date(1990, 1, 1)}
    one, _ = (factories.PersonFactory(**same) for _ in range(2))
    assert list(Person.objects.possible_duplicates().filter(pk=one.pk)) == [one]


def test_merging_takes_two_records(staff, twins):
    response = ask_to_merge(staff, twins[:1])
    assert "Choisissez deux fiches" in response.content.decode()


def test_a_refused_merge_says_why_and_changes_nothing(staff, twins):
    kept, duplicate = twins
    entry = duplicate.participations.get()
    factories.ParticipationFactory(
        person=kept, agreement=entry.agreement, entered_on=entry.entered_on
    )
    response = ask_to_merge(staff, twins, confirmed=1, kept=kept.pk)
    assert "ont chacune la même ligne" in response.content.decode()
    assert Person.objects.count() == 2


def ask_to_part(client, persons, **answer):
    selected = {"_selected_action": [p.pk for p in persons], "index": 0}
    return client.post(PERSONS, {"action": "part_records"} | selected | answer, follow=True)


def test_a_merge_is_undone_from_the_list(staff, twins):
    kept, duplicate = twins
    ask_to_merge(staff, twins, confirmed=1, kept=kept.pk)
    page = ask_to_part(staff, [kept]).content.decode()
    assert "DURANT Camille, fusionnée le" in page
    answer = ask_to_part(staff, [kept], confirmed=1, merged=kept.merges.get().pk)
    assert "de nouveau séparées" in answer.content.decode()
    assert list(Person.objects.order_by("pk")) == [kept, duplicate]
    assert (kept.participations.count(), duplicate.participations.count()) == (0, 1)
    history = staff.get(reverse("admin:beneficiaries_person_history", args=[duplicate.pk]))
    assert "Séparation des fiches" in history.content.decode()


def test_only_what_was_merged_can_be_parted(staff, twins):
    assert "Choisissez une fiche" in ask_to_part(staff, twins[:1]).content.decode()
    assert "Choisissez une fiche" in ask_to_part(staff, twins).content.decode()


def test_a_coordinator_cannot_part(client, staff, twins):
    kept, _ = twins
    ask_to_merge(staff, twins, confirmed=1, kept=kept.pk)
    client.force_login(factories.UserFactory(role="coordinator"))
    ask_to_part(client, [kept], confirmed=1, merged=kept.merges.get().pk)
    assert Person.objects.count() == 1


def test_a_person_says_the_household_of_their_places(staff):
    person = factories.PersonFactory(membership__ends_on=dt.date(2019, 1, 1))
    later = factories.HouseholdFactory()
    factories.MembershipFactory(
        person=person, household=later, starts_on=dt.date(2018, 1, 1), ends_on=dt.date(2020, 1, 1)
    )
    outside = factories.PersonFactory(outside_rsa=True)
    page = staff.get(PERSONS).content.decode()
    assert later.number in page and person.household.number not in page
    assert "hors du RSA" in page
    for shown, said in ((person, later.number), (outside, "hors du RSA")):
        address = reverse("admin:beneficiaries_person_change", args=[shown.pk])
        assert said in staff.get(address).content.decode()


def test_a_coordinator_cannot_merge(client, twins):
    client.force_login(factories.UserFactory(role="coordinator"))
    ask_to_merge(client, twins, confirmed=1, kept=twins[0].pk)
    assert Person.objects.count() == 2


def test_lists_and_forms_lead_to_the_page_of_whom_they_name(staff, twins):
    _, duplicate = twins
    taken = duplicate.participations.first()
    listed_there = staff.get(reverse("admin:actions_participation_changelist")).content.decode()
    form = reverse("admin:actions_participation_change", args=[taken.pk])
    assert f'href="{duplicate.get_absolute_url()}"' in listed_there and form in listed_there
    assert duplicate.get_absolute_url() in staff.get(form).content.decode()
    assert duplicate.get_absolute_url() in staff.get(PERSONS).content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_of_persons_asks_the_same_few_questions(
    number, staff, django_assert_max_num_queries
):
    for _ in range(number):
        factories.PersonFactory()
    with django_assert_max_num_queries(8):
        staff.get(PERSONS)


def test_a_hundred_persons_make_a_page_under_200_kilobytes(staff):
    factories.PersonFactory.create_batch(100)
    page = staff.get(PERSONS)
    assert len(listed(page)) == 100
    assert len(page.content) < 200_000


def test_protected_fields_are_ticked_by_their_french_name(staff):
    person = factories.PersonFactory(protected_fields=["sex"])
    address = reverse("admin:beneficiaries_person_change", args=[person.pk])
    form = staff.get(address).context["adminform"].form
    assert "niveau de formation" in dict(form.fields["protected_fields"].choices).values()
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"birth_date": "15/06/1980", "protected_fields": ["sex", "has_vehicle"]}
    data |= {"identities-TOTAL_FORMS": 0, "identities-INITIAL_FORMS": 0}
    assert staff.post(address, data).status_code == 302
    person.refresh_from_db()
    assert person.protected_fields == ["sex", "has_vehicle"]


def test_a_sitting_takes_new_decisions_without_listing_the_others(staff):
    sitting = factories.SittingFactory()
    held = factories.DecisionFactory(sitting=sitting, detail="Déjà prise")
    address = reverse("admin:beneficiaries_sitting_change", args=[sitting.pk])
    page = staff.get(address).content.decode()
    assert "Déjà prise" not in page
    assert f"?sitting={sitting.pk}" in page
    data = {
        "commission": sitting.commission_id,
        "held_on": "14/05/2019",
        "decisions-TOTAL_FORMS": 1,
        "decisions-INITIAL_FORMS": 0,
        "decisions-0-type": held.type_id,
        "decisions-0-detail": "Nouvelle",
    }
    assert staff.post(address, data).status_code == 302
    assert {decision.detail for decision in sitting.decisions.all()} == {"Déjà prise", "Nouvelle"}


def test_a_name_given_up_is_shown_and_may_be_deleted_not_changed(staff):
    former = factories.IdentityFactory(last_name="LEBRETON")
    address = reverse("admin:beneficiaries_person_change", args=[former.person.pk])
    page = staff.get(address)
    assert "LEBRETON" in page.content.decode()
    (formset,) = (each.formset for each in page.context["inline_admin_formsets"])
    assert set(formset.forms[0].fields) == {"id", "person", "DELETE"}


@pytest.mark.parametrize(("role", "is_shown"), [("staff", True), ("coordinator", False)])
def test_the_household_of_a_name_given_up_is_not_for_a_coordinator(role, is_shown, client, db):
    argentan = factories.CommissionFactory()
    elsewhere = factories.HouseholdFactory(number="00000ELSEW1")
    former = factories.IdentityFactory(
        person=factories.PersonFactory(commission=argentan), household=elsewhere
    )
    client.force_login(factories.UserFactory(role=role, commissions=[argentan]))
    address = reverse("admin:beneficiaries_person_change", args=[former.person.pk])
    page = client.get(address).content.decode()
    assert former.last_name in page
    assert (elsewhere.number in page) is is_shown
