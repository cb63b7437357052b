"""Which actions work on a need: those whose steps the département says answer it."""

import re

import pytest

from beneficiaries.models import Need, Step
from plics.models import Role

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
