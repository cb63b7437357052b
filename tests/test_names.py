"""Who meets persons, and what leaves of them: rights that no role makes up for."""

from itertools import chain

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.urls import reverse

from beneficiaries.models import Household, Person
from plics.classification import OF_PERSONS, OTHERS, Tells, Unclassified, is_of_persons, tells
from plics.exports import NOTHING_BUT_NAMES, all_columns_of
from plics.models import Role
from reports.models import Edition
from tests import factories as f
from tests.factories.catalogue import one_of_each

# What is opened here is opened on both by `test_access`.
pytestmark = pytest.mark.same_on_any_database
NAME, BIRTH = "Quenouille", "17/04/1985"
EXPORTERS = [
    pytest.param(role, given, id=f"{role}{'' if given else ' without the right'}")
    for role in Role
    for given in (True, False)
]


@pytest.fixture
def argentan(db):
    return f.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def rows(argentan):
    """A row of every list, each person of which has the same name and birth date."""
    made = one_of_each(argentan)
    Person.objects.update(last_name=NAME, birth_date="1985-04-17")
    return made


def screens():
    return [(f"{m._meta.app_label}_{m._meta.model_name}", m) for m in site._registry]


def signed_in(client, role, argentan, **rights):
    client.force_login(f.UserFactory(role=role, commissions=[argentan], **rights))
    return client


# --- the declaration ------------------------------------------------------------------------


def test_every_column_that_may_leave_says_what_it_tells():
    for model in site._registry:
        for column in all_columns_of(model, site).values():
            assert tells(model, column.attribute) in Tells


def test_a_field_that_nobody_classified_is_no_column(monkeypatch):
    names, indirect, figures = OTHERS["funds.FundBudget"]
    monkeypatch.setitem(OTHERS, "funds.FundBudget", (names, indirect, "fund year commission"))
    with pytest.raises(Unclassified, match=r"funds\.FundBudget\.voted"):
        for column in all_columns_of(apps.get_model("funds.FundBudget"), site).values():
            tells(apps.get_model("funds.FundBudget"), column.attribute)


def test_no_field_is_classified_twice_nor_gone():
    for label, words in (OF_PERSONS | OTHERS).items():
        named = list(chain.from_iterable(each.split() for each in words))
        assert len(named) == len(set(named)), label
        fields = {field.name for field in apps.get_model(label)._meta.get_fields()}
        told = {each for each in named if not each.startswith(("computed_", "completed_"))}
        assert told <= fields | {"changes_text"}, label


def test_whatever_leads_to_a_person_is_met_by_those_who_see_names_alone():
    """Its portraits too, which no key ties to anybody."""
    ours = {"actions", "beneficiaries", "funds"}
    models = [model for model in apps.get_models() if model._meta.app_label in ours]
    of_persons = {Person, Household}
    while more := {
        model
        for model in models
        for field in model._meta.concrete_fields
        if field.related_model in of_persons and model not in of_persons
    }:
        of_persons |= more
    assert {model._meta.label for model in of_persons if not is_of_persons(model)} == set()


def test_a_column_is_what_the_strictest_field_on_its_way_is():
    aid = apps.get_model("funds.Aid")
    assert tells(aid, "amount_granted") is Tells.FIGURE
    assert tells(aid, "commune__insee_code") is Tells.INDIRECT
    assert tells(aid, "person__birth_date") is Tells.NAME


# --- an export of everything by every role --------------------------------------------------


@pytest.mark.parametrize("role, given", EXPORTERS)
def test_names_leave_with_the_right_to_export_them_alone(
    client, rows, argentan, role, given, quick_answers, monkeypatch
):
    # Each list twice: more than an account does in five minutes.
    monkeypatch.setitem(settings.ACT_LIMITS, "EXPORT", 1000)
    may_see = role in (Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
    rights = {"may_see_names": True, "may_export_names": given}
    browser, named = signed_in(client, role, argentan, **rights), []
    asked = [(screen, columns) for screen, _ in screens() for columns in ("0", "1")]
    for screen, columns in asked:
        wanted = {"format": "2", "resource": columns}
        answer = browser.post(reverse(f"admin:{screen}_export"), wanted)
        assert answer.status_code in (200, 403), screen
        file = answer.content.decode() if answer.status_code == 200 else ""
        if NAME in file or BIRTH in file:
            named.append(screen)
    assert bool(named) is (may_see and given), named


def test_what_tells_nobody_leaves_without_the_right(client, rows, argentan):
    browser = signed_in(client, Role.STAFF, argentan, may_export_names=False)
    page = browser.get(reverse("admin:funds_aid_export"))
    assert all("Montant accordé (€)" in names for _, names in page.context["columns"])
    assert "Personne – nom" not in str(page.context["columns"])
    file = browser.post(reverse("admin:funds_aid_export"), {"format": "2"}).content.decode()
    assert "Montant accordé (€)" in file
    assert "Commune" not in file


def test_a_list_of_nothing_but_names_says_why_it_does_not_leave(client, rows, argentan):
    browser = signed_in(client, Role.STAFF, argentan, may_export_names=False)
    answer = browser.get(reverse("admin:beneficiaries_person_export"))
    assert answer.status_code == 403
    assert NOTHING_BUT_NAMES in answer.content.decode()


# --- without the right to see names ---------------------------------------------------------


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_who_may_not_see_names_meets_no_row_of_a_person(
    client, rows, argentan, role, quick_answers
):
    browser = signed_in(client, role, argentan, may_see_names=False, may_export_names=True)
    for screen, model in screens():
        for kind in ("changelist", "change", "history", "export"):
            args = [rows[model].pk] if kind in ("change", "history") else []
            answer = browser.get(reverse(f"admin:{screen}_{kind}", args=args))
            if is_of_persons(model):
                assert answer.status_code in (403, 404), (screen, kind)
            else:
                assert NAME not in answer.content.decode(), (screen, kind)


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_who_may_not_see_names_has_figures_and_no_list(client, rows, argentan, role):
    browser = signed_in(client, role, argentan, may_see_names=False)
    lists = [
        reverse("quality:year", args=[2019]),
        reverse("dashboards:listing"),
        reverse("week:list", args=["contrats-a-renouveler"]),
        reverse("returns:agreements"),
    ]
    assert [browser.get(each).status_code for each in lists] == [403] * 4
    page = browser.get(reverse("dashboards:page", args=["actions"]), {"commission": "argentan"})
    assert page.status_code == 200
    home = browser.get(reverse("home")).content.decode()
    assert reverse("admin:beneficiaries_person_changelist") not in home


def test_only_files_without_names_are_brought_in_by_who_may_not_see_them(client, db, argentan):
    browser = signed_in(client, Role.STAFF, argentan, may_see_names=False)
    assert browser.get(reverse("importing:kind", args=["conventions"])).status_code == 200
    assert browser.get(reverse("importing:kind", args=["aides"])).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.PROVIDER, Role.OFFICER])
def test_a_right_opens_nothing_that_the_role_does_not(db, argentan, role):
    account = f.UserFactory(
        role=role,
        commissions=[argentan],
        may_see_names=True,
        may_export_names=True,
        may_validate=True,
    )
    person = f.PersonFactory(commission=argentan)
    assert not (account.sees_names or account.exports_names or account.validates_editions)
    for day in (None, person.birth_date):
        assert not Person.objects.visible_to(account, day).exists()


# --- to validate an edition -----------------------------------------------------------------


@pytest.mark.parametrize(
    "role, given, is_done",
    [
        (Role.ADMINISTRATOR, False, False),
        (Role.STAFF, False, False),
        (Role.STAFF, True, True),
        (Role.COORDINATOR, False, False),
        (Role.COORDINATOR, True, True),
        (Role.READER, True, False),
    ],
)
def test_an_edition_is_validated_by_right(client, argentan, role, given, is_done, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "reports.editions.workflow.validate", lambda edition, by: asked.append(edition) or 1
    )
    edition = f.EditionFactory(commission=argentan, programme_year=2020, status="review")
    elsewhere = f.EditionFactory(programme_year=2020, status="review")
    browser = signed_in(client, role, argentan, may_validate=given)
    for place in ["argentan", *([elsewhere.place] if role == Role.COORDINATOR else [])]:
        browser.post(reverse("reports:edition_deed", args=[2020, place, 1, "valider"]))
    assert asked == ([edition] if is_done else [])
    assert Edition.objects.count() == 2
