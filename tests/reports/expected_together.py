"""Figures of all actions and all funds together, on the cohort counted by hand."""

from decimal import Decimal

A, F, D = "argentan", "flers", "departement"
TOGETHER = [
    ("action.amount", A, "atelier", None, 1000),
    ("action.present.funded", A, "atelier", None, 5),
    ("action.dynamic_exits.funded", A, "atelier", None, 1),
    ("action.cost", A, "atelier", None, Decimal(200)),
    ("action.cost.per_exit", A, "atelier", None, Decimal(1000)),
    # The workshop is agreed in full-time equivalents: none of its places is one of these.
    ("actions.entries.in_places", A, None, None, 0),
    ("actions.present.on_day.in_places", A, None, None, 0),
    ("actions.capacity.places", A, None, None, None),
    ("actions.present.funded", A, None, None, 5),
    ("actions.amount", A, None, None, 1000),
    ("actions.cost", A, None, None, Decimal(200)),
    ("actions.exits", A, None, None, 2),
    ("actions.exits", D, None, None, 2),
    ("actions.exits.counted", A, None, None, 2),
    ("actions.exits.by_group", A, None, "durable", 1),
    ("actions.dropouts", A, None, None, 1),
    ("actions.dynamic_exits.counted", A, None, None, 1),
    ("actions.exits.to_work", A, None, None, 1),
    ("actions.exits.to_work.rate", A, None, None, Decimal(50)),
    # Four measures, two adults; two decisions, two households; two aids, 300 €.
    ("actions.measures.rate", A, None, None, Decimal(200)),
    ("decisions.rate", A, None, None, Decimal(100)),
    ("aids.requests", A, None, None, 3),
    ("aids.count", A, None, None, 2),
    ("aids.persons", A, None, None, 1),
    ("aids.amount", A, None, None, 300),
    ("aids.rate", A, None, None, Decimal(100)),
    ("aids.amount.rate", A, None, None, Decimal(15000)),
    ("aids.amount.rate", F, None, None, Decimal(0)),
    ("aids.grant_rate", A, None, None, Decimal(200) / 3),
    ("aids.requests.to_date", A, None, None, 2),
    ("aids.count.to_date", A, None, None, 1),
    ("aids.persons.to_date", A, None, None, 1),
    ("aids.amount.to_date", A, None, None, 100),
    # One left on 1 October: after the agreement's date, before this day.
    ("actions.entries.in_places.to_date", A, None, None, 0),
    ("actions.present.funded.to_date", A, None, None, 4),
    ("actions.exits.to_date", A, None, None, 3),
    ("actions.exits.counted.to_date", A, None, None, 3),
    ("actions.dropouts.to_date", A, None, None, 1),
    ("actions.dynamic_exits.counted.to_date", A, None, None, 1),
    ("actions.exits.to_work.to_date", A, None, None, 1),
    ("actions.dropouts.rate.to_date", A, None, None, Decimal(100) / 3),
]
