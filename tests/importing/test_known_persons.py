"""What hangs on known persons, brought in by the pages: compared, confirmed, given back."""

from beneficiaries.models import EngagementContract
from plics.models import ImportRun
from tests.importing.test_round_trip import page_of, rejects_of
from tests.imports.files import OCTOBER, person, stock
from tests.imports.test_contracts import contract


def test_contracts_are_compared_then_confirmed_and_bad_rows_given_back(send, act, staff, tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    act(send("contrats", [contract()]), "confirmer")
    upload = send("contrats", [contract(fin="2020-11-01"), contract(nom="INCONNU")])
    assert "Aucune personne connue" in page_of(staff, upload)
    changed = page_of(staff, upload, partie="updated")
    assert "<del>01/05/2020</del> → <ins>01/11/2020</ins>" in changed
    assert f"{EngagementContract.objects.get().ends_on}" == "2020-05-01"
    act(upload, "confirmer")
    assert f"{EngagementContract.objects.get().ends_on}" == "2020-11-01"
    run = ImportRun.objects.filter(kind="contrats").first()
    assert (run.created, run.updated, run.refused) == (0, 1, 1)
    assert "INCONNU" in rejects_of(staff, upload).decode()
