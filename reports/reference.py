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
def load() -> None:
    lists = tomllib.loads((FOLDER / "nomenclatures.toml").read_text(encoding="utf-8"))
    plics.reference.load(lists)
    beneficiaries.reference.load(FOLDER, lists)
    actions.reference.load(lists)
    funds.reference.load(lists)
