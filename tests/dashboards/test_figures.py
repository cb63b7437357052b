"""The same figure on the page, in its downloads, in the command, in the booklet."""

import csv
import io
from zipfile import ZipFile

import pytest
from django.core.cache import caches

from plics.models import ImportRun
from reports.booklet.render import standalone_html
from reports.dashboards.panels import ranked
from reports.figures import CATALOGUE, UNKNOWN, Result, Scope, evaluate
from reports.models import Edition
from tests import factories as f
from tests.reports import cohort

DRAWN = [
    ("beneficiaires", "age"),
    ("beneficiaires", "trente-six-mois"),
    ("beneficiaires", "mouvements"),
    ("beneficiaires", "cantons"),
    ("comparaison", "familles"),
    ("fonds", "budget"),
]


def rows(response) -> list[dict]:
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_page_download_and_booklet_write_the_same_figures(people, coordinator):
    f.EditionFactory(commission__slug="argentan", programme_year=2020)
    booklet = standalone_html(Edition.objects.get(commission__slug="argentan"))
    page = coordinator.get("/tableaux/beneficiaires/?commission=argentan").content.decode()
    figures = evaluate(["rsa.households", "rsa.coverage"], Scope(year=2019))
    for code in ("rsa.households", "rsa.coverage"):
        display = figures.get(code, "argentan").display
        assert f">{display}<" in page
        assert display in booklet


def test_a_fund_added_to_the_database_has_its_panels(people, staff):
    f.FundFactory(code="fdi", acronym="FDI", order=0)
    page = staff.get("/tableaux/fonds/").content.decode()
    assert page.index("FDI : montants accordés, par nature") < page.index("FDI : motifs de refus")
    assert 'id="fdi-natures"' in page
    assert staff.get("/tableaux/fonds/fdi-natures.csv").status_code == 200
    assert staff.get("/tableaux/fonds/natures.csv").status_code == 404


def test_the_occupancy_that_draws_attention_is_a_setting(people, staff, settings):
    def alerts() -> str:
        caches["figures"].clear()
        return staff.get("/tableaux/actions/a-regarder.csv").content.decode()

    settings.LOW_OCCUPANCY = 0
    assert "des places restent à pourvoir" not in alerts()
    settings.LOW_OCCUPANCY = 1000
    assert "des places restent à pourvoir" in alerts()


def test_a_download_keeps_the_filters_of_the_page(people, staff):
    found = rows(staff.get("/tableaux/beneficiaires/famille.csv?commission=argentan&annee=2018"))
    assert {"2018 (ménages)", "2017 (ménages)"} <= set(found[0])
    assert sum(int(row["2018 (ménages)"]) for row in found) == 2


def test_trend_goes_from_the_first_month_loaded_to_the_last(people, staff):
    ImportRun.objects.filter(reference_date=cohort.DAY).delete()
    ImportRun.objects.filter(reference_date="2019-10-31").update(reference_date="2019-10-15")
    found = rows(staff.get("/tableaux/beneficiaires/trente-six-mois.csv"))
    assert len(found) == 22
    assert found[0]["Code"] == "2017-12"
    # October is not finished: it is cut.
    assert found[-1]["Code"] == "2019-09"
    assert found[-1]["Ménages"] == "3"


def test_the_bridge_balances(people, staff):
    found = rows(staff.get("/tableaux/beneficiaires/mouvements.csv?commission=flers"))
    moved = [int(row["Ménages"]) for row in found]
    assert sum(moved[:-1]) == moved[-1]


@pytest.mark.same_on_any_database
@pytest.mark.parametrize(("page", "panel"), DRAWN)
def test_drawings_and_spreadsheets_are_files_of_their_kind(people, staff, page, panel):
    address = f"/tableaux/{page}/{panel}"
    assert staff.get(f"{address}.svg").content.startswith(b"<svg")
    for extension, part in (("xlsx", "xl/workbook.xml"), ("ods", "content.xml")):
        archive = ZipFile(io.BytesIO(staff.get(f"{address}.{extension}").content))
        assert part in archive.namelist()


@pytest.mark.same_on_any_database
def test_a_drawing_is_also_a_picture(people, staff):
    picture = staff.get("/tableaux/beneficiaires/age.png").content
    assert picture.startswith(b"\x89PNG")


def sheet_of(client, page, query=""):
    import pypdfium2

    return pypdfium2.PdfDocument(client.get(f"/tableaux/{page}/imprimer/{query}").content)


def smallest_letter(page) -> float:
    """In points, charts and maps included."""
    from pypdfium2 import raw

    text, sizes = page.get_textpage(), []
    for rank in range(text.count_chars()):
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, rank, matrix)
        if chr(raw.FPDFText_GetUnicode(text, rank)).strip():
            sizes.append(raw.FPDFText_GetFontSize(text, rank) * abs(matrix.d))
    return min(sizes)


def right_edge(page, found: str, start: int = 0) -> float:
    text = page.get_textpage()
    index, count = text.search(found, index=start).get_next()
    return text.get_charbox(index + count - 1)[2]


@pytest.mark.same_on_any_database
def test_heads_of_columns_stand_over_their_figures_on_paper(people, staff):
    f.FundBudgetFactory(fund=f.FundFactory(code="fsl", acronym="FSL"), year=2019, voted=87654)
    (page,) = sheet_of(staff, "fonds")
    assert abs(right_edge(page, "FSL") - right_edge(page, "654 €")) < 2


@pytest.mark.same_on_any_database
@pytest.mark.parametrize("page", ["vue-d-ensemble", "beneficiaires"])
def test_a_page_prints_on_one_sheet(people, staff, page):
    document = sheet_of(staff, page, "?commission=argentan")
    assert len(document) == 1
    # A thousandth for the rounding of the paper.
    assert smallest_letter(document[0]) >= 7 * 0.999
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)


def test_unknown_downloads_do_not_exist(people, staff):
    for address in ("beneficiaires/age.exe", "beneficiaires/zzz.csv", "zzz/age.csv"):
        assert staff.get(f"/tableaux/{address}").status_code == 404


def test_figures_of_one_public_leave_capacities_aside(people, staff):
    found = rows(staff.get("/tableaux/actions/occupation.csv?public=jeune"))
    assert not any(name.startswith("Taux d’occupation") for name in found[0])
    # The young person came on 1 December: not by 30 November.
    assert entries_of_the_workshop(found) == "0"
    found = rows(staff.get("/tableaux/actions/occupation.csv?public=jeune&date=2019-12-01"))
    assert entries_of_the_workshop(found) == "1"


def entries_of_the_workshop(found: list[dict]) -> str:
    (workshop,) = [row for row in found if row["Code"] == "atelier"]
    (name,) = [name for name in workshop if name.startswith("Entrées")]
    return workshop[name]


@pytest.mark.same_on_any_database
def test_the_largest_comes_first_and_what_is_hidden_says_no_rank():
    def figure(group, value):
        return Result(
            indicator=CATALOGUE["rsa.adults.by_sex"], territory="", group=group, value=value
        )

    rows = [
        figure(UNKNOWN, 9),
        figure("a", None),
        figure("b", 1),
        figure("c", None),
        figure("d", 5),
    ]
    assert [row.group for row in ranked(rows, lambda row: row)] == ["d", "b", "a", "c", UNKNOWN]
