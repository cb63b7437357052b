"""Filters of the lists: their form, its answers in the address, what a bad one gets."""

import datetime as dt

import pytest
from django.contrib.admin import site
from django.urls import reverse

from tests import factories
from tests.factories.catalogue import make

PARTICIPATIONS = reverse("admin:actions_participation_changelist")
AIDS = reverse("admin:funds_aid_changelist")
PERSONS = reverse("admin:beneficiaries_person_changelist")
DECISIONS = reverse("admin:beneficiaries_decision_changelist")


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


@pytest.fixture
def argentan(db):
    return factories.CommissionFactory(slug="argentan", name="Argentan")


def listed(response) -> set:
    return set(response.context["cl"].result_list)


def decided(day: dt.date, **values):
    return factories.AidFactory(decided_on=day, **values)


@pytest.mark.parametrize(
    ("answers", "days"),
    [
        ({"decidee_du": "2019-05-02"}, [2, 3]),
        ({"decidee_au": "2019-05-02"}, [1, 2]),
        ({"decidee_du": "2019-05-02", "decidee_au": "2019-05-02"}, [2]),
    ],
)
def test_a_period_holds_both_its_days_and_may_lack_one(answers, days, staff):
    aids = {day: decided(dt.date(2019, 5, day)) for day in (1, 2, 3)}
    assert listed(staff.get(AIDS, answers)) == {aids[day] for day in days}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"decidee_du": "hier"}, "Saisissez une date valide"),
        ({"decidee_du": "2019-05-02", "decidee_au": "2019-05-01"}, "La fin précède le début."),
        ({"commission": "nulle-part"}, "Sélectionnez un choix valide"),
        ({"decision": "peut-etre"}, "peut-etre n’en fait pas partie"),
    ],
)
def test_an_answer_not_understood_is_told_and_lists_nothing(answers, told, staff):
    decided(dt.date(2019, 5, 1))
    response = staff.get(AIDS, answers)
    assert response.status_code == 200
    assert listed(response) == set()
    assert told in response.content.decode().replace("&#x27;", "’")


def test_an_answer_not_understood_exports_nothing(staff):
    decided(dt.date(2019, 5, 1))
    address = reverse("admin:funds_aid_export", query={"decidee_du": "hier"})
    assert len(staff.post(address, {"format": "2"}).content.splitlines()) == 1


@pytest.mark.parametrize("name", ["changelist", "export"])
@pytest.mark.parametrize("query", [{"nature_inconnue": "1"}, {"person": "abc"}])
def test_an_address_that_asks_the_impossible_leads_to_the_list_and_says_so(name, query, staff):
    response = staff.get(reverse(f"admin:funds_aid_{name}"), query, follow=True)
    assert response.redirect_chain
    assert "voici toute la liste" in response.content.decode()


def test_empty_answers_leave_the_address(staff):
    response = staff.get(AIDS, {"decision": "accord", "fonds": "", "decidee_du": ""})
    assert response.url == f"{AIDS}?decision=accord"


def test_showing_all_rows_stays_possible(staff):
    assert staff.get(f"{AIDS}?all=").status_code == 200


def test_the_form_sends_again_what_the_address_says_besides(staff):
    person = factories.PersonFactory()
    address = f"{AIDS}?person={person.pk}&o=2&decided_on__year=2019&decision=accord&p=1"
    page = staff.get(address).content.decode()
    for name, value in [("person", person.pk), ("o", 2), ("decided_on__year", 2019)]:
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert '<input type="hidden" name="decision"' not in page
    assert '<input type="hidden" name="p"' not in page


def test_filters_combine_with_a_search_the_dates_and_a_link(staff):
    wanted = decided(dt.date(2019, 5, 1), person__last_name="MARTIN", decision="accord")
    decided(dt.date(2018, 5, 1), person__last_name="MARTIN", decision="accord")
    decided(dt.date(2019, 5, 1), person__last_name="AUTRE", decision="accord")
    address = f"{AIDS}?decision=accord&decided_on__year=2019"
    response = staff.post(address, {"search": "martin"}, follow=True)
    assert listed(response) == {wanted}
    assert listed(staff.get(address, {"person": wanted.person_id})) == {wanted}


def test_an_action_on_all_rows_takes_the_filtered_ones(staff):
    gone = factories.ParticipationFactory(entered_on=dt.date(2019, 3, 1))
    kept = factories.ParticipationFactory(entered_on=dt.date(2019, 4, 1))
    staff.post(
        f"{PARTICIPATIONS}?entree_au=2019-03-31",
        {
            "action": "close_participations",
            "_selected_action": [gone.pk],
            "select_across": "1",
            "index": 0,
            "confirmed": 1,
            "exited_on": "31/12/2019",
        },
    )
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.exited_on, kept.exited_on) == (dt.date(2019, 12, 31), None)


def test_choices_are_those_of_the_own_territory(client, argentan):
    elsewhere = factories.CommissionFactory(slug="flers", name="Flers")
    for commission, provider in [
        (argentan, "Structure d’ici"),
        (elsewhere, "Structure d’ailleurs"),
    ]:
        factories.ParticipationFactory(
            agreement__commission=commission, agreement__action__provider__name=provider
        )
    client.force_login(factories.UserFactory(role="coordinator", commissions=[argentan]))
    page = client.get(PARTICIPATIONS).content.decode()
    assert "Structure d’ici" in page
    assert "Structure d’ailleurs" not in page
    assert "Flers" not in page


def test_anothers_commission_is_no_valid_choice(client, argentan):
    elsewhere = factories.CommissionFactory(slug="flers", name="Flers")
    factories.DecisionFactory(sitting__commission=elsewhere)
    client.force_login(factories.UserFactory(role="coordinator", commissions=[argentan]))
    response = client.get(DECISIONS, {"commission": "flers"})
    assert "Sélectionnez un choix valide" in response.content.decode()


@pytest.mark.parametrize("screen", site._registry.values(), ids=lambda each: each.opts.model_name)
def test_every_filter_of_every_list_answers(screen, staff, argentan):
    """Each choice offered is asked in turn: none breaks the page."""
    make(screen.model, argentan)
    client = staff
    client.force_login(factories.UserFactory(role="administrator"))
    address = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_changelist")
    for spec in client.get(address).context["cl"].filter_specs:
        for bound in spec.filterset.form:
            assert bound.label[:1].isupper()
            for value, _ in list(getattr(bound.field, "choices", ()))[1:3]:
                response = client.get(address, {bound.name: str(value)})
                assert response.status_code == 200
                assert not response.context["cl"].filter_specs[0].filterset.errors, bound.name


@pytest.mark.parametrize("number", [1, 20])
@pytest.mark.parametrize(("address", "most"), [(PERSONS, 11), (PARTICIPATIONS, 15), (AIDS, 14)])
def test_a_filtered_list_asks_the_same_few_questions(
    address, most, number, staff, argentan, django_assert_max_num_queries
):
    for _ in range(number):
        agreement = factories.AgreementFactory(commission=argentan)
        entered = factories.ParticipationFactory(agreement=agreement)
        factories.AidFactory(person=entered.person, commission=argentan)
    with django_assert_max_num_queries(most):
        assert listed(staff.get(address, {"commission": "argentan"}))
