"""The command: its answers, its exit codes, what it says and where."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from beneficiaries.models import Household
from plics.importing.registry import KINDS
from plics.models import ImportRun
from tests.imports.files import NOVEMBER, bring, csv_file, person

pytestmark = pytest.mark.usefixtures("reference")
DATE = f"--date={NOVEMBER}"


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("import_file", *map(str, arguments))
    except SystemExit as end:
        code = end.code
    output = capsys.readouterr()
    return code, output.out, output.err.replace("\u00a0", " ").replace("\u202f", " ")


def test_all_kinds_are_there():
    assert list(KINDS) == [
        "beneficiaires", "cnaf", "decisions", "orientations", "accompagnements", "contrats",
        "entretiens", "conventions", "participations", "aides", "communes", "contours",
    ]  # fmt: skip


def test_the_answer_in_json_is_alone_on_the_standard_output(tmp_path, capsys):
    path = csv_file(tmp_path, [person(1), person(2, sexe="X")])
    code, out, err = run(capsys, "beneficiaires", path, DATE, "--json")
    answer = json.loads(out)
    assert code == 0
    assert {name: answer[name] for name in ("created", "updated", "unchanged", "closed")} == {
        "created": 1, "updated": 0, "unchanged": 0, "closed": 0
    }  # fmt: skip
    (error,) = answer["errors"]
    assert (error["line"], error["field"]) == (3, "sexe")
    assert "n’est pas dans la liste" in error["message"]
    assert "motif_rejet" in Path(answer["rejects"]).read_text(encoding="utf-8-sig")
    assert "ligne 3, sexe :" in err
    assert "refusées : 1." in err


def test_a_refused_file_ends_with_one_and_still_answers_in_json(tmp_path, capsys):
    code, out, err = run(capsys, "beneficiaires", tmp_path / "absent.csv", DATE, "--json")
    answer = json.loads(out)
    assert (code, answer["created"], answer["rejects"]) == (1, 0, None)
    assert answer["errors"][0]["line"] is None
    assert "Fichier refusé : rien n’a été écrit." in err


def test_a_file_whose_rows_are_all_refused_ends_with_one(tmp_path, capsys):
    path = csv_file(tmp_path, [{"commission": "caen", "date_seance": "?", "decision": "x"}])
    code, out, _ = run(capsys, "decisions", path, "--json")
    assert code == 1
    assert json.loads(out)["rejects"]
    assert not ImportRun.objects.exists()


def test_a_dry_run_writes_nothing_at_all(tmp_path, capsys, settings):
    path = csv_file(tmp_path, [person(1), person(2, sexe="X")])
    settings.MEDIA_ROOT = tmp_path / "media"
    code, out, err = run(capsys, "beneficiaires", path, DATE, "--dry-run", "--json")
    assert (code, json.loads(out)["created"], json.loads(out)["rejects"]) == (0, 1, None)
    assert "Essai seulement" in err
    assert not Household.objects.exists()
    assert not settings.MEDIA_ROOT.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["beneficiaires", "x.csv"], "demande --date"),
        (["aides", "x.csv", DATE], "--date ne sert pas pour aides"),
    ],
)
def test_wrong_usage_ends_with_two(capsys, arguments, said):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    "arguments", [["autre", "x.csv"], ["aides"], ["aides", "x", "--date=hier"]]
)
def test_what_the_command_line_cannot_mean_is_refused_before_anything(arguments):
    with pytest.raises(CommandError):
        call_command("import_file", *arguments)


def test_force_passes_a_guard(tmp_path, capsys):
    bring("beneficiaires", csv_file(tmp_path, [person(1), person(2)]), NOVEMBER)
    path = csv_file(tmp_path, [person(1)])
    assert run(capsys, "beneficiaires", path, "--date=2019-12-31")[0] == 1
    assert run(capsys, "beneficiaires", path, "--date=2019-12-31", "--force")[0] == 0
    assert ImportRun.objects.first().is_forced


def test_errors_past_the_thirtieth_are_counted_not_listed(tmp_path, capsys):
    rows = [person(1), *[person(n, sexe="X") for n in range(2, 42)]]
    _, _, err = run(capsys, "beneficiaires", csv_file(tmp_path, rows), DATE)
    assert err.count("n’est pas dans la liste") == 30
    assert "… et 10 autres erreurs." in err
