"""The pages of each kind: their columns, their template, the files brought in."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from plics.importing.pages import summary
from plics.importing.registry import KINDS
from tests.imports.files import person
from tests.imports.test_aids import aid

TABLES = [slug for slug, kind in KINDS.items() if kind.is_table]


@pytest.mark.same_on_any_database
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_explains_the_columns_that_its_reader_declares(staff, kind):
    page = staff.get(reverse("importing:kind", args=[kind])).content.decode()
    for field in KINDS[kind].fields:
        assert f"<code>{field.name}</code>" in page


@pytest.mark.same_on_any_database
@pytest.mark.parametrize(
    ("kind", "code", "label"),
    [
        ("decisions", "suspension", "Suspension"),
        ("orientations", "departement", "Département de l’Orne"),
        ("orientations", "social", "social"),
        ("accompagnements", "retraite", "Retraite"),
        ("accompagnements", "mobilite", "Mobilité"),
        ("entretiens", "bureau", "Au bureau"),
        ("contrats", "premier_cer", "Premier contrat"),
        ("contrats", "logement", "Logement"),
        ("participations", "emploi_durable", "Emploi durable"),
        ("participations", "mobilite", "Mobilité"),
        ("aides", "energie", "FSL – Énergie"),
        ("conventions", "places", "Place"),
        ("beneficiaires", "MAR", "Marié"),
    ],
)
def test_the_codes_that_a_column_accepts_are_listed_with_their_labels(staff, kind, code, label):
    page = staff.get(reverse("importing:kind", args=[kind])).content.decode()
    assert f"<code>{code}</code> {label}".casefold() in page.casefold()


@pytest.mark.same_on_any_database
@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_empty_template_has_its_columns_and_nothing_else(send, staff, kind, file_format):
    template = staff.get(reverse("importing:template", args=[kind, file_format])).content
    answers = {"reference_date": "2019-11-30"} if KINDS[kind].date_label else {}
    upload = send(kind, template, name=f"modele.{file_format}", **answers)
    assert "que sa ligne d’en-têtes" in upload.report["refusal"]


def test_codes_typed_in_the_workbook_keep_their_zeros(send, staff):
    address = reverse("importing:template", args=["beneficiaires", "xlsx"])
    book = load_workbook(io.BytesIO(staff.get(address).content))
    sheet = book.active
    names = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, names.index("numero_demande") + 1).number_format == "@"
    values = person(1, code_commune="01004")
    for index, name in enumerate(names, start=1):
        sheet.cell(2, index).value = values.get(name, "")
    content = io.BytesIO()
    book.save(content)
    upload = send(
        "beneficiaires", content.getvalue(), name="stock.xlsx", reference_date="2019-11-30"
    )
    assert (upload.report["created"], upload.report["refused"]) == (1, 0)


def test_the_index_tells_the_last_import_and_what_waits(send, act, staff):
    act(send("aides", [aid(), aid("a2")], name="mai.csv"), "confirmer")
    send("aides", [aid("a3")], name="juin.csv")
    page = staff.get(reverse("importing:index")).content.decode()
    assert "2 créées" in page
    assert "juin.csv" in page
    assert "mai.csv" not in page


def test_the_history_lists_each_run_with_its_fingerprint(send, act, staff):
    upload = send("aides", [aid()], name="mai.csv")
    act(upload, "confirmer")
    page = staff.get(reverse("importing:history")).content.decode()
    assert "mai.csv" in page
    assert upload.run.fingerprint[:12] in page


def test_a_long_preview_goes_by_pages(send, staff):
    upload = send("aides", [aid(f"n{number}") for number in range(201)])
    address = reverse("importing:upload", args=[upload.pk])
    assert staff.get(address).content.decode().count("FSL n") == 200
    assert staff.get(address, {"page": 2}).content.decode().count("FSL n") == 1


def test_a_preview_cut_short_says_how_many_rows_there_are(send, staff, monkeypatch):
    monkeypatch.setattr(summary, "LISTED", 2)
    upload = send("aides", [aid(f"n{number}") for number in range(3)])
    page = staff.get(reverse("importing:upload", args=[upload.pk])).content.decode()
    assert "Créées (3)" in page
    assert "Seules les 2 premières sont listées ici, sur 3." in page
    assert page.count("FSL n") == 2


def test_each_tab_of_a_preview_counts_what_its_card_counts(send, act, staff):
    act(
        send("beneficiaires", [person(1), person(1, "ENF")], reference_date="2019-10-31"),
        "confirmer",
    )
    upload = send("beneficiaires", [person(1)], reference_date="2019-11-30")
    page = staff.get(reverse("importing:upload", args=[upload.pk])).content.decode()
    assert upload.report["updated"] == 0
    assert "Modifiées (" not in page
    assert "<dt>Parties d’un ménage</dt><dd>1</dd>" in page
    assert "Parties d’un ménage (1)" in page


def test_rows_refused_with_their_household_are_told_beside_the_errors(send, staff):
    rows = [person(1), person(2, sexe="9"), person(2, "ENF"), person(2, "ENF", prenom="Luc")]
    upload = send("beneficiaires", rows, reference_date="2019-11-30")
    assert upload.report["refused"] == 3
    page = staff.get(reverse("importing:upload", args=[upload.pk])).content.decode()
    assert "S’y ajoutent 2 lignes refusées avec leur ménage" in page


@pytest.mark.parametrize("size", [1, 20])
def test_the_index_asks_as_little_with_many_files(send, staff, size, django_assert_max_num_queries):
    for number in range(size):
        send("aides", [aid(f"n{number}")])
    with django_assert_max_num_queries(14):
        staff.get(reverse("importing:index"))
