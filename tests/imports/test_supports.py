"""The files of supports and of interviews."""

import pytest

from beneficiaries.models import Interview, Referent, ReferentBody, Support
from tests.imports.files import OCTOBER, bring, csv_file, messages, person, refused, stock
from tests.imports.test_orientations import fates

pytestmark = pytest.mark.usefixtures("reference")
WHO = {
    "numero_demande": "1",
    "nom": "ÉVRARD",
    "prenom": "Anne",
    "date_naissance": "1985-03-02",
    "organisme": "departement",
    "commission": "",
}


@pytest.fixture(autouse=True)
def households(reference, tmp_path):
    stock(tmp_path, [person(1), person(2, code_commune="61169")], OCTOBER)
    for slug, name in [("departement", "Dupont"), ("msa", "Dupont"), ("msa", "Martin")]:
        Referent.objects.create(body=ReferentBody.objects.get(slug=slug), name=name)


def support(**values) -> dict:
    return WHO | {
        "referent": "dupont",
        "debut": "2019-11-02",
        "fin": "",
        "motif_fin": "",
        "problematiques": "logement",
        "demarches": "mobilite, formation",
    } | values  # fmt: skip


def interview(**values) -> dict:
    return WHO | {"date": "2019-11-14", "type": "bureau"} | values


def supports(folder, *rows, **options):
    return bring("accompagnements", csv_file(folder, list(rows)), **options)


def interviews(folder, *rows, **options):
    return bring("entretiens", csv_file(folder, list(rows)), **options)


def codes(listed) -> set[str]:
    return set(listed.values_list("code", flat=True))


def test_a_support_is_created_with_its_needs_and_its_steps(tmp_path):
    report = supports(tmp_path, support(), support(numero_demande="2", referent=""))
    assert (fates(report), report.errors) == ((2, 0, 0, 0), [])
    first, second = Support.objects.order_by("person__memberships__household__number")
    assert [row.commission.slug for row in (first, second)] == ["argentan", "flers"]
    assert (first.referent.name, first.referent.body.slug) == ("Dupont", "departement")
    assert (f"{first.starts_on}", first.ends_on, second.referent) == ("2019-11-02", None, None)
    assert (codes(first.needs), codes(first.steps)) == ({"logement"}, {"mobilite", "formation"})


def test_a_support_that_ends_is_the_one_that_began_that_day(tmp_path):
    supports(tmp_path, support())
    ended = support(fin="2020-01-31", motif_fin="Emploi", demarches="mobilite", referent="")
    report = supports(tmp_path, ended, detailed=True)
    assert fates(report) == (0, 1, 0, 0)
    assert report.changes[0].fields == (
        ("fin", "", "31/01/2020"),
        ("motif de fin", "", "Emploi"),
        ("démarches", "Formation, Mobilité", "Mobilité"),
    )
    row = Support.objects.get()
    assert (f"{row.ends_on}", row.end_reason.code, codes(row.steps)) == (
        "2020-01-31", "emploi", {"mobilite"}
    )  # fmt: skip
    assert (row.referent.name, codes(row.needs)) == ("Dupont", {"logement"})
    assert fates(supports(tmp_path, ended)) == (0, 0, 1, 0)


def test_another_body_or_another_day_is_another_support(tmp_path):
    supports(tmp_path, support(fin="2019-12-02"))
    report = supports(tmp_path, support(organisme="msa"), support(debut="2019-12-02"))
    assert report.created == 2
    assert Support.objects.get(body__slug="msa").referent.body.slug == "msa"
    assert report.messages == [
        "Personne accompagnée au même moment par un autre organisme\u00a0: lignes 2, 3."
    ]


def test_a_body_accompanies_a_person_once_at_a_time(tmp_path):
    supports(tmp_path, support(fin="2019-12-02"))
    report = supports(tmp_path, support(debut="2019-12-01"))
    assert refused(report) == [(2, "debut")]
    assert "accompagne déjà la personne depuis le 02/11/2019" in messages(report)
    twice = supports(tmp_path, support(debut="2019-12-02"), support(debut="2019-12-09"))
    assert (twice.created, refused(twice)) == (1, [(3, "debut")])


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"nom": "INCONNU"}, "nom", "Aucune personne connue"),
        ({"referent": "Martin"}, "referent", "un référent de l’organisme"),
        ({"commission": "caen"}, "commission", "alencon, argentan, flers"),
        ({"fin": "2019-11-01"}, "fin", "La fin précède le début"),
        ({"motif_fin": "emploi"}, "motif_fin", "demande une date de fin"),
        ({"fin": "2020-01-31", "motif_fin": "vacances"}, "motif_fin", "retraite"),
        ({"demarches": "sieste"}, "demarches", "« sieste »"),
        ({"numero_demande": "2"}, "", "répète la ligne 2"),
    ],
)
def test_a_bad_support_is_refused_alone(tmp_path, values, field, said):
    report = supports(tmp_path, support(numero_demande="2"), support(**values))
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert Support.objects.get().person.memberships.get().household.number == f"{2:011}"


def test_a_name_that_two_referents_of_a_body_bear_is_refused(tmp_path):
    Referent.objects.create(body=ReferentBody.objects.get(slug="departement"), name="DUPONT")
    report = supports(tmp_path, support())
    assert refused(report) == [(2, "referent")]
    assert "« dupont » désigne plusieurs lignes" in messages(report)


def test_interviews_are_known_by_person_kind_and_day(tmp_path):
    rows = interview(), interview(type="Par téléphone"), interview(date="2019-12-14")
    assert fates(interviews(tmp_path, *rows)) == (3, 0, 0, 0)
    again = interviews(tmp_path, interview(organisme="msa"), *rows[1:])
    assert fates(again) == (0, 1, 2, 0)
    row = Interview.objects.get(kind__code="bureau", held_on="2019-11-14")
    assert (row.body.slug, row.commission.slug) == ("msa", "argentan")


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"prenom": "Jeanne"}, "nom", "Aucune personne connue"),
        ({"type": "mairie"}, "type", "bureau, domicile, telephone, tripartite"),
        ({"date": "14/11/19"}, "date", "une année à quatre chiffres"),
        ({"date": "1980-01-01"}, "date", "n’était pas née"),
    ],
)
def test_a_bad_interview_is_refused_alone(tmp_path, values, field, said):
    report = interviews(tmp_path, interview(numero_demande="2"), interview(**values))
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert Interview.objects.get().person.memberships.get().household.number == f"{2:011}"
