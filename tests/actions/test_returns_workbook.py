"""What the provider receives."""

import datetime as dt

import pytest
from django.urls import reverse

from actions.returns.workbook import BLANK_ROWS
from plics.models import Role
from tests import factories as f
from tests.actions.conftest import TITLES, Provider

# The file is written by us, whatever gives the rows.
pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_database]


def rules_of(sheet, coordinate):
    return [rule for rule in sheet.data_validations.dataValidation if coordinate in rule.sqref]


def test_a_row_is_filled_in_with_dates_and_labels(client, agreement, anne, staff):
    anne.outcome = f.ExitOutcomeFactory(code="emploi_durable")
    anne.exited_on, anne.hours = dt.date(2019, 9, 30), 120.5
    anne.save()
    anne.steps.set([f.StepFactory(code="sante")])
    provider = Provider(client, agreement)
    shown = {name: provider.cell(2, title).value for name, title in TITLES.items()}
    assert shown["nom"] == "LEROUX"
    assert shown["entree"] == dt.datetime(2019, 2, 1)
    assert shown["sortie"] == dt.datetime(2019, 9, 30)
    assert shown["issue"] == "Emploi durable"
    assert shown["demarche_1"] == "Santé"
    assert shown["heures"] == 120.5


def test_identity_and_headings_are_locked_and_new_rows_open(provider):
    sheet = provider.sheet
    assert sheet.protection.sheet
    assert provider.cell(1, TITLES["issue"]).protection.locked
    for name in ("cle", "nom", "prenom", "naissance", "sexe", "public", "numero", "commune"):
        assert provider.cell(2, TITLES[name]).protection.locked
    assert not provider.cell(2, TITLES["sortie"]).protection.locked
    assert not provider.cell(3, TITLES["nom"]).protection.locked
    assert not provider.cell(2 + BLANK_ROWS, TITLES["nom"]).protection.locked
    assert provider.cell(3, TITLES["cle"]).protection.locked
    assert sheet.column_dimensions["A"].hidden


def test_lists_offer_the_nomenclatures_of_the_year(client, agreement, anne, staff):
    f.ExitOutcomeFactory(code="ancienne", label="Ancienne", valid_to=dt.date(2018, 12, 31))
    provider = Provider(client, agreement)
    cell = provider.cell(3, TITLES["issue"])
    (rule,) = rules_of(provider.sheet, cell.coordinate)
    assert (rule.type, rule.showErrorMessage) == ("list", True)
    sheet, cells = rule.formula1.split("!")
    lists = provider.book[sheet]
    assert lists.sheet_state == "hidden"
    offered = [row[0].value for row in lists[cells.replace("$", "")]] if ":" in cells else []
    assert offered == ["Emploi durable"]


@pytest.mark.parametrize(
    "name,kind",
    [("entree", "date"), ("sortie", "date"), ("demarche_2", "list"), ("heures", "decimal")]
    + [("immersions", "whole"), ("abandon", "list"), ("niveau", "list"), ("sexe", "list")],
)
def test_each_cell_has_its_rule(provider, name, kind):
    cell = provider.cell(2, TITLES[name])
    assert [rule.type for rule in rules_of(provider.sheet, cell.coordinate)] == [kind]


def test_one_more_column_of_steps_than_anyone_has(client, agreement, anne, staff):
    anne.steps.set([f.StepFactory(code=f"demarche_{n}") for n in range(6)])
    assert "Démarche 7" in Provider(client, agreement).places


def test_instructions_are_the_second_sheet(provider):
    assert provider.book.sheetnames[:2] == ["Participants", "Mode d’emploi"]
    told = " ".join(str(cell.value) for row in provider.book.worksheets[1] for cell in row)
    assert "Emploi" not in told
    assert "Date de sortie" in told


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "=="])
def test_no_cell_can_be_taken_for_a_formula(client, agreement, staff, start):
    person = f.PersonFactory(last_name=f"{start}cmd|' /C calc'!A0", commission=agreement.commission)
    f.ParticipationFactory(agreement=agreement, person=person)
    agreement.action.title = f"{start}HYPERLINK()"
    agreement.action.save()
    book = Provider(client, agreement).book
    for sheet in book:
        for row in sheet:
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t"))


def test_a_name_escaped_comes_back_as_itself(client, agreement, staff):
    person = f.PersonFactory(last_name="-LEROUX", commission=agreement.commission)
    f.ParticipationFactory(agreement=agreement, person=person)
    shown = Provider(client, agreement).send()
    assert [line.fate.value for line in shown["plan"].lines] == ["unchanged"]


@pytest.mark.parametrize("participants", [1, 20])
def test_queries_do_not_grow_with_participants(
    client, agreement, staff, participants, django_assert_max_num_queries
):
    for _ in range(participants):
        f.ParticipationFactory(agreement=agreement)
    # Five of them keep the trace of whom it names.
    with django_assert_max_num_queries(17):
        client.get(reverse("returns:workbook", args=[agreement.pk]))


def test_a_coordinator_downloads_for_their_commissions_and_sends_nothing(client, agreement, anne):
    account = f.UserFactory(
        role=Role.COORDINATOR, commissions=[agreement.commission], may_export_names=True
    )
    client.force_login(account)
    page = reverse("returns:agreement", args=[agreement.pk])
    assert client.get(reverse("returns:workbook", args=[agreement.pk])).status_code == 200
    assert client.get(page).context["form"] is None
    assert client.post(page).status_code == 403


def test_the_workbook_is_an_export_of_names(client, agreement, anne):
    client.force_login(f.UserFactory(role=Role.STAFF, may_export_names=False))
    page = client.get(reverse("returns:agreement", args=[agreement.pk]))
    address = reverse("returns:workbook", args=[agreement.pk])
    assert address not in page.content.decode()
    refused = client.get(address)
    assert refused.status_code == 403
    assert "droit d’exporter les noms" in refused.content.decode()


def test_another_commission_is_not_there(client, agreement, anne):
    flers = f.CommissionFactory(slug="flers")
    client.force_login(f.UserFactory(role=Role.COORDINATOR, commissions=[flers]))
    for name in ("agreement", "workbook"):
        assert client.get(reverse(f"returns:{name}", args=[agreement.pk])).status_code == 404
    listed = client.get(reverse("returns:agreements")).context["agreements"]
    assert list(listed) == []


def test_a_reader_is_refused(client, agreement):
    client.force_login(f.UserFactory(role=Role.READER))
    assert client.get(reverse("returns:agreements")).status_code == 403
    for name in ("agreement", "workbook"):
        assert client.get(reverse(f"returns:{name}", args=[agreement.pk])).status_code == 403
