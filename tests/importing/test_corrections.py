"""Refused rows corrected on the preview: same checks, and they go in with the others."""

import html
import re

from django.urls import reverse

from beneficiaries.models import Person
from funds.models import Aid
from plics.models import Upload
from plics.nir import MASK
from tests.factories.plics import UserFactory
from tests.imports.files import person
from tests.imports.test_aids import aid


def cells(page: str) -> dict[str, str]:
    """The inputs of the page, by name."""
    found = re.findall(r'<input id="(cell-[\d-]+)" name="\1" value="([^"]*)"', page)
    return {name: html.unescape(text) for name, text in found}


def page_of(client, upload) -> str:
    return client.get(reverse("importing:upload", args=[upload.pk])).content.decode()


def correct(client, upload, **changed) -> str:
    """Sends the cells of the page, those of `changed` (header: text) being typed anew."""
    page = page_of(client, upload)
    sent = cells(page)
    for title, text in changed.items():
        name = re.search(rf'<label for="(cell-[\d-]+)">{title}</label>', page)[1]
        sent[name] = text
    address = reverse("importing:act", args=[upload.pk, "corriger"])
    answer = client.post(address, sent, follow=True).content.decode()
    upload.refresh_from_db()
    return answer


def test_a_refused_row_is_corrected_then_goes_in_with_the_others(staff, send, act):
    upload = send("aides", [aid(), aid("a2", montant_accorde="400")])
    page = page_of(staff, upload)
    assert "Le montant accordé dépasse le montant demandé" in page
    assert cells(page)["cell-3-11"] == "400"
    answer = correct(staff, upload, montant_accorde="350,50")
    assert "Corrigé sur cette page\u00a0: ligne 3." in answer
    assert (upload.state, upload.report["created"], upload.report["refused"]) == ("ready", 2, 0)
    assert not Aid.objects.exists()
    act(upload, "confirmer")
    assert sorted(Aid.objects.values_list("amount_granted", flat=True)) == [300, 350.5]


def test_a_correction_passes_the_same_checks_and_earlier_ones_are_kept(staff, send):
    upload = send("aides", [aid(decision="peut-être", date_decision="2019-13-01")])
    assert upload.state == Upload.State.REFUSED
    correct(staff, upload, decision="accord", date_decision="12/11/2091")
    assert upload.state == Upload.State.REFUSED
    page = page_of(staff, upload)
    assert "est dans l’avenir" in page
    assert "peut-être" not in page
    correct(staff, upload, date_decision="12/11/2019")
    assert (upload.state, upload.report["created"]) == ("ready", 1)


def test_a_row_at_fault_as_a_whole_shows_all_its_cells(staff, send):
    upload = send("aides", [aid(), aid()])
    page = page_of(staff, upload)
    assert "Cette ligne répète la ligne 2 du fichier" in page
    assert "<details open>" in page
    correct(staff, upload, numero="a2")
    assert upload.report["created"] == 2


def test_a_stock_whose_rows_are_all_refused_is_corrected_on_the_page(staff, send, act):
    rows = [person(1, date_naissance="1985-02-31"), person(1, role="ENF", prenom="Zoé")]
    upload = send("beneficiaires", rows, reference_date="2019-10-31")
    assert (upload.state, upload.report["refused"]) == (Upload.State.REFUSED, 2)
    assert "Aucun ménage du fichier n’est valable" in page_of(staff, upload)
    correct(staff, upload, date_naissance="1985-02-28")
    assert (upload.state, upload.report["created"]) == (Upload.State.READY, 2)
    act(upload, "confirmer")
    assert Person.objects.count() == 2


def test_a_stock_is_read_again_whole_with_the_household_corrected(staff, send, act):
    rows = [person(1, date_naissance="1985-02-31"), person(1, role="ENF", prenom="Zoé")]
    rows.append(person(2, nom="AUTRE"))
    upload = send("beneficiaires", rows, reference_date="2019-10-31")
    assert upload.report["refused"] == 2
    correct(staff, upload, date_naissance="1985-02-28")
    assert (upload.report["created"], upload.report["refused"]) == (3, 0)
    act(upload, "confirmer")
    assert Person.objects.count() == 3


def test_a_hidden_number_left_as_shown_is_still_the_files_own(staff, send):
    nir = "285036100612345"
    upload = send("aides", [aid(nom=nir, decision="peut-être")])
    assert nir not in page_of(staff, upload)
    assert MASK in page_of(staff, upload)
    correct(staff, upload, decision="accord")
    assert list(upload.corrections["2"].values()) == ["accord"]


def test_nobody_corrects_the_file_of_another_nor_one_already_in(staff, send, act, client):
    upload = send("aides", [aid(), aid("a2", montant_accorde="400")])
    act(upload, "confirmer")
    assert not cells(page_of(staff, upload))
    answer = correct_blindly(staff, upload)
    assert "a changé d’état entre-temps" in answer.content.decode()
    client.force_login(UserFactory(role="coordinator"))
    assert correct_blindly(client, upload).status_code in (403, 404)


def correct_blindly(client, upload):
    address = reverse("importing:act", args=[upload.pk, "corriger"])
    return client.post(address, {"cell-3-11": "300"}, follow=True)
