"""A wrong stock is taken back whole, while it is the last of its payer and nobody built on it."""

import pytest
from django.urls import reverse

from beneficiaries.models import Correction, Household, HouseholdSituation, Membership, Person
from plics.models import ImportRun, Operation
from plics.taking_back import take_back
from plics.undoing import UndoRefused
from tests import factories
from tests.factories.plics import UserFactory
from tests.imports.files import NOVEMBER, OCTOBER, person, stock

pytestmark = pytest.mark.usefixtures("reference")
TABLES = (Household, Person, HouseholdSituation, Membership, Correction)


@pytest.fixture
def agent(db):
    return UserFactory(role="staff")


def held() -> dict:
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "recorded_at"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in TABLES
    }


def last() -> Operation:
    return Operation.objects.filter(kind="import").latest("pk")


PARTNER = person(1, role="CJT", prenom="Luc")
FIRST = [person(1), PARTNER, person(2, nom="BLIN"), person(3, nom="CLO")]
# The wrong one: 1 moves and loses its partner, 2 is closed, 3 stays, 4 and 5 come in.
SECOND = [
    person(1, code_commune="61169", sexe="1"),
    person(3, nom="CLO"),
    person(4, nom="DIO"),
    person(5, nom="EVE"),
]


def test_everything_is_as_it_was_before_the_stock(tmp_path, agent):
    stock(tmp_path, FIRST, OCTOBER)
    before = held()
    stock(tmp_path, SECOND, NOVEMBER, force=True)
    assert held() != before
    found = take_back(last(), by=agent)
    assert held() == before
    assert found.removed
    assert [run.is_stock for run in ImportRun.objects.order_by("pk")] == [True, False]


def test_a_household_taken_over_from_another_payer_is_given_back(tmp_path, agent):
    stock(tmp_path, [*FIRST, person(9, nom="GUE", organisme="MSA")], OCTOBER)
    before = held()
    stock(tmp_path, [person(n, nom=name, organisme="MSA") for n, name in ((9, "GUE"), (8, "CLO"))])
    assert Household.objects.filter(number="00000000008").exists()
    take_back(last(), by=agent)
    assert held() == before


def test_the_right_file_then_goes_in_as_if_the_wrong_one_had_never_come(tmp_path, agent):
    right = [person(1), person(2, nom="BLIN"), person(3, nom="CLO"), person(6, nom="FAY")]
    stock(tmp_path, FIRST, OCTOBER)
    stock(tmp_path, SECOND, NOVEMBER, force=True)
    take_back(last(), by=agent)
    report = stock(tmp_path, right, NOVEMBER)
    assert (report.errors, report.messages) == ([], [])
    numbers = HouseholdSituation.objects.on(NOVEMBER).with_open_right()
    found = numbers.order_by("household__number").values_list("household__number", flat=True)
    assert list(found) == [f"{number:011}" for number in (1, 2, 3, 6)]


def test_a_first_stock_leaves_nothing_behind(tmp_path, agent):
    stock(tmp_path, FIRST, OCTOBER)
    take_back(last(), by=agent)
    assert not any(held().values())


def test_only_the_last_stock_of_a_payer_is_taken_back(tmp_path, agent):
    stock(tmp_path, FIRST, OCTOBER)
    first = last()
    stock(tmp_path, [person(9, nom="MSA", organisme="MSA")], NOVEMBER)
    stock(tmp_path, FIRST, NOVEMBER)
    with pytest.raises(UndoRefused, match="un autre a été chargé depuis"):
        take_back(first, by=agent)
    of_msa = Operation.objects.filter(kind="import").order_by("pk")[1]
    take_back(of_msa, by=agent)
    take_back(last(), by=agent)
    take_back(first, by=agent)
    assert not any(held().values())


def test_what_somebody_built_on_the_stock_forbids_and_is_named(tmp_path, agent):
    stock(tmp_path, FIRST, OCTOBER)
    entered = factories.ParticipationFactory(person=Person.objects.get(last_name="BLIN"))
    with pytest.raises(UndoRefused, match="Des participations dépendent de ce stock"):
        take_back(last(), by=agent)
    entered.delete()
    changed = Person.objects.get(last_name="CLO")
    changed.first_name = "Autre"
    changed.save()
    after = held()
    with pytest.raises(UndoRefused, match="CLO .*changé depuis .prénom.*Remettez-y"):
        take_back(last(), by=agent)
    assert held() == after


def test_what_was_typed_over_then_put_back_forbids_nothing(tmp_path, agent):
    stock(tmp_path, FIRST, OCTOBER)
    person = Person.objects.get(last_name="CLO")
    written = person.first_name
    for typed in ("Autre", "Encore", written):
        person.first_name = typed
        person.protected_fields = ["first_name"]
        person.save()
    take_back(last(), by=agent)
    assert not any(held().values())


def test_a_row_of_the_stock_deleted_since_forbids_nothing(tmp_path, agent):
    stock(tmp_path, FIRST, OCTOBER)
    Membership.objects.get(person__last_name="CLO").delete()
    take_back(last(), by=agent)
    assert not any(held().values())


def test_the_page_of_the_operation_takes_it_back(client, tmp_path, agent):
    stock(tmp_path, FIRST, OCTOBER)
    client.force_login(agent)
    page = client.get(reverse("admin:plics_operation_change", args=[last().pk])).content.decode()
    assert "Reprendre ce stock" in page
    answer = client.post(reverse("admin:plics_operation_undo", args=[last().pk]), follow=True)
    told = answer.content.decode()
    assert "retirées" in told
    assert "Reprendre ce stock" not in told
    assert not Household.objects.exists()
