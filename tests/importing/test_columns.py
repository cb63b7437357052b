"""Headers that differ are told once, and remembered for the next file of the kind."""

from django.urls import reverse

from plics.importing.pages.columns import suggested
from plics.importing.registry import KINDS
from plics.models import ColumnMapping, Upload
from tests.imports.files import csv_text
from tests.imports.test_aids import aid

State = Upload.State


def foreign(*rows) -> str:
    """Two headers that no reader knows."""
    text = csv_text(list(rows))
    return text.replace(";nom;", ";Identité;", 1).replace("date_naissance", "Jour natal", 1)


def choices(**changed) -> dict:
    return (
        {name: name for name in aid()}
        | {"nom": "Identité", "date_naissance": "Jour natal"}
        | changed
    )


def designate(client, upload, answers):
    response = client.post(reverse("importing:columns", args=[upload.pk]), answers)
    upload.refresh_from_db()
    return response


def test_missing_columns_are_asked_for_and_not_guessed(send, staff):
    upload = send("aides", foreign(aid()))
    assert upload.state == State.COLUMNS
    assert "nom, date_naissance" in upload.report["refusal"]
    form = staff.get(reverse("importing:columns", args=[upload.pk])).context["form"]
    assert form.initial["fonds"] == "fonds"
    assert "nom" not in form.initial


def test_columns_told_read_the_file(send, act, staff):
    upload = send("aides", foreign(aid()))
    designate(staff, upload, choices())
    assert (upload.state, upload.report["created"]) == (State.READY, 1)
    assert upload.report["designated"] == [["Identité", "nom"], ["Jour natal", "date_naissance"]]


def test_the_next_file_of_the_kind_is_read_at_once(send, staff):
    designate(staff, send("aides", foreign(aid())), choices())
    upload = send("aides", foreign(aid("a2"), aid("a3")))
    assert (upload.state, upload.report["created"]) == (State.READY, 2)
    remembered = ColumnMapping.objects.get(kind="aides")
    assert (remembered.mapping["Identité"], remembered.updated_by.username) == ("nom", "agent")


def test_a_required_column_must_be_told(send, staff):
    upload = send("aides", foreign(aid()))
    response = designate(staff, upload, choices(nom=""))
    assert "obligatoire" in response.context["form"].errors["nom"][0]
    assert (upload.state, ColumnMapping.objects.exists()) == (State.COLUMNS, False)


def test_a_header_serves_once(send, staff):
    response = designate(staff, send("aides", foreign(aid())), choices(prenom="Identité"))
    assert "déjà choisie" in response.context["form"].errors["prenom"][0]


def test_a_header_that_is_not_in_the_file_is_refused(send, staff):
    response = designate(staff, send("aides", foreign(aid())), choices(prenom="Ailleurs"))
    assert "prenom" in response.context["form"].errors


def test_likeness_fills_in_what_it_can():
    header = ["Fonds", "Numero aide", "Naissance", "Prenoms", "Observations"]
    guesses = suggested(KINDS["aides"].fields, header, {})
    assert guesses["date_naissance"] == "Naissance"
    assert (guesses["prenom"], guesses["numero"]) == ("Prenoms", "Numero aide")
    assert "Observations" not in guesses.values()
