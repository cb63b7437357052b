"""A page drawn once is shown again only to the same account, and while the data hold."""

import pytest

from beneficiaries.enums import RightState
from beneficiaries.models import Commission, HouseholdSituation
from plics.models import Role, User
from tests import factories as f
from tests.reports import cohort

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/tableaux/vue-d-ensemble/?commission=argentan"


@pytest.fixture
def people():
    cohort.build()


@pytest.fixture
def coordinator(people, client):
    argentan = Commission.objects.get(slug="argentan")
    account = f.UserFactory(role=Role.COORDINATOR, commissions=[argentan])
    client.force_login(account)
    return client


def panels(client, address=PAGE) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.context["panels"]


def test_a_change_of_the_data_shows_at_once(coordinator):
    before = panels(coordinator)
    assert panels(coordinator) == before
    HouseholdSituation.objects.update(right_state=RightState.CLOSED)
    assert panels(coordinator) != before


def test_a_page_seen_again_draws_nothing(coordinator, monkeypatch):
    before = panels(coordinator)
    monkeypatch.setattr("reports.dashboards.pages.base.Page.exhibits", None)
    assert panels(coordinator) == before


def test_an_axis_added_is_offered_at_once(coordinator):
    page = "/tableaux/actions/?commission=argentan"
    assert "Se déplacer seul" not in coordinator.get(page).context["filters"]
    f.AxisFactory(label="Se déplacer seul")
    assert "Se déplacer seul" in coordinator.get(page).context["filters"]


def test_a_structure_is_offered_as_soon_as_it_has_an_agreement(coordinator):
    page = "/tableaux/actions/?commission=argentan"
    action = f.ActionFactory(provider__name="Le Relais")
    assert "Le Relais" not in coordinator.get(page).context["filters"]
    f.AgreementFactory(action=action, commission=Commission.objects.get(slug="argentan"), year=2018)
    assert "Le Relais" in coordinator.get(page).context["filters"]


def test_an_account_whose_role_changes_sees_no_more_small_counts(coordinator):
    assert "s.\u00a0s." not in panels(coordinator)
    User.objects.update(role=Role.READER)
    # Another role closes the session.
    coordinator.force_login(User.objects.get())
    assert "s.\u00a0s." in panels(coordinator)


def test_a_page_of_a_reader_is_drawn_again_once_protected_otherwise(people, client, monkeypatch):
    client.force_login(f.UserFactory(role=Role.READER))
    shown = panels(client)
    monkeypatch.setattr("reports.dashboards.pages.base.Page.exhibits", drawn_again)
    assert panels(client) == shown
    f.ProgrammeYearFactory(year=2020, secrecy_threshold=20)
    with pytest.raises(DrawnAgain):
        client.get(PAGE)


class DrawnAgain(Exception):
    """What was kept is not what is asked."""


def drawn_again(*_):
    raise DrawnAgain
