"""The CNAF flux: what is read of it, and what is refused of it."""

import pytest

from beneficiaries.models import Household, HouseholdSituation, Membership, Person
from plics.importing import guards
from plics.models import ImportRun
from tests.imports.files import (
    DECEMBER,
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
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def flux(folder, *households, date=NOVEMBER, **options):
    path = written(folder, cnaf_xml([dossier(rows) for rows in households], date), "flux.xml")
    return bring("cnaf", path, **options)


def changed(rows: list[dict], *swaps: tuple[str, str]) -> str:
    text = dossier(rows)
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return text


def xml(folder, *dossiers: str, **options):
    return bring("cnaf", written(folder, cnaf_xml(list(dossiers), **options), "flux.xml"))


def test_a_dossier_gives_what_the_rsa_blocks_say(tmp_path):
    report = flux(tmp_path, [person(1), person(1, "ENF")])
    assert (report.created, report.reference_date, report.errors) == (2, NOVEMBER, [])
    situation = HouseholdSituation.objects.get()
    assert situation.commune.insee_code == "61006", "the address of rank 01"
    assert (situation.rsa_type, situation.right_state) == ("RSD", "2")
    assert sorted(Membership.objects.values_list("role", flat=True)) == ["DEM", "ENF"]
    assert set(Person.objects.values_list("last_name", flat=True)) == {"ÉVRARD"}


def test_the_birth_name_answers_for_a_missing_name(tmp_path):
    xml(tmp_path, changed([person(1, nom_naissance="AUTRE")], ("<NOM>ÉVRARD</NOM>", "<NOM></NOM>")))
    assert Person.objects.get().last_name == "AUTRE"


def test_persons_without_a_role_in_the_rsa_are_left_out_and_counted(tmp_path):
    rows = [person(1), person(1, "RDO", prenom="Rosa"), person(1, "CJT")]
    text = changed(
        rows, ("<NATPREST>RSA</NATPREST><ROLEPERS>CJT", "<NATPREST>XX</NATPREST><ROLEPERS>CJT")
    )
    report = xml(tmp_path, text)
    assert report.created == 1
    assert "sans rôle dans le RSA, laissées de côté : 2" in messages(report)


@pytest.mark.parametrize("tag", ["FinDroit", "FinDroitMoisAnterieur"])
def test_a_closing_keeps_its_reason(tmp_path, tag):
    end = f"</EtatDossierRSA><{tag}><MOTICLORSA>RFD</MOTICLORSA></{tag}>"
    closed = changed([person(1, etat_droit="5")], ("</EtatDossierRSA>", end))
    xml(tmp_path, closed)
    assert HouseholdSituation.objects.get().closing_reason == "RFD"


def test_a_reopened_right_has_no_closing_reason(tmp_path):
    end = "</EtatDossierRSA><FinDroit><MOTICLORSA>RFD</MOTICLORSA></FinDroit>"
    xml(tmp_path, changed([person(1, etat_droit="5")], ("</EtatDossierRSA>", end)))
    flux(tmp_path, [person(1)], date=DECEMBER)
    assert HouseholdSituation.objects.get(ends_on=None).closing_reason == ""


def test_the_benefit_in_force_is_the_type_of_rsa(tmp_path):
    ended = (
        "<DetailCalculDroitRSA><NATPF>RSI</NATPF><DFNATDRO>2019-01-31</DFNATDRO>"
        "</DetailCalculDroitRSA>"
    )
    xml(
        tmp_path, changed([person(1)], ("<DetailCalculDroitRSA>", ended + "<DetailCalculDroitRSA>"))
    )
    assert HouseholdSituation.objects.get().rsa_type == "RSD"


def test_newer_versions_are_read_too(tmp_path):
    old = "<Prestations><NATPREST>RSA</NATPREST><ROLEPERS>DEM</ROLEPERS></Prestations>"
    new = "<FonctionPersonneRSA><ROLEPERS>DEM</ROLEPERS></FonctionPersonneRSA><Nouveau>x</Nouveau>"
    assert xml(tmp_path, changed([person(1)], (old, new))).created == 1


def test_education_and_vehicle_survive_the_flux(tmp_path):
    flux(tmp_path, [person(1)])
    Person.objects.update(education_level="1204", has_vehicle=True)
    report = flux(tmp_path, [person(1)], date=DECEMBER)
    assert report.unchanged == 1
    assert Person.objects.get().education_level == "1204"


def test_the_declared_encoding_is_followed(tmp_path):
    text = cnaf_xml([dossier([person(1)])]).replace("UTF-8", "windows-1252")
    bring("cnaf", written(tmp_path, text.encode("cp1252"), "flux.xml"))
    assert Person.objects.get().last_name == "ÉVRARD"


# -- a dossier refused alone


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("<NUMDEMRSA>00000000002", "<NUMDEMRSA>", "NUMDEMRSA", "Balise absente ou vide"),
        ("<NUMCOM>61006", "<NUMCOM>99999", "NUMCOM", "n’est pas une commune connue"),
        ("<RGADR>01", "<RGADR>03", "NUMCOM", "Balise absente ou vide"),
        ("<SITFAM>CEL", "<SITFAM>ZZZ", "SITFAM", "ABA, CEL"),
        ("<ETATDOSRSA>2", "<ETATDOSRSA>Z", "ETATDOSRSA", "0, 1, 2"),
        ("<DTNAI>1985-03-02", "<DTNAI>1985-00-00", "DTNAI", "Personne 1"),
        ("<DTNAI>1985-03-02", "<DTNAI>2019-12-25", "DTNAI", "après la date du flux"),
        ("<SEXE>2", "<SEXE>", "SEXE", "Balise absente ou vide"),
        ("<ROLEPERS>DEM", "<ROLEPERS>ENF", "ROLEPERS", "n’a pas de demandeur"),
    ],
)
def test_a_bad_dossier_is_refused_alone_with_its_line(tmp_path, old, new, field, said):
    report = xml(tmp_path, dossier([person(1)]), changed([person(2)], (old, new)))
    # Three lines of heading, then two lines a dossier.
    assert refused(report) == [(6, field)]
    assert said in messages(report)
    assert (report.created, report.refused) == (1, 1)
    assert Household.objects.get().number == f"{1:011}"


def test_a_refused_dossier_stays_as_it_was(tmp_path):
    flux(tmp_path, [person(1)], [person(2)])
    bad = changed([person(2)], ("<SEXE>2", "<SEXE>7"))
    report = xml(tmp_path, dossier([person(1)]), bad, date=DECEMBER)
    assert (report.closed, len(report.errors)) == (0, 1)
    assert HouseholdSituation.objects.filter(ends_on=None).count() == 2


def test_a_dossier_twice_is_refused_the_second_time(tmp_path):
    report = flux(tmp_path, [person(1)], [person(1)])
    assert refused(report) == [(6, "NUMDEMRSA")]
    assert "déjà dans le flux" in messages(report)


def test_a_person_twice_in_a_dossier_refuses_it(tmp_path):
    report = flux(tmp_path, [person(1), person(1, "AUT", prenom="Anne")], [person(2)])
    assert [field for _, field in refused(report)] == ["NOM"]
    assert Household.objects.get().number == f"{2:011}"


def test_rejects_are_a_flux_to_correct_and_send_again(tmp_path):
    flux(tmp_path, [person(1)], [person(2)])
    bad = changed([person(2)], ("<SEXE>2", "<SEXE>7"))
    report = xml(tmp_path, dossier([person(1)]), bad, date=DECEMBER)
    text = report.rejects_path.read_text(encoding="utf-8")
    assert "n’est pas dans la liste" in text
    assert "2850361006001" not in text, "no social security number is kept"
    corrected = written(tmp_path, text.replace("<SEXE>7", "<SEXE>1"), "corrige.xml")
    again = bring("cnaf", corrected)
    assert (again.errors, again.updated, again.closed) == ([], 1, 0)
    assert set(Person.objects.values_list("sex", flat=True)) == {"1", "2"}


# -- a file refused whole


def whole(report) -> str:
    assert report.is_refused_whole
    assert not Household.objects.exists()
    assert not ImportRun.objects.exists()
    return messages(report)


@pytest.mark.parametrize("total", [0, 1, 3])
def test_a_control_total_that_differs_refuses_the_file(tmp_path, total):
    report = xml(tmp_path, dossier([person(1)]), dossier([person(2)]), total=total)
    said = whole(report)
    assert "tronqué" in said
    assert f"est de {total}, et 2 dossiers ont été lus" in said


def test_refused_dossiers_count_in_the_control_total(tmp_path):
    bad = changed([person(2)], ("<SEXE>2", "<SEXE>7"))
    assert xml(tmp_path, dossier([person(1)]), bad, total=2).created == 1


@pytest.mark.parametrize("kept", [0.1, 0.4, 0.7, 0.97])
def test_a_truncated_flux_is_refused(tmp_path, kept):
    text = cnaf_xml([dossier([person(n)]) for n in range(1, 6)])
    path = written(tmp_path, text[: int(len(text) * kept)], "flux.xml")
    assert "incomplet ou mal formé" in whole(bring("cnaf", path))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{HEAD}<Racine/>", "aucun InfosFoyerRSA"),
        ("numero;nom\n1;A", "n’est pas du XML lisible"),
        ('<?xml version="1.0" encoding="klingon"?><Racine/>', "encodage déclaré"),
        (b'<?xml version="1.0" encoding="UTF-8"?><Racine><a>\xc9</a></Racine>', "mal formé"),
        ("", "Le fichier est vide"),
    ],
)
def test_what_is_no_flux_is_refused(tmp_path, content, said):
    assert said in whole(bring("cnaf", written(tmp_path, content, "flux.xml")))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE Racine [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE Racine [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Racine SYSTEM "http://169.254.169.254/x.dtd">',
        '<!DOCTYPE Racine [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_read(tmp_path, doctype, encoding):
    rows = changed([person(1)], ("<NOM>ÉVRARD</NOM>", "<NOM>&l9;&x;</NOM>"))
    text = cnaf_xml([rows]).replace("<Racine>", f"{doctype}<Racine>").replace("UTF-8", encoding)
    said = whole(bring("cnaf", written(tmp_path, text.encode(encoding), "flux.xml")))
    assert "DOCTYPE" in said
    assert "root:" not in said


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "flux.xml"
    with path.open("wb") as file:
        file.truncate(2 * 1024 * guards.MEGABYTE)
    assert "il n’a pas été lu" in whole(bring("cnaf", path))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<TYPEFLUX>M", "<TYPEFLUX>I", "seul le flux mensuel"),
        ("<DTREF>2019-11-30</DTREF>", "", "Date de référence du flux"),
        ("<DTREF>2019-11-30", "<DTREF>30 novembre", "n’est pas une date"),
    ],
)
def test_a_heading_that_is_not_the_monthly_stocks_refuses_the_file(tmp_path, old, new, said):
    text = cnaf_xml([dossier([person(1)])])
    assert old in text
    assert said in whole(bring("cnaf", written(tmp_path, text.replace(old, new), "flux.xml")))


def test_another_date_than_that_of_the_flux_is_refused(tmp_path):
    text = cnaf_xml([dossier([person(1)])])
    report = bring("cnaf", written(tmp_path, text, "flux.xml"), DECEMBER)
    assert "la date demandée est le 31/12/2019" in whole(report)


def test_closing_guard_and_order_hold_for_the_flux_too(tmp_path):
    flux(tmp_path, *[[person(n)] for n in range(1, 5)])
    report = flux(tmp_path, [person(1)], date=DECEMBER)
    assert "fermerait 3 des 4 ménages ouverts" in messages(report)
    flux(tmp_path, *[[person(n)] for n in range(1, 5)], date=DECEMBER)
    assert "plus ancien" in messages(flux(tmp_path, [person(1)]))
