"""The file of a list holds what the list shows, for who may take it out."""

import datetime as dt
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse

from beneficiaries.models import Household
from plics import ods_files
from plics.importing.apart import read_table
from plics.importing.headers import heading
from plics.importing.sheets import recogniser
from tests import factories

pytestmark = pytest.mark.same_on_any_database
ALL, SHOWN = "0", "1"
CSV = "2"


def signed_in(client, **rights):
    client.force_login(factories.UserFactory(role="staff", **rights))
    return client


def exported(client, model: str, columns: str) -> list[list[str]]:
    address = reverse(f"admin:{model}_export")
    response = client.post(address, {"format": CSV, "resource": columns})
    return [line.split(";") for line in response.content.decode("utf-8-sig").splitlines()]


def titles(client, model: str) -> list[str]:
    page = client.get(reverse(f"admin:{model}_changelist")).content.decode()
    heads = page.partition('id="result_list"')[2].partition("</thead>")[0]
    return [part.partition("</")[0].rpartition(">")[2] for part in heads.split('class="text">')[1:]]


@pytest.fixture
def lived(db):
    commune = factories.CommuneFactory(name="Sées")
    situation = factories.SituationFactory.build(right_state="2", family_situation="CEL")
    household = factories.HouseholdFactory(number="00000000001", situation=None)
    factories.SituationFactory(
        household=household,
        commune=commune,
        starts_on=dt.date(2019, 1, 1),
        right_state=situation.right_state,
        family_situation=situation.family_situation,
    )
    factories.PersonFactory(last_name="Zaoui", first_name="Anne", household=household)
    return household


def test_the_file_of_households_is_their_list(client, lived):
    staff = signed_in(client, may_export_names=True)
    head, row = exported(staff, "beneficiaries_household", SHOWN)
    assert head == titles(staff, "beneficiaries_household")
    assert row[:5] == ["00000000001", "Zaoui Anne", "Sées", "ouvert et versable", "célibataire"]


def test_the_file_of_a_list_has_labels_the_other_one_codes(client, db):
    outcome = factories.ExitOutcomeFactory(code="emploi_durable", label="Emploi durable")
    factories.ParticipationFactory(outcome=outcome, exited_on=dt.date(2019, 6, 30))
    staff = signed_in(client, may_export_names=True)
    assert "Emploi durable" in exported(staff, "actions_participation", SHOWN)[1]
    assert "emploi_durable" in exported(staff, "actions_participation", ALL)[1]


def test_no_name_leaves_by_the_columns_of_a_list(client, lived):
    """What the screen works out, the applicant for instance, may name anybody."""
    factories.SupportFactory(person=factories.PersonFactory(last_name="Zaoui"))
    staff = signed_in(client, may_export_names=False)
    for model in ("beneficiaries_household", "beneficiaries_support", "beneficiaries_person"):
        assert "Zaoui" not in str(exported(staff, model, SHOWN))
        assert "00000000001" not in str(exported(staff, model, SHOWN))
    assert Household.objects.count()


def test_the_page_of_exports_proposes_the_columns_of_the_list_first(client, lived):
    staff = signed_in(client, may_export_names=True)
    page = staff.get(reverse("admin:beneficiaries_household_export")).content.decode()
    assert f'value="{SHOWN}" id="id_resource_0" checked' in page.replace(" required", "")
    assert "Celles de la liste" in page and "Celles des données, avec les codes" in page


def test_a_sheet_gives_back_what_was_written_in_it(tmp_path):
    """Read by the reader of our imports."""
    path = tmp_path / "liste.ods"
    rows = [
        ["Nom", "Jour", "Nombre", "Instant"],
        ["L’été <&> « 2 »", dt.date(2019, 2, 1), Decimal("1250.50"), dt.datetime(2019, 2, 1, 8, 5)],  # noqa: DTZ001
        ["deux  espaces", None, 3, ""],
    ]
    path.write_bytes(ods_files.written("liste", rows))
    table = read_table(path, recogniser([]))
    assert [heading(cell) for cell in table.header] == ["nom", "jour", "nombre", "instant"]
    (_, first), (_, second) = table.rows
    assert first[0] == "L’été <&> « 2 »"
    assert str(first[1]).startswith("2019-02-01")
    assert Decimal(str(first[2])) == Decimal("1250.5")
    assert second[0] == "deux  espaces"


def test_a_title_with_quotes_leaves_a_sheet_that_opens():
    content = zipfile.ZipFile(io.BytesIO(ods_files.written('Liste "<A>"', [["a"]])))
    assert content.namelist()[0] == "mimetype"
    ElementTree.fromstring(content.read("content.xml"))  # noqa: S314 - our own


def test_the_same_rows_are_the_same_bytes():
    with time_machine.travel(dt.datetime(2020, 1, 1, tzinfo=dt.UTC), tick=False):
        before = ods_files.written("chiffres", [["a", 1]])
    with time_machine.travel(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), tick=False):
        assert ods_files.written("chiffres", [["a", 1]]) == before
