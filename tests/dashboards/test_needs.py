"""Which actions work on a need: those whose steps the département says answer it."""

import re

import pytest

from actions.models import Agreement
from beneficiaries.models import Need, Step
from plics.models import Role
from tests import factories as f

PAGE = "/tableaux/besoins/?commission=argentan"


@pytest.fixture
def told(people, sign_in):
    def told() -> str:
        page = sign_in(Role.STAFF).get(PAGE)
        rows = re.findall(r"<tr.*?</tr>", page.content.decode(), flags=re.S)
        return next(row for row in rows if "Santé" in row and "<td" in row)

    return told


def test_an_action_answers_a_need_by_the_steps_that_its_row_names(told):
    need, step = Need.objects.get(code="sante"), Step.objects.get(code="mobilite")
    Need.objects.filter(pk=need.pk).update(label="Santé")
    assert "aucune action" in told()
    need.steps.add(step)
    assert "aucune action" not in told()


def test_free_places_are_told_once_action_by_action(told):
    """Under a need, the actions that have any are named, the others only numbered."""
    need, step = Need.objects.get(code="sante"), Step.objects.get(code="mobilite")
    Need.objects.filter(pk=need.pk).update(label="Santé")
    need.steps.add(step)
    agreement = Agreement.objects.filter(year=2019, action__slug="atelier")
    # One person is there that day.
    for capacity, cell in ((2, "Atelier"), (1, "1 action complète ou sans capacité fixée")):
        agreement.update(capacity=capacity, unit=f.CapacityUnitFactory(code="places"))
        assert re.sub(r"<[^>]+>", " ", told()).split("  ")[-2].strip() == cell
