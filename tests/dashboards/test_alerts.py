"""What a coordinator is told to look at: from which value, and until which day."""

import datetime as dt
import re

import pytest

from tests import factories as f

ON = dt.date(2019, 11, 30)
LAST_DAY = ON + dt.timedelta(days=60)


@pytest.fixture
def told(staff):
    """What the page says of one action agreed in full-time equivalents."""

    def told(done="10", **action) -> str:
        f.DepartmentFactory(population=5000)
        agreement = f.AgreementFactory(
            action=f.ActionFactory(slug="atelier", **action),
            capacity=10,
            unit=f.CapacityUnitFactory(code="etp", label="ETP", is_full_time_equivalent=True),
        )
        f.ParticipationFactory(agreement=agreement, full_time_equivalent=done)
        page = staff.get("/tableaux/actions/?annee=2019").content.decode()
        return page[page.index("À regarder") : page.index("Capacité et occupation")]

    return told


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("6.99", "des places restent à pourvoir"),
        ("7", ""),
        ("7.01", ""),
        ("9.99", ""),
        ("10", ""),
        ("10.01", "Au-delà de la capacité"),
    ],
)
def test_an_action_is_told_below_seventy_percent_and_beyond_its_capacity(told, done, said):
    page = told(done)
    assert ("remplissage des places de" in page) == bool(said)
    assert said in page


@pytest.mark.parametrize(
    ("ends_on", "is_told"),
    [
        (ON - dt.timedelta(days=1), False),
        (ON, True),
        (ON + dt.timedelta(days=1), True),
        (LAST_DAY - dt.timedelta(days=1), True),
        (LAST_DAY, True),
        (LAST_DAY + dt.timedelta(days=1), False),
    ],
)
def test_an_action_about_to_end_is_told_sixty_days_before(told, ends_on, is_told):
    assert ("prend fin" in told(starts_on=dt.date(2019, 1, 1), ends_on=ends_on)) == is_told


def test_each_action_named_leads_to_its_page(told):
    assert re.search(r'<a href="/tableaux/action/\?[^"]*action=atelier">', told("6.99"))
