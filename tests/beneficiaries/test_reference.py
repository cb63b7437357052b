"""Reference rows come once: what a département changed since stays."""

import pytest

from beneficiaries.models import Need, Step
from reports.reference import load_reference

pytestmark = pytest.mark.django_db


def test_needs_come_with_the_steps_that_answer_them():
    load_reference()
    answers = Need.objects.get(code="emploi").steps.values_list("code", flat=True)
    assert set(answers) == {"recherche_emploi", "acces_emploi"}
    assert not Need.objects.get(code="illettrisme").steps.exists()


def test_an_answer_that_the_staff_changed_is_not_put_back():
    load_reference()
    need = Need.objects.get(code="emploi")
    need.steps.set(Step.objects.filter(code="numerique"))
    load_reference()
    assert [step.code for step in need.steps.all()] == ["numerique"]
