"""The table is found on its sheet and under its titles, and its characters are told."""

import pytest
from django.urls import reverse
from openpyxl import Workbook

from beneficiaries.models import Person
from plics.importing import values
from plics.importing.encodings import decoded
from plics.importing.errors import Invalid
from tests.imports.files import (
    OCTOBER,
    bring,
    csv_text,
    messages,
    ods_file,
    person,
    refused,
    stock,
    table,
    written,
    xlsx_file,
)
from tests.imports.test_aids import aid

TITLES = [["Liste des bénéficiaires, au 31/10/2022"], ["Édité le 05/11/2022"], []]


def book(folder, sheets: dict[str, list[list]]):
    made = Workbook()
    made.remove(made.active)
    for title, lines in sheets.items():
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(line)
    made.save(folder / "classeur.xlsx")
    return folder / "classeur.xlsx"


def load(path):
    report = bring("beneficiaires", path, OCTOBER)
    assert not report.errors, messages(report)
    assert Person.objects.count() == 1
    return messages(report)


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("first", [[["Mode d’emploi"]], [["Champ", "Sens"], ["nom", "le nom"]], []])
def test_the_table_is_found_on_another_sheet_which_is_told(tmp_path, first):
    said = load(book(tmp_path, {"Lisez-moi": first, "Stock": table([person()]), "Notes": [["x"]]}))
    assert "Le classeur a 3 feuilles : « Stock » a été lue" in said


@pytest.mark.usefixtures("reference")
def test_titles_above_the_headers_are_passed_over_and_told(tmp_path):
    lines = [*TITLES, *table([person()])]
    assert "en-têtes sont à la ligne 4" in load(xlsx_file(tmp_path, lines))


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_titles_of_a_csv_do_not_choose_its_delimiter(tmp_path, delimiter):
    text = "Liste, des bénéficiaires, du RSA\n\n" + csv_text([person()], delimiter)
    assert "en-têtes sont à la ligne 3" in load(written(tmp_path, text))


@pytest.mark.usefixtures("reference")
def test_titles_of_an_ods(tmp_path):
    width = len(person())
    lines = [[*line, *[""] * (width - len(line))] for line in [*TITLES[:2], *table([person()])]]
    assert "en-têtes sont à la ligne 3" in load(ods_file(tmp_path, lines))


@pytest.mark.usefixtures("reference")
def test_lines_are_counted_from_the_top_of_the_file(tmp_path):
    text = "Titre\n" + csv_text([person(1), person(2, sexe="X")])
    assert refused(bring("beneficiaires", written(tmp_path, text), OCTOBER)) == [(4, "sexe")]


def test_columns_to_tell_are_those_of_the_table_and_not_of_the_cover(send, tmp_path):
    row = {f"Colonne {name}": value for name, value in aid().items()}
    path = book(tmp_path, {"Lisez-moi": [["Mode d’emploi"]], "Aides": table([row])})
    upload = send("aides", path.read_bytes(), name="aides.xlsx")
    assert upload.report["header"] == list(row)


def test_a_header_with_a_line_break_can_be_told(send, staff):
    text = csv_text([aid()]).replace(";nom;", ';"Identité\nde la personne";', 1)
    upload = send("aides", text)
    address = reverse("importing:columns", args=[upload.pk])
    form = staff.get(address).context["form"]
    title = next(value for value, _ in form.fields["nom"].choices if value.startswith("Identité"))
    # A browser sends line breaks back as two characters: there are none left.
    assert "\n" not in title
    staff.post(address, {name: name for name in aid()} | {"nom": title})
    upload.refresh_from_db()
    assert (upload.state, upload.report["created"]) == ("ready", 1)


# -- characters


@pytest.mark.parametrize("name", ["ÉLÉONORE", "ŒUVRÉ", "Zoë", "Agnès LEFÈVRE", "Françoise", "NOËL"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman",
                                      "iso8859-15"])  # fmt: skip
@pytest.mark.same_on_any_database
def test_names_are_read_whatever_their_encoding(name, encoding):
    text, _ = decoded(f"nom;prenom\n{name};ANNE\n".encode(encoding))
    assert name in text


@pytest.mark.parametrize("text", ["L’AIGLE", "l’hostis", "“mot”", "etc…", "350 €", "1 – 2"])
@pytest.mark.same_on_any_database
def test_signs_of_windows_are_not_letters_of_a_mac(text):
    assert text in decoded(f"nom\n{text}\n".encode("cp1252"))[0]


@pytest.mark.parametrize("encoding", ["mac_roman", "iso8859-15"])
@pytest.mark.same_on_any_database
def test_an_unusual_encoding_is_told(encoding):
    _, notes = decoded("nom\nŒUVRÉ\n".encode(encoding))
    assert "lu comme du" in notes[0]


@pytest.mark.parametrize("text", ["nom\nÃ‰VRARD", "nom\nD\ufffdSIR", "nom\nLâ€™HOSTIS"])
@pytest.mark.same_on_any_database
def test_letters_spoilt_before_are_told(text):
    _, notes = decoded(text.encode())
    assert "n’ont pas lieu d’être" in notes[0]


@pytest.mark.same_on_any_database
def test_impossible_letters_are_told():
    _, notes = decoded("nom;prix\nA;¹±".encode("cp1252"))
    assert "« ± », « ¹ »" in notes[0]


@pytest.mark.same_on_any_database
def test_letters_of_dos_read_as_a_mac_s_are_told():
    _, notes = decoded("nom;prenom\nLEFÈVRE;Zoé\nOEUVRÉ;Léo".encode("cp850"))
    assert "« Ç »" in notes[0] and "n’ont pas lieu d’être" in notes[0]
    assert decoded("nom;prenom\nLEFèVRE;Zoé".encode("cp1252"))[1] == []


@pytest.mark.usefixtures("reference")
def test_a_name_with_an_impossible_letter_is_refused(tmp_path):
    report = stock(tmp_path, [person(1), person(2, nom="¼UVRÉ")], OCTOBER)
    assert refused(report) == [(3, "nom")]
    assert "« ¼ », qui n’est pas une lettre" in messages(report)


@pytest.mark.same_on_any_database
def test_invisible_characters_are_taken_off():
    name = values.text(60, name=True)
    assert name("\ufeffDU\u200bVAL\u00ad\u00a0") == "DUVAL"
    assert values.past_date("\u200e2019-05-03\u200f").year == 2019
    with pytest.raises(Invalid):
        name("\u200b")


@pytest.mark.usefixtures("reference")
def test_a_cell_of_invisible_characters_is_empty(tmp_path):
    assert not stock(tmp_path, [person(1, niveau_formation="\u200b", vehicule="\ufeff")]).errors
