"""What leaves a page is the table seen: the same rows, numbers and signs, and what they mean."""

import csv
import html
import io
import json
import re

import pytest
import tablib
from openpyxl import load_workbook

from reports.dashboards import downloads
from reports.dashboards.alerts import KINDS
from reports.dashboards.pages import PAGES
from reports.dashboards.tabular import columns_of, rows_of
from reports.exhibits.parts import ExhibitTable, TableCell, TableRow
from reports.figures import Scope, evaluate
from tests import factories as f

pytestmark = pytest.mark.same_on_any_database
IN_MENU = [slug for slug, page in PAGES.items() if page.in_menu]
NUMBER = re.compile(r"[−-]?\d+(?:,\d+)?")


def lines(response) -> list[list[str]]:
    assert response.status_code == 200
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def tables_seen(page: str) -> dict[str, list[tuple[str, str]]]:
    """Of each panel of a page, the label and the cells of each row, as text."""
    seen = {}
    for panel in page.split('<section class="panel')[1:]:
        if "<tbody>" in panel:
            slug = re.search(r'<h2 id="([^"]+)"', panel)[1]
            body = panel[panel.index("<tbody>") : panel.rindex("</tbody>")]
            found = re.findall(
                r"<tr(?! class=.group)[^>]*><th[^>]*>(.*?)</th>(.*?)</tr>", body, re.S
            )
            seen[slug] = [(text_of(label), text_of(cells)) for label, cells in found]
    return seen


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", markup)).strip()


def numbers_in(text: str) -> list[str]:
    """« 6 592 (−4,9 %) » as 6592 and −4,9: the zeros that end decimals are of no account."""
    found = NUMBER.findall(re.sub(r"(?<=\d)[\u202f\u00a0](?=\d{3})", "", text))
    return [re.sub(r",0+$|(,\d*?)0+$", r"\1", one.replace("−", "-")) for one in found]


@pytest.mark.parametrize("slug", IN_MENU)
def test_a_file_has_the_rows_and_the_numbers_of_the_page(people, staff, slug):
    seen = tables_seen(staff.get(f"/tableaux/{slug}/").content.decode())
    for panel, rows in seen.items():
        head, *found = lines(staff.get(f"/tableaux/{slug}/{panel}.csv"))
        shown = [name for name in head if not name.startswith(("Unité", "Rubrique", "Code"))]
        assert [row[0].lstrip("'") for row in found] == [label for label, _ in rows]
        for row, (_, cells) in zip(found, rows, strict=True):
            assert "" not in row
            told = [number for cell in row[1 : len(shown)] for number in numbers_in(cell)]
            assert told == numbers_in(cells)


def test_a_file_gives_what_the_command_gives(people, staff, monkeypatch):
    kept = []
    monkeypatch.setattr(downloads, "table", lambda about, extension: kept.append(about) or b"")
    for slug in IN_MENU:
        for panel in PAGES[slug].every_panel():
            staff.get(f"/tableaux/{slug}/{panel.slug}.csv")
    told = {
        (result.code, result.territory, result.subject, result.group): result.display
        for result in evaluate(None, Scope(year=2019))
    }
    wrong, codes = {}, set()
    for scope, result in (each for about in kept for c in about.columns for each in c.figures):
        key = result.code, result.territory, result.subject, result.group
        # Months and the year before are counted on other days.
        if scope.on == Scope(year=2019).on and key in told and told[key] != result.display:
            wrong[key] = result.display
        codes.add(result.code)
    assert wrong == {}
    assert codes >= {
        "rsa.households", "rsa.entries", "rsa.adults.by_age", "action.occupancy",
        "action.dynamic_exits.rate.to_date", "fund.consumption.to_date", "decisions.total.to_date",
        "needs.in_support.to_date",
    }  # fmt: skip


ONE_OF_EACH = ExhibitTable(
    head=["Indicateur", "FSI", "Évolution"],
    rows=[
        TableRow(
            label="Montant",
            code="fund.amount",
            cells=[
                TableCell(display="12,50 €", number=12.5, unit="euros"),
                TableCell(display="−4,9 %", number=-4.9, unit="%"),
            ],
        ),
        TableRow(
            label="Aides",
            code="fund.count",
            cells=[
                TableCell(display="s.\u00a0s.", unit="aides"),
                TableCell(display="n.\u00a0d.", unit="%"),
            ],
        ),
    ],
)


def test_a_unit_is_in_the_header_or_goes_by_row():
    columns = columns_of(ONE_OF_EACH)
    assert [column.title for column in columns] == [
        "Indicateur", "FSI", "Évolution (%)", "Unité", "Code",
    ]  # fmt: skip
    assert rows_of(columns)[1] == ["Aides", "s.\u00a0s.", "n.\u00a0d.", "aides", "fund.count"]


def test_two_columns_never_share_a_name(people, staff):
    for code in ("fdi", "fdj"):
        f.FundFactory(code=code, acronym="FDI")
    head = lines(staff.get("/tableaux/fonds/budget.csv"))[0]
    assert {"FDI", "FDI [2]", "FDI, évolution", "FDI, évolution [2]"} <= set(head)


def test_a_reader_gets_the_signs_of_his_page_in_every_format(reader):
    # Two households in Argentan: under the threshold.
    address = "/tableaux/beneficiaires/chiffres-cles.{}?commission=argentan"
    row = lines(reader.get(address.format("csv")))[1]
    assert row[:2] == ["Ménages allocataires du RSA", "s.\u00a0s."]
    assert row[3] == "s.\u00a0s."
    data = json.loads(reader.get(address.format("json")).content)
    assert data["data"][0]["2019"] == "s.\u00a0s."
    assert data["signs"] == {"s.\u00a0s.": "secret statistique"} | data["signs"]
    for extension in ("xlsx", "ods"):
        book = book_of(reader.get(address.format(extension)), extension)
        assert book.sheets()[0][0][1] == "s.\u00a0s."


def test_what_was_not_loaded_is_said_and_is_not_zero(people, staff):
    found = lines(staff.get("/tableaux/beneficiaires/chiffres-cles.csv?annee=2022"))
    assert found == [["Information"], ["Non chargé."]]


def book_of(response, extension) -> tablib.Databook:
    return tablib.Databook().load(response.content, extension)


def test_numbers_are_french_in_csv_and_numbers_in_spreadsheets(people, staff):
    address = "/tableaux/actions/occupation.{}"
    row = lines(staff.get(address.format("csv")))[1]
    assert [cell for cell in row[1:-1] if re.search(r"\d\.\d", cell)] == []
    rate = evaluate(["rsa.coverage"], Scope(year=2019)).get("rsa.coverage", "departement")
    coverage = lines(staff.get("/tableaux/beneficiaires/chiffres-cles.csv"))[5]
    assert coverage[1] == numbers_in(rate.display)[0] and "," in coverage[1]
    for extension in ("xlsx", "ods"):
        content = staff.get(f"/tableaux/beneficiaires/chiffres-cles.{extension}")
        cell = book_of(content, extension).sheets()[0][4][1]
        assert isinstance(cell, float)
        assert str(cell).replace(".", ",") == coverage[1]


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_a_second_sheet_tells_territory_day_source_and_definitions(coordinator, extension):
    address = f"/tableaux/beneficiaires/age.{extension}?commission=argentan"
    table, words = book_of(coordinator.get(address), extension).sheets()
    told = {row[0]: row[1] for row in words}
    assert (table.title, words.title) == ("Tableau", "Définitions")
    assert told["Territoire"] == "Commission d’Argentan"
    assert told["Jour"] == "30\u00a0novembre 2019"
    assert "30\u00a0novembre 2019" in told["Source"]
    (meaning,) = [row for row in words if row[0] == "Indicateur"]
    indicator = evaluate(["rsa.adults.by_age"], Scope(year=2019)).groups(
        "rsa.adults.by_age", "departement"
    )[0].indicator  # fmt: skip
    assert meaning[2] == indicator.definition
    assert meaning[-1] == indicator.code
    assert "Code" not in {row[1] for row in words if row[0] == "Indicateur"}


def test_a_table_schema_stands_beside_the_csv(coordinator):
    address = "/tableaux/beneficiaires/age.{}?commission=argentan"
    response = coordinator.get(address.format("schema.json"))
    schema = json.loads(response.content)
    content = coordinator.get(address.format("csv"))
    assert f'filename="{schema["path"]}"' in content["Content-Disposition"]
    fields = schema["schema"]["fields"]
    assert [field["name"] for field in fields] == lines(content)[0]
    assert (fields[1]["type"], fields[1]["decimalChar"], fields[1]["unit"]) == (
        "number", ",", "personnes",
    )  # fmt: skip
    assert fields[1]["indicators"] == ["rsa.adults.by_age"]
    assert fields[1]["description"]
    assert schema["territory"]["code"] == "argentan"
    assert schema["day"] == "2019-11-30"
    assert schema["sources"][0]["title"]


@pytest.mark.parametrize("title", ["=1+1", "==1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_no_text_is_taken_for_a_formula(people, staff, title):
    agreement = f.AgreementFactory(action__slug="piege", action__title=title)
    assert agreement.year == 2019
    address = "/tableaux/actions/occupation.{}"
    cells = [row[0] for row in lines(staff.get(address.format("csv")))]
    assert f"'{title}" in [cell.replace("\n", "\r") for cell in cells]
    sheet = load_workbook(io.BytesIO(staff.get(address.format("xlsx")).content)).worksheets[0]
    assert "f" not in {cell.data_type for row in sheet for cell in row}
    table = book_of(staff.get(address.format("ods")), "ods").sheets()[0]
    assert [row[0] for row in table if row[-1] == "piege"][0].startswith("'")


def test_a_file_tells_the_filters_of_its_page(people, staff):
    words = book_of(staff.get("/tableaux/actions/occupation.xlsx?public=jeune"), "xlsx").sheets()[1]
    assert [row[1].split() for row in words if row[0] == "Filtre"] == [["public", ":", "jeune"]]


def test_what_must_be_looked_at_leaves_as_it_is_read(people, staff):
    head, *rows = lines(staff.get("/tableaux/actions/a-regarder.csv"))
    assert head == ["Constat", "Actions", "Code"]
    assert rows and all(what and actions and code in KINDS for what, actions, code in rows)


def test_a_picture_carries_title_territory_day_and_source(coordinator, monkeypatch):
    address = "/tableaux/beneficiaires/age.{}?commission=argentan"
    svg = coordinator.get(address.format("svg")).content.decode()
    for told in ("Bénéficiaires – Âge", "Commission d’Argentan", "30\u00a0novembre 2019", "Source"):
        assert f">{told}" in svg or f", au {told}" in svg
    drawn = []
    monkeypatch.setattr(downloads, "apart", lambda work, page: drawn.append(page) or b"png")
    coordinator.get(address.format("png"))
    assert svg in drawn[0]
