"""A commune that joined another is read as its successor, and told."""

import pytest

from actions.models import Participation
from beneficiaries.models import Commune, FormerCommune, HouseholdSituation
from funds.models import Aid
from reports.reference import load_reference
from tests.factories.actions import AgreementFactory
from tests.imports.files import (
    OCTOBER,
    bring,
    cnaf_xml,
    csv_file,
    dossier,
    messages,
    person,
    stock,
    written,
)
from tests.imports.test_aids import aid, aids

FORMER = "61111"
SAID = "lues comme celle qui leur a succédé : Ancienne (61111) comme Argentan (61006)."


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("is_flux", [False, True])
def test_a_stock_reads_the_successor_and_tells_it_once(tmp_path, is_flux):
    rows = [person(number, code_commune=FORMER) for number in (1, 2)]
    if is_flux:
        path = written(tmp_path, cnaf_xml([dossier([row]) for row in rows], OCTOBER), "flux.xml")
        report = bring("cnaf", path)
    else:
        report = stock(tmp_path, rows, OCTOBER)
    assert not report.errors
    assert messages(report).count(SAID) == 1
    places = HouseholdSituation.objects.values_list("commune__insee_code", flat=True)
    assert list(places) == ["61006", "61006"]


@pytest.mark.usefixtures("reference")
def test_aids_and_participations_too(tmp_path):
    assert SAID in messages(aids(tmp_path, aid(code_commune=FORMER)))
    agreement = AgreementFactory(year=2019)
    row = {"annee": 2019, "action": agreement.action.slug, "nom": "A", "prenom": "ANNE",
           "date_naissance": "1990-01-15", "date_entree": "2019-02-04",
           "code_commune": FORMER}  # fmt: skip
    assert SAID in messages(bring("participations", csv_file(tmp_path, [row])))
    communes = {row.commune.insee_code for row in (Aid.objects.get(), Participation.objects.get())}
    assert communes == {"61006"}


@pytest.mark.usefixtures("reference")
def test_a_commune_that_is_still_one_is_itself(tmp_path):
    FormerCommune.objects.create(
        insee_code="61001", name="X", successor=Commune.objects.get(insee_code="61006")
    )
    stock(tmp_path, [person(1, code_commune="61001")], OCTOBER)
    assert HouseholdSituation.objects.get().commune.insee_code == "61001"


@pytest.mark.django_db
def test_the_reference_has_those_of_the_orne_and_keeps_what_was_changed():
    load_reference()
    assert FormerCommune.objects.count() == 132
    anceins = FormerCommune.objects.get(insee_code="61003")
    assert (anceins.name, anceins.successor.insee_code) == ("Anceins", "61167")
    anceins.successor = Commune.objects.get(insee_code="61006")
    anceins.save()
    load_reference()
    anceins.refresh_from_db()
    assert anceins.successor.insee_code == "61006"
