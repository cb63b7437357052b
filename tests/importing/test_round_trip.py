"""A file sent from the site: shown, then brought in, its refused rows corrected and sent again."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse

from beneficiaries.models import HouseholdSituation, Person
from funds.models import Aid
from plics.models import ImportRun, Upload
from tests.imports.files import person
from tests.imports.test_aids import aid

State = Upload.State


def page_of(client, upload, **query) -> str:
    response = client.get(reverse("importing:upload", args=[upload.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def rejects_of(client, upload) -> bytes:
    response = client.get(reverse("importing:rejects", args=[upload.pk]))
    return b"".join(response.streaming_content)


def test_nothing_is_written_before_the_confirmation(send, act):
    upload = send("aides", [aid(), aid("a2", code_commune="99999")])
    assert (upload.state, Aid.objects.count(), ImportRun.objects.count()) == (State.READY, 0, 0)
    act(upload, "confirmer")
    assert (upload.state, Aid.objects.count()) == (State.DONE, 1)


def test_the_preview_tells_line_column_value_and_what_was_expected(send, staff):
    upload = send("aides", [aid(), aid("a2", date_decision="31/02/2019")])
    page = page_of(staff, upload)
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "<td>3</td><td>date_decision</td><td>31/02/2019</td>" in row
    assert "n’existe pas au calendrier</td>" in row
    assert "une date comme 2019-11-30 ou 30/11/2019" in row


def test_errors_come_first_and_changes_tell_old_and_new(send, act, staff):
    act(send("aides", [aid(), aid("a2")]), "confirmer")
    upload = send("aides", [aid(montant_accorde="310,50"), aid("a2"), aid("a3", fonds="xyz")])
    assert [upload.report[name] for name in ("created", "updated", "unchanged", "refused")] == [
        0, 1, 1, 1,
    ]  # fmt: skip
    assert '<th scope="col">Motif</th>' in page_of(staff, upload)
    changed = page_of(staff, upload, partie="updated")
    assert "<del>300,00</del> → <ins>310,50</ins>" in changed


def test_the_run_is_recorded_with_who_confirmed_it(send, act):
    upload = send("aides", [aid(), aid("a2", nom="")], name="aides de mai.csv")
    act(upload, "confirmer")
    run = ImportRun.objects.get()
    assert (run.imported_by.username, run.file_name) == ("agent", "aides de mai.csv")
    assert (run.created, run.refused, upload.run) == (1, 1, run)


def test_refused_rows_are_corrected_and_sent_again(send, act, staff):
    first = send("aides", [aid(), aid("a2", code_commune="99999")])
    act(first, "confirmer")
    rejected = rejects_of(staff, first).decode("utf-8-sig")
    assert "motif_rejet" in rejected
    second = send("aides", rejected.replace("99999", "61006"), name="rejets.csv")
    act(second, "confirmer")
    assert second.report["created"] == 1
    assert set(Aid.objects.values_list("number", flat=True)) == {"a1", "a2"}


def test_a_stock_goes_round_with_its_date(send, act):
    upload = send("beneficiaires", [person(1), person(2)], reference_date="2019-11-30")
    assert (upload.state, upload.report["created"]) == (State.READY, 2)
    act(upload, "confirmer")
    assert Person.objects.count() == 2
    starts = set(HouseholdSituation.objects.values_list("starts_on", flat=True))
    assert starts == {dt.date(2019, 11, 30)}


def test_a_stock_without_its_date_is_asked_for_it(send):
    page = send("beneficiaires", [person(1)])
    assert page.context["form"].errors["reference_date"]


def test_too_many_closings_are_refused_until_forced(send, act, staff):
    november = [person(number) for number in range(1, 6)]
    act(send("beneficiaires", november, reference_date="2019-11-30"), "confirmer")
    upload = send("beneficiaires", november[:2], reference_date="2019-12-31")
    page = page_of(staff, upload)
    assert upload.state == State.REFUSED
    assert "fermerait 3 des 5 ménages" in page
    assert "--force" not in page
    act(upload, "forcer")
    assert (upload.state, upload.report["closed"]) == (State.READY, 3)
    act(upload, "confirmer")
    assert ImportRun.objects.get(closed=3).is_forced


def test_an_older_stock_is_refused_until_forced(send, act):
    act(send("beneficiaires", [person(1)], reference_date="2019-12-31"), "confirmer")
    older = [person(1, code_commune="61001")]
    upload = send("beneficiaires", older, reference_date="2019-11-30")
    assert (upload.state, upload.report["can_be_forced"]) == (State.REFUSED, True)
    forced = send("beneficiaires", older, reference_date="2019-11-30", is_forced="on")
    assert forced.state == State.READY


def test_the_same_file_twice_warns(send, act, staff):
    act(send("aides", [aid()], name="mai.csv"), "confirmer")
    upload = send("aides", [aid()], name="juin.csv")
    page = page_of(staff, upload)
    assert upload.report["is_repeat"]
    assert "déjà été importé" in page
    assert "mai.csv" in page


def test_two_clicks_bring_the_file_in_once(send, act):
    upload = send("aides", [aid()])
    act(upload, "confirmer")
    page = act(upload, "confirmer")
    assert "a changé d’état entre-temps" in page
    assert ImportRun.objects.count() == 1


def test_the_file_goes_once_it_is_in(send, act):
    upload = send("aides", [aid()])
    path = Path(upload.file.path)
    assert path.is_file()
    act(upload, "confirmer")
    assert not path.exists()
    assert not upload.file


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "aide<script>.csv"])
def test_the_name_given_by_the_browser_never_reaches_the_disk(send, name):
    upload = send("aides", [aid()], name=name)
    stored = Path(upload.file.path)
    assert stored.parent.name == "uploads"
    assert stored.stem.isalnum()
    assert stored.stat().st_mode & 0o077 == 0
