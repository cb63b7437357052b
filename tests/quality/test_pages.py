import datetime as dt

import pytest
from django.urls import reverse

from plics.models import Role
from reports.quality.checks import CHECKS
from tests import factories as f
from tests.quality.test_checks import CASES

pytestmark = pytest.mark.django_db
# The first time: one a model that is checked, one a table that tells its years.
QUERIES = 32


@pytest.fixture
def argentan():
    return f.CommissionFactory(slug="argentan", name="Argentan")


def signed_in(client, role=Role.STAFF, commissions=()):
    client.force_login(f.UserFactory(role=role, commissions=commissions))
    return client


def unfinished(commission, **person):
    return f.ParticipationFactory(
        person=f.PersonFactory(commission=commission, **person),
        commission=commission,
        exited_on=dt.date(2019, 6, 1),
    )


def test_the_page_opens_on_the_latest_year(client, argentan):
    f.AgreementFactory(year=2018, commission=argentan)
    answer = signed_in(client).get(reverse("quality:latest"))
    assert answer.url == reverse("quality:year", args=[2018])


def test_a_count_leads_to_its_rows_and_a_row_to_its_form(client, argentan):
    wrong = unfinished(argentan, last_name="LEROUX")
    signed_in(client)
    rows = reverse("quality:rows", args=[2019, "sans-issue"])
    assert rows in client.get(reverse("quality:year", args=[2019])).content.decode()
    page = client.get(rows).content.decode()
    assert "LEROUX" in page
    assert reverse("admin:actions_participation_change", args=[wrong.pk]) in page


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_list_of_rows_can_be_shown(client, check, argentan):
    bad, _ = CASES[check.code](argentan)
    bad = bad[0] if isinstance(bad, list) else bad
    answer = signed_in(client).get(reverse("quality:rows", args=[2019, check.code]))
    assert bad in answer.context["page"].object_list
    assert len(answer.context["lines"]) == answer.context["page"].paginator.count


def test_a_coordinator_never_reads_another_commission(client, argentan):
    flers = f.CommissionFactory(slug="flers")
    unfinished(argentan, last_name="LEROUX")
    unfinished(flers, last_name="BERNARD")
    signed_in(client, Role.COORDINATOR, [argentan])
    page = client.get(reverse("quality:rows", args=[2019, "sans-issue"])).content.decode()
    assert "LEROUX" in page
    assert "BERNARD" not in page
    counted = client.get(reverse("quality:year", args=[2019])).context["sections"]
    found = {check.code: count for _, checks in counted for check, count in checks}
    assert found["sans-issue"] == 1


@pytest.mark.parametrize("name,args", [("year", [2019]), ("rows", [2019, "sans-issue"])])
def test_a_reader_is_refused(client, name, args):
    answer = signed_in(client, Role.READER).get(reverse(f"quality:{name}", args=args))
    assert answer.status_code == 403


@pytest.mark.parametrize("address", ["/qualite/2019/inconnue/", "/qualite/1/", "/qualite/9999/"])
def test_an_unknown_check_or_year_does_not_exist(client, address):
    assert signed_in(client).get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_do_not_grow_with_rows(client, argentan, rows, django_assert_max_num_queries):
    for number in range(rows):
        unfinished(argentan, last_name=f"LEROUX{number}")
    signed_in(client, Role.COORDINATOR, [argentan])
    with django_assert_max_num_queries(QUERIES):
        client.get(reverse("quality:year", args=[2019]))
    with django_assert_max_num_queries(QUERIES):
        client.get(reverse("quality:rows", args=[2019, "sans-issue"]))


def test_only_editors_are_offered_the_tool(client, argentan):
    address = reverse("quality:rows", args=[2019, "doublons"])
    assert signed_in(client).get(address).context["tool"]
    assert signed_in(client, Role.COORDINATOR, [argentan]).get(address).context["tool"] is None


def test_a_tool_opens_on_the_year_of_the_check(client):
    answer = signed_in(client).get(reverse("quality:rows", args=[2018, "sans-issue"]))
    assert answer.context["tool"][1] == reverse("returns:agreements") + "?annee=2018"
