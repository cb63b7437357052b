"""Constraints judged in memory say what Django's own validation says."""

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.imports import conventions, participations
from actions.models import Agreement, Participation
from funds import imports as aids
from funds.models import Aid
from plics.importing.errors import Refusals
from plics.importing.rules import broken, check_constraints

DAYS = st.none() | st.dates(dt.date(2018, 12, 30), dt.date(2020, 1, 2))
NUMBERS = st.none() | st.integers(-2, 102).map(Decimal)
KEYS = st.none() | st.just(1)
SAMPLES = {
    Agreement: {
        "year": st.just(2019),
        "capacity": NUMBERS,
        "unit_id": KEYS,
        "dynamic_exit_target": NUMBERS,
        "reference_date": DAYS,
        "amount": NUMBERS,
    },
    Participation: {
        "entered_on": DAYS,
        "exited_on": DAYS,
        "outcome_id": KEYS,
        "is_dropout": st.booleans(),
        "hours": NUMBERS,
        "full_time_equivalent": NUMBERS,
    },
    Aid: {
        "requested_on": DAYS,
        "decided_on": DAYS,
        "decision": st.sampled_from(["accord", "refus"]),
        "amount_requested": NUMBERS,
        "amount_granted": NUMBERS,
    },
}
COLUMNS = {
    model: module.COLUMN_OF_RULE
    for model, module in (
        (Agreement, conventions),
        (Participation, participations),
        (Aid, aids),
    )
}


def checks(model) -> list[CheckConstraint]:
    return [each for each in model._meta.constraints if isinstance(each, CheckConstraint)]


def broken_for_django(instance) -> set[str]:
    names = set()
    for constraint in checks(type(instance)):
        try:
            constraint.validate(type(instance), instance)
        except ValidationError:
            names.add(constraint.name)
    return names


@pytest.mark.django_db
@pytest.mark.parametrize("model", SAMPLES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_same_constraints_are_broken(model, data):
    values = {name: data.draw(strategy) for name, strategy in SAMPLES[model].items()}
    instance = model(**values)
    assert {name for name, _ in broken(instance)} == broken_for_django(instance)


@pytest.mark.parametrize("model", SAMPLES)
def test_every_constraint_has_the_column_it_is_told_of(model):
    # No file cancels a row.
    typed = [rule.name for rule in checks(model) if not rule.name.endswith("_with_reason")]
    assert set(COLUMNS[model]) == set(typed)


def test_a_row_is_refused_with_the_models_own_sentences():
    aid = Aid(decision="refus", amount_granted=Decimal(-5), decided_on=dt.date(2019, 1, 1))
    with pytest.raises(Refusals) as refusals:
        check_constraints(aid, aids.COLUMN_OF_RULE)
    said = [problem.message for problem in refusals.value.problems]
    assert "Le montant accordé ne peut être négatif." in said
    assert any("demande une décision" in message for message in said)


def test_every_constraint_can_say_its_message():
    """Django formats it: a lone « % » would make a fault of a refusal."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            assert constraint.get_violation_error_message()
