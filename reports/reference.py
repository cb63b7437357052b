"""Load all reference data, in the order of the applications."""

import tomllib

from django.conf import settings
from django.db import transaction

import actions.reference
import beneficiaries.reference
import funds.reference
import plics.reference

FOLDER = settings.BASE_DIR / "fixtures" / "reference"


@transaction.atomic
def load_reference() -> None:
    lists = tomllib.loads((FOLDER / "nomenclatures.toml").read_text(encoding="utf-8"))
    plics.reference.load_department(lists)
    beneficiaries.reference.load_territory_and_support(FOLDER, lists)
    actions.reference.load_action_lists(lists)
    funds.reference.load_funds(lists)
