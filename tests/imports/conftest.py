import csv

import pytest

import actions.reference
import beneficiaries.reference
import funds.reference
import plics.reference
from reports.reference import FOLDER
from tests.imports.files import COMMUNES, nomenclatures
from tests.imports.months import as_csv, as_xml, written_alike


@pytest.fixture
def reference(db, tmp_path):
    """The reference data with six communes only: quick enough for each test."""
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "cantons.csv").write_bytes((FOLDER / "cantons.csv").read_bytes())
    with (folder / "communes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COMMUNES[0]))
        writer.writeheader()
        writer.writerows(COMMUNES)
    (folder / "former_communes.csv").write_text(
        "insee_code,name,successor\n61111,Ancienne,61006\n", encoding="utf-8"
    )
    lists = nomenclatures()
    plics.reference.load_department(lists)
    beneficiaries.reference.load_territory_and_support(folder, lists)
    actions.reference.load_action_lists(lists)
    funds.reference.load_funds(lists)


@pytest.fixture(params=written_alike(as_csv, as_xml))
def load(request, tmp_path):
    """Loads the stock of a month, as a list and as the CNAF's flux."""
    return lambda date, *rows, **options: request.param(tmp_path, date, *rows, **options)
