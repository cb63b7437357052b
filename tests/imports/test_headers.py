"""Headers as they come, and columns that are missing, doubled or unknown."""

import pytest

from beneficiaries.imports.listing import FIELDS
from plics.importing.errors import FileRefused
from plics.importing.fields import RowReader
from plics.importing.headers import folded, heading
from tests.imports.files import person

NAMES = list(person())


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Numéro demande", "numero_demande"),
        ("NUMERO DEMANDE RSA", "numero_demande"),
        ("N°  de demande\nRSA", "numero_demande"),
        ("N° CAF", "matricule"),
        ("N° Allocataire\t", "matricule"),
        ("Nom bénéficiaire", "nom"),
        ("nom individu", "nom"),
        ("Prénom bénéficiaire", "prenom"),
        ("Date de\nNaissance", "date_naissance"),
        ("DATE_NAISSANCE", "date_naissance"),
        ("Civilité", "sexe"),
        ("ROLE PERSONNE", "role"),
        ("qualité bénéficiaire droit", "role"),
        ("Code INSEE", "code_commune"),
        ("Situation de famille", "situation_familiale"),
        ("DATE DEMANDE RSA", "date_demande"),
        ("État du droit", "etat_droit"),
        ("Droits et devoirs", "droits_devoirs"),
        ("Niveau d’études", "niveau_formation"),
        ("QPV", "quartier_prioritaire"),
    ],
)
def test_headers_met_in_the_field_are_recognised(title, name):
    header = [title if column == name else column for column in NAMES]
    assert RowReader(FIELDS, header).indexes[name] == NAMES.index(name)


def test_every_label_shown_is_itself_a_header():
    header = [field.label for field in FIELDS]
    assert list(RowReader(FIELDS, header).indexes) == [field.name for field in FIELDS]


def test_a_columns_own_name_wins_over_a_variant():
    reader = RowReader(FIELDS, ["nom bénéficiaire", *NAMES])
    assert reader.indexes["nom"] == NAMES.index("nom") + 1
    assert reader.unknown == ["nom bénéficiaire"]


def test_a_birth_name_stands_for_the_last_name_where_there_is_no_other():
    others = [name for name in NAMES if name not in ("nom", "nom_naissance")]
    reader = RowReader(FIELDS, ["nom de naissance", *others])
    assert reader.indexes["nom"] == 0 and "nom_naissance" not in reader.indexes
    both = RowReader(FIELDS, ["nom de naissance", "nom", *others])
    assert (both.indexes["nom_naissance"], both.indexes["nom"]) == (0, 1)


def test_unknown_columns_are_named_and_the_reason_of_a_reject_is_not():
    reader = RowReader(FIELDS, [*NAMES, "Adresse\nmail", "Motif rejet", ""])
    assert reader.unknown == ["Adresse mail"]
    assert reader.is_reject


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ([name for name in NAMES if name != "sexe"], "Colonne obligatoire absente : sexe"),
        (["x", "y"], "La première ligne ne contient aucun en-tête connu"),
        ([*NAMES, "Nom"], "Deux colonnes donnent « nom »"),
    ],
)
def test_columns_that_refuse_the_file(header, said):
    with pytest.raises(FileRefused) as refusal:
        RowReader(FIELDS, header)
    assert said in refusal.value.message.replace("\u00a0", " ")


def test_a_chosen_mapping_names_a_column_or_sets_it_aside():
    header = ["Patronyme" if name == "nom" else name for name in NAMES]
    mapping = {"PATRONYME": "nom", "vehicule": ""}
    reader = RowReader(FIELDS, header, mapping)
    assert reader.indexes["nom"] == NAMES.index("nom")
    assert "vehicule" not in reader.indexes


def test_words_are_compared_without_accents_ligatures_or_punctuation():
    assert folded("D’ARC-Øystein  Œuvré") == "d arc oystein oeuvre"
    assert heading("Date d’entrée") == heading("date_entree")
