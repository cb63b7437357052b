"""Which factory makes a model, and how it is told its commission."""

import sys

from django.contrib.admin import site

from tests.factories.base import Base

# Where the commission of a row is, when its factory does not take one directly.
PATHS = {
    "AuthorMessage": "edition__commission",
    "CarriedText": "edition__commission",
    "CaseStoryBlock": "story__commission",
    "Comment": "edition__commission",
    "Correction": "household__commission",
    "EditionStep": "edition__commission",
    "Figure": "edition__commission",
    "Identity": "person__commission",
    "KeptPage": "edition__commission",
    "KeptText": "edition__commission",
    "Membership": "person__commission",
    "Merge": "kept__commission",
    "Orientation": "person__commission",
    "PassedMilestone": "participation__commission",
    "Rendering": "edition__commission",
    "TakenStep": "participation__commission",
}


def by_model() -> dict:
    found = [
        value
        for name, module in sys.modules.items()
        if name.startswith("tests.factories.")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Base) and not value._meta.abstract
    ]
    return {made_by._meta.model: made_by for made_by in found}


def make(model, commission):
    """A row of `model` that belongs to `commission`, if such a row belongs to one."""
    factory = by_model()[model]
    takes_one = "commission" in {**factory._meta.declarations, **factory._meta.parameters}
    path = "commission" if takes_one else PATHS.get(model.__name__)
    return factory(**({path: commission} if path else {}))


def one_of_each(commission) -> dict:
    """A row of every model that has a screen, in that commission."""
    return {model: make(model, commission) for model in site._registry}
