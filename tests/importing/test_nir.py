"""The social security number in files: no column takes it, no reject gives it back."""

import pytest

from plics.models import ImportRun, Upload
from plics.nir import MASK, holds_nir
from tests.importing.test_corrections import correct, page_of
from tests.imports.conftest import reference  # noqa: F401
from tests.imports.files import bring, cnaf_xml, dossier, person, stock, written
from tests.imports.test_aids import aid
from tests.plics.test_nir import NIR, TYPED


def test_a_column_of_a_file_refuses_it_and_the_reject_hides_it(send, staff):
    upload = send("aides", [aid("a1", numero=TYPED), aid("a2", nom=NIR)], name=f"{NIR}.csv")
    upload.refresh_from_db()
    assert upload.report["refused"] == 2
    told = page_of(staff, upload)
    assert "La cellule contient un numéro de sécurité sociale (NIR)" in told
    assert not holds_nir(told)
    assert upload.file_name == "nir-retire.csv"
    assert not holds_nir(str(Upload.objects.values().get()))
    assert not holds_nir(upload.rejects_path.name)
    assert not holds_nir(upload.rejects_path.read_text("utf-8"))


def test_what_is_typed_over_a_cell_of_the_preview_does_not_hold_it(send, staff):
    upload = send("aides", [aid("a1", decision="peut-être"), aid("a2")])
    correct(staff, upload, numero=TYPED)
    assert MASK in str(upload.corrections)
    assert not holds_nir(str(Upload.objects.values().get()))
    assert "caché ici" in str(upload.details["errors"])


def test_a_file_without_headers_does_not_leave_it_in_those_that_are_asked_for(send):
    upload = send("aides", f"fsi;{NIR};ÉVRARD\nfsi;a2;DUPONT\n")
    assert not holds_nir(str(Upload.objects.values().get()))
    assert upload.state == Upload.State.COLUMNS


@pytest.mark.usefixtures("reference")
def test_no_tag_of_a_refused_dossier_keeps_it(tmp_path):
    rows = [person(1), person(2, prenom=TYPED), person(3, etat_droit="8", nom=f"ÉVRARD {NIR}")]
    flux = written(tmp_path, cnaf_xml([dossier([row]) for row in rows]), "flux.xml")
    report = bring("cnaf", flux, name=f"{TYPED}.xml")
    assert report.refused == 2
    assert not holds_nir(report.rejects_path.read_text("utf-8"))
    assert not holds_nir(str(report.as_json()))
    assert ImportRun.objects.get().file_name == "nir-retire.xml"


@pytest.mark.usefixtures("reference")
def test_a_matricule_alone_may_be_one_and_is_kept_as_a_fingerprint(tmp_path):
    report = stock(tmp_path, [person(1, organisme="MSA", matricule=NIR)])
    assert (report.created, report.refused) == (1, 0)
