"""Files are read by a process apart, within bounds: none takes the memory of the one that asks."""

import contextlib
import datetime as dt
import json
import resource
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plics.importing import apart, guards
from plics.importing.errors import FileRefused, TooHeavy
from plics.importing.markup import MarkupRefused
from plics.importing.sheets import Headings
from plics.models import ImportRun
from tests import factories
from tests.imports import attacks
from tests.imports.files import bring, cnaf_xml, dossier, messages, person, written, xlsx_file

pytestmark = pytest.mark.reads_apart
ROOM = 64 * guards.MEGABYTE


@contextlib.contextmanager
def flat_memory():
    """What is done within takes little of this process's memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    taken = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    assert taken < ROOM


@pytest.fixture(params=attacks.TABLES, ids=lambda attack: attack.__name__)
def attack(request, tmp_path):
    return request.param(tmp_path)


def test_a_table_made_to_break_its_reader_is_refused_in_french(attack):
    with flat_memory(), pytest.raises(FileRefused) as refused:
        apart.read_table(attack)
    assert any(said in refused.value.message for said in ("trop lourd ou mal formé", "a plus de"))


def test_two_gigabytes_of_spaces_weigh_less_than_a_kilobyte(tmp_path):
    assert attacks.spaces(tmp_path).stat().st_size < 1024


def test_a_dossier_of_twenty_megabytes_is_refused_whole(tmp_path, db):
    path = attacks.one_dossier(tmp_path)
    with flat_memory():
        report = bring("cnaf", path)
    assert report.is_refused_whole
    assert "un seul élément dépasse 512 ko" in messages(report)
    assert not ImportRun.objects.exists()


def test_what_passes_all_bounds_but_that_of_memory_is_refused(tmp_path):
    path = attacks.lists_of_lists(tmp_path)
    with flat_memory(), pytest.raises(TooHeavy, match="faute de mémoire ou de temps"):
        apart.features(path)


def test_the_process_that_reads_is_bound_in_memory_and_in_time():
    code = (
        "import resource; from plics.importing import guards; guards.bind_process();"
        "print(*map(resource.getrlimit, (resource.RLIMIT_AS, resource.RLIMIT_CPU)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert told.stdout.split() == [f"({400 * 2**20},", f"{400 * 2**20})", "(20,", "20)"]


@pytest.mark.parametrize("number", ["SIGKILL", "SIGXCPU", "SIGSEGV"])
def test_a_file_whose_reader_was_killed_is_refused(number, tmp_path, monkeypatch):
    killed = f"import os, signal; os.kill(os.getpid(), signal.{number})"
    monkeypatch.setattr(apart, "CHILD", [sys.executable, "-c", killed])
    with pytest.raises(TooHeavy, match="rien n’a été écrit"):
        apart.read_table(written(tmp_path, "nom\nA\n"))


def test_a_fault_of_ours_is_no_refusal_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "CHILD", [sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(apart.ReaderFailed):
        apart.read_table(written(tmp_path, "nom\nA\n"))


def test_the_process_that_reads_knows_no_secret_and_no_django():
    code = (
        "import os, sys; from plics.importing import child;"
        "print(sorted(os.environ), any('django' in name for name in sys.modules))"
    )
    env = dict.fromkeys(("SECRET_KEY", "DATABASE_URL"), "x") | dict.fromkeys(apart.KEPT, "x")
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(apart.KEPT)
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=env, capture_output=True
    )
    assert told.stdout.split()[-1] == b"False"


def test_a_trace_of_the_reader_tells_nothing_that_was_read(tmp_path):
    """Here what is asked is not understood; what it says is kept out of the journal."""
    asked = json.dumps({"read": "table", "path": "x", "headings": {"DUPONT": "Jean"}})
    told = subprocess.run(
        [sys.executable, "-m", "plics.importing.child"],
        cwd=settings.BASE_DIR,
        input=f"{asked}\n",
        capture_output=True,
        text=True,
    )
    assert told.returncode == 1
    assert "TypeError" in told.stderr
    assert "DUPONT" not in told.stderr


# -- each way in


@pytest.mark.parametrize("make", [attacks.spaces, attacks.long_rows])
def test_an_upload_that_is_too_heavy_is_refused_on_its_page(send, staff, tmp_path, make):
    path = make(tmp_path)
    upload = send("aides", path.read_bytes(), path.name)
    page = staff.get(reverse("importing:upload", args=[upload.pk])).content.decode()
    assert upload.state == "refused"
    assert "Ce fichier est trop lourd ou mal formé" in page
    assert not ImportRun.objects.exists()


def test_a_return_that_is_too_heavy_is_refused_on_its_page(client, tmp_path, db):
    client.force_login(factories.UserFactory(role="staff"))
    address = reverse("returns:agreement", args=[factories.AgreementFactory().pk])
    sent = SimpleUploadedFile("retour.ods", attacks.spaces(tmp_path).read_bytes())
    assert "trop lourd ou mal formé" in client.post(address, {"file": sent}).content.decode()


def test_a_list_of_the_administration_that_is_too_heavy_is_refused(client, tmp_path, db):
    client.force_login(factories.UserFactory(is_superuser=True, is_staff=True))
    sent = SimpleUploadedFile("pas.ods", attacks.spaces(tmp_path).read_bytes())
    answers = {"import_file": sent, "format": "0", "resource": "0"}
    page = client.post(reverse("admin:beneficiaries_decisiontype_import"), answers)
    assert "trop lourd ou mal formé" in page.content.decode()


# -- what people do send


def test_a_list_of_13_500_rows_in_xlsx_goes_in(tmp_path):
    names = [f"colonne_{number}" for number in range(16)]
    rows = [names, *([f"v{line}"] * 16 for line in range(13_500))]
    table = apart.read_table(attacks.xlsx(tmp_path, "".join(map(attacks.xlsx_row, rows))))
    assert (table.header, len(table.rows)) == (names, 13_500)
    assert table.rows[-1] == (13_501, ["v13499"] * 16)


def test_a_flux_of_20_000_dossiers_goes_in(tmp_path):
    path = written(tmp_path, cnaf_xml([dossier([person(1), person(2)])] * 20_000), "flux.xml")
    found = [each.element.tag for each in apart.elements(path, "InfosFoyerRSA")]
    assert found == ["InfosFoyerRSA"] * 20_000


def test_cells_are_those_that_were_typed(tmp_path):
    """Dates, texts that look like dates, numbers: nothing changes on the way."""
    lines = [["jour", "texte", "nombre"], [dt.date(1985, 3, 2), '{"day": "x"}', 0.25]]
    ((_, cells),) = apart.read_table(xlsx_file(tmp_path, lines)).rows
    assert cells == [dt.datetime(1985, 3, 2), '{"day": "x"}', 0.25]  # noqa: DTZ001


@pytest.mark.parametrize(("length", "is_read"), [(32_767, True), (32_768, False)])
@pytest.mark.parametrize("make", ["csv", "xlsx", "ods"])
def test_a_cell_holds_32_767_characters(tmp_path, make, length, is_read):
    text = "x" * length
    path = {
        "csv": lambda: written(tmp_path, f"nom\n{text}\n"),
        "xlsx": lambda: attacks.xlsx(
            tmp_path, attacks.xlsx_row(["nom"]) + attacks.xlsx_row([text])
        ),
        "ods": lambda: attacks.ods(tmp_path, attacks.ods_row("nom") + attacks.ods_row(text)),
    }[make]()
    if is_read:
        assert apart.read_table(path).rows == [(2, [text])]
    else:
        with pytest.raises(FileRefused, match="une cellule dépasse 32\u202f767 caractères"):
            apart.read_table(path)


def test_headings_are_looked_for_by_the_process_that_reads(tmp_path):
    path = written(tmp_path, "Liste\nnom;prénom\nA;B\n")
    table = apart.read_table(path, Headings({"nom": "nom", "prenom": "prenom"}, ["nom"]))
    assert (table.header, table.header_line) == (["nom", "prénom"], 2)


@pytest.mark.parametrize("content", ["<Racine>", "<!DOCTYPE x><Racine/>"])
def test_a_flux_that_is_no_xml_is_told_as_such(tmp_path, content):
    with pytest.raises(MarkupRefused):
        list(apart.elements(written(tmp_path, content, "flux.xml"), "InfosFoyerRSA"))
