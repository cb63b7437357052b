"""Roles of the flux, and its newer version."""

import pytest

from beneficiaries.imports.roles import Standing, settled
from beneficiaries.models import Household, HouseholdSituation, Membership, Person
from tests.imports.files import (
    NOVEMBER,
    bring,
    cnaf_xml,
    dossier,
    messages,
    person,
    refused,
    written,
)

pytestmark = pytest.mark.usefixtures("reference")


def flux(folder, dossiers: list[str], **options):
    return bring("cnaf", written(folder, cnaf_xml(dossiers, **options), "flux.xml"))


def roles() -> dict[str, str]:
    return dict(Membership.objects.values_list("person__first_name", "role"))


# -- codes of roles


@pytest.mark.parametrize("code", ["cjt", "Cjt", " CJT "])
def test_a_known_role_is_known_whatever_its_capitals(tmp_path, code):
    assert not flux(tmp_path, [dossier([person(1), person(1, code, prenom="Jean")])]).errors
    assert roles() == {"Anne": "DEM", "Jean": "CJT"}


def test_an_unknown_role_is_an_error_of_its_household(tmp_path):
    report = flux(
        tmp_path, [dossier([person(1)]), dossier([person(2), person(2, "XYZ", prenom="Jean")])]
    )
    assert [field for _, field in refused(report)] == ["ROLEPERS"]
    assert "rôle « XYZ » inconnu" in messages(report)
    assert list(Household.objects.values_list("number", flat=True)) == ["00000000001"]


@pytest.mark.parametrize("code", ["", "  "])
def test_only_a_person_without_any_role_is_left_out_and_counted(tmp_path, code):
    report = flux(tmp_path, [dossier([person(1), person(1, code, prenom="Jean")])])
    assert not report.errors
    assert "laissées de côté : 1" in messages(report)
    assert roles() == {"Anne": "DEM"}


# -- both adults « BEN »


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([("BEN", "RDO"), ("BEN", "CJT"), ("ENF", "ENF")], ["DEM", "CJT", "ENF"]),
        ([("BEN", "CJT"), ("BEN", "RDO")], ["CJT", "DEM"]),
        ([("BEN", ""), ("RDO", "")], ["CJT", "DEM"]),
        ([("BEN", "")], ["DEM"]),
        ([("BEN", "", True), ("BEN", "")], ["DEM", "CJT"]),
        ([("DEM", "RDO"), ("BEN", "CJT")], ["DEM", "CJT"]),
        ([("BEN", "RDO"), ("BEN", "ENF")], ["DEM", "ENF"]),
        ([("BEN", ""), ("BEN", "")], ["BEN", "BEN"]),
        ([("DEM", "RDO"), ("", "CJT")], ["DEM", ""]),
        ([("DEM", "CJT"), ("RDO", "RDO")], ["DEM", ""]),
    ],
)
@pytest.mark.same_on_any_database
def test_the_applicant_is_who_answers_for_the_file(people, expected):
    assert settled([Standing(*said) for said in people]) == expected


def newer(row: dict, function: str, role: str = "BEN") -> str:
    return (
        f"<Personne><Identification><NOM>{row['nom']}</NOM><PRENOM>{row['prenom']}</PRENOM>"
        f"<DTNAI>{row['date_naissance']}</DTNAI><SEXE>{row['sexe']}</SEXE></Identification>"
        "<DossierCafMsa><TOPRESPDOS>0</TOPRESPDOS></DossierCafMsa>"
        f"<FonctionPersonnePFA><ROLEPERS>{function}</ROLEPERS></FonctionPersonnePFA>"
        f"<FonctionPersonneRSA><ROLEPERS>{role}</ROLEPERS></FonctionPersonneRSA>"
        "<CalculDroitRSAPersonne><TOPPERSDRODEVORSA>"
        f"{'1' if row['droits_devoirs'] == 'O' else '0'}</TOPPERSDRODEVORSA>"
        "</CalculDroitRSAPersonne></Personne>"
    )


def newer_dossier(people: str, benefit: str) -> str:
    content = dossier([person(1)])
    start, end = content.index("<Personne>"), content.rindex("</Personne>") + len("</Personne>")
    content = content[:start] + people + content[end:]
    return content.replace("<NATPF>RSD</NATPF>", benefit)


HEAD = "<VERSIONFLUX>VRSD0301</VERSIONFLUX>"


def test_the_newer_flux_tells_roles_rights_and_benefit(tmp_path):
    people = newer(person(1), "RDO") + newer(person(1, "CJT", droits_devoirs="N"), "CJT")
    people += newer(person(1, "ENF"), "ENF", "ENF")
    ended = "<RSASocle><NATPF>RSD</NATPF><DFNATDRO>2019-01-31</DFNATDRO></RSASocle>"
    socle = "<RSASocle><NATPF>RSI</NATPF><DDNATDRO>2019-02-01</DDNATDRO></RSASocle>"
    assert not flux(tmp_path, [newer_dossier(people, ended + socle)], head=HEAD).errors
    assert roles() == {"Anne": "DEM", "Jean": "CJT", "Chloé": "ENF"}
    duties = Membership.objects.values_list("person__first_name", "has_rights_and_duties")
    assert dict(duties) == {"Anne": True, "Jean": False, "Chloé": True}
    assert HouseholdSituation.objects.get().rsa_type == "RSI"


def test_two_beneficiaries_and_nobody_responsible_refuse_the_household(tmp_path):
    people = newer(person(1), "") + newer(person(1, "CJT"), "")
    report = flux(tmp_path, [newer_dossier(people, ""), dossier([person(2)])], head=HEAD)
    assert {field for _, field in refused(report)} == {"ROLEPERS"}
    assert Household.objects.count() == 1


# -- versions


@pytest.mark.parametrize("version", ["VRSB0801", "vrsd0101", "VRSD0301"])
def test_known_versions_are_read(tmp_path, version):
    head = f"<VERSIONFLUX>{version}</VERSIONFLUX>"
    assert not flux(tmp_path, [dossier([person(1)])], head=head).errors


@pytest.mark.parametrize("version", ["VRSD0401", "VIRS0901"])
@pytest.mark.parametrize("in_head", [True, False])
def test_an_unknown_version_is_refused_by_its_name(tmp_path, version, in_head):
    head = f"<VERSIONFLUX>{version}</VERSIONFLUX>" if in_head else ""
    content = cnaf_xml([dossier([person(1)])], NOVEMBER, head=head)
    if not in_head:
        content = content.replace("<Racine>", f'<Racine schema="{version.lower()}.xsd">')
    report = bring("cnaf", written(tmp_path, content, "flux.xml"))
    assert report.is_refused_whole
    assert version.casefold() in messages(report).casefold()
    assert not Person.objects.exists()
