"""Lists of the administration as files: own rows only, no formula, no hidden column."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl import load_workbook

from beneficiaries.models import Household
from plics.exports import safe_text
from tests import factories

XLSX, ODS, CSV = "0", "1", "2"


@pytest.fixture
def argentan(db):
    return factories.CommissionFactory(slug="argentan", name="Argentan")


def signed_in(client, role, *commissions):
    account = factories.UserFactory(role=role, commissions=list(commissions), may_export_names=True)
    client.force_login(account)
    return client


def exported(client, model, file_format=CSV, **query):
    address = reverse(f"admin:{model}_export", query=query)
    return client.post(address, {"format": file_format})


def rows(response) -> list[list[str]]:
    lines = response.content.decode("utf-8-sig").splitlines()
    return [line.split(";") for line in lines]


@pytest.mark.parametrize("text", ["=1+1", "==x", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "  =1"])
def test_no_text_is_taken_for_a_formula(text):
    assert safe_text(text) == f"'{text}"


def test_plain_text_stays_as_it_is():
    assert safe_text("Évrard – l’aînée, 2 = 1 + 1") == "Évrard – l’aînée, 2 = 1 + 1"


def test_a_social_security_number_is_masked():
    assert "1850361006123" not in safe_text("née 1850361006123")


@pytest.mark.parametrize("file_format", [XLSX, CSV])
def test_a_name_that_is_a_formula_leaves_as_text(client, argentan, file_format):
    factories.PersonFactory(commission=argentan, last_name="==HYPERLINK", first_name="@SUM")
    response = exported(signed_in(client, "staff"), "beneficiaries_person", file_format)
    if file_format == CSV:
        cells = rows(response)[1]
    else:
        sheet = load_workbook(io.BytesIO(response.content)).active
        cells = [cell.value for cell in sheet[2]]
        assert {cell.data_type for cell in sheet[2]} <= {"s", "inlineStr", "n", "d"}
    assert "'==HYPERLINK" in cells
    assert "'@SUM" in cells


def test_workbooks_keep_dates_and_numbers(client, argentan):
    factories.AidFactory(commission=argentan, decided_on=dt.date(2019, 5, 2), amount_granted=120)
    response = exported(signed_in(client, "staff"), "funds_aid", XLSX)
    values = [cell.value for cell in load_workbook(io.BytesIO(response.content)).active[2]]
    assert dt.datetime(2019, 5, 2) in values  # noqa: DTZ001 - spreadsheets have no zone
    assert 120 in values


def test_the_three_formats_open(client, argentan):
    factories.PersonFactory(commission=argentan)
    staff = signed_in(client, "staff")
    for file_format, start in ((XLSX, b"PK"), (ODS, b"PK"), (CSV, b"\xef\xbb\xbf")):
        response = exported(staff, "beneficiaries_person", file_format)
        assert response.content.startswith(start)
        assert "attachment" in response["Content-Disposition"]


def test_a_coordinator_exports_the_own_territory(client, argentan):
    here = factories.PersonFactory(commission=argentan)
    factories.PersonFactory(last_name="Ailleurs")
    table = rows(exported(signed_in(client, "coordinator", argentan), "beneficiaries_person"))
    assert len(table) == 2
    assert here.last_name in table[1]


def test_filters_of_the_list_hold_for_its_file(client, argentan):
    factories.PersonFactory(commission=argentan, sex="1", last_name="Lui")
    factories.PersonFactory(commission=argentan, sex="2", last_name="Elle")
    response = exported(signed_in(client, "staff"), "beneficiaries_person", sexe="2")
    titles, *people = rows(response)
    assert [row[titles.index("Nom")] for row in people] == ["Elle"]


def test_a_reader_exports_nothing(client, argentan):
    assert exported(signed_in(client, "reader"), "beneficiaries_person").status_code == 403


def test_neither_fingerprint_nor_key_leaves(client, argentan):
    household = factories.HouseholdFactory(commission=argentan, matricule_fingerprint="f" * 64)
    table = rows(exported(signed_in(client, "staff"), "beneficiaries_household"))
    assert "f" * 64 not in str(table)
    assert set(table[0]) == {"Numéro de demande", "Rendu anonyme le", "Organisme"}
    assert Household.objects.get(pk=household.pk).number in table[1]


def test_accounts_leave_without_their_password(client, db):
    table = rows(exported(signed_in(client, "administrator"), "plics_user"))
    assert "Mot de passe" not in table[0]
    assert "md5" not in str(table)


def test_a_list_leads_to_the_import_of_its_kind(client, argentan):
    address = reverse("admin:funds_aid_changelist")
    link = reverse("importing:kind", args=["aides"])
    assert link in signed_in(client, "staff").get(address).content.decode()
    assert link not in signed_in(client, "coordinator", argentan).get(address).content.decode()


def test_the_file_of_households_tells_who_pays_each_today(client, db):
    today = localdate()
    household = factories.HouseholdFactory(number="00000000001", situation=None)
    factories.SituationFactory(
        household=household, starts_on=dt.date(2019, 1, 1), ends_on=today, organisation="CAF"
    )
    factories.SituationFactory(household=household, starts_on=today, organisation="MSA")
    gone = factories.HouseholdFactory(number="00000000002", situation=None)
    factories.SituationFactory(
        household=gone, starts_on=dt.date(2019, 1, 1), ends_on=today, organisation="CAF"
    )
    header, *lines = rows(exported(signed_in(client, "staff"), "beneficiaries_household"))
    payers = {line[0]: line[header.index("Organisme")] for line in lines}
    assert payers == {"00000000001": "MSA", "00000000002": ""}
