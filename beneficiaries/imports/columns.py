"""Columns about persons and households that several kinds of file share."""

from beneficiaries.enums import (
    EducationLevel,
    FamilySituation,
    Organisation,
    PersonRole,
    RightState,
    Sex,
)
from beneficiaries.imports.stock import NAME_LENGTH
from beneficiaries.models import Need, Step
from plics.importing import values
from plics.importing.errors import Invalid
from plics.importing.fields import Field

SEXES = {
    "H": "1", "M": "1", "MR": "1", "monsieur": "1", "masculin": "1", "homme": "1", "garçon": "1",
    "F": "2", "MME": "2", "MLE": "2", "madame": "2", "féminin": "2", "femme": "2", "fille": "2",
}  # fmt: skip
ROLES = {
    "demandeur": "DEM", "demandeuse": "DEM", "usager": "DEM", "bénéficiaire": "DEM",
    "responsable du dossier": "DEM", "conjoint(e)": "CJT", "conjointe": "CJT",
    "concubin": "CJT", "concubine": "CJT", "pacsé": "CJT", "partenaire": "CJT",
    "conjoint/concubin/pacse": "CJT", "enfant": "ENF", "autre": "AUT",
}  # fmt: skip
FAMILIES = {
    "célibataire": "CEL", "divorcée": "DIV", "mariée": "MAR", "mariage": "MAR", "pacsée": "PAC",
    "séparé": "SEF", "séparée": "SEF", "séparé de fait": "SEF", "séparée de fait": "SEF",
    "veuve": "VEU", "veuvage": "VEU", "concubinage": "VIM", "union libre": "VIM",
    "isolé": "ISO", "isolée": "ISO", "séparé légalement": "SEL", "séparée légalement": "SEL",
}  # fmt: skip
LEVELS = {
    "I-II": "1201", "I et II": "1201", "I": "1201", "II": "1201", "bac+3": "1201", "bac+4": "1201",
    "bac+5": "1201", "III": "1202", "bac+2": "1202", "BTS": "1202", "DUT": "1202",
    "IV": "1203", "bac": "1203", "baccalauréat": "1203", "V": "1204", "CAP": "1204",
    "BEP": "1204", "CAP-BEP": "1204", "CAP ou BEP": "1204", "VBIS": "1205", "V bis": "1205",
    "5bis": "1205", "VI": "1206", "VII": "1207", "jamais scolarisé": "1207",
}  # fmt: skip
LEVELS |= {f"niveau {word}": code for word, code in LEVELS.items()}
UNKNOWN = {"nc", "nsp", "inconnu", "non connu", "non renseigné", "?"}
RSA_TYPES = {"socle": "RSD", "socle majoré": "RSI", "majoré": "RSI"}

sex = values.choice(Sex.choices, SEXES)
role = values.choice(PersonRole.choices, ROLES)
family_situation = values.choice(FamilySituation.choices, FAMILIES)
right_state = values.choice(RightState.choices)
organisation = values.choice(Organisation.choices)
known_level = values.choice(EducationLevel.choices, LEVELS)


def education_level(raw) -> str | None:
    """Unknown is what the file does not carry: never a reason to blank a known level."""
    return None if values.as_text(raw).casefold() in UNKNOWN else known_level(raw)


def rsa_type(raw) -> str:
    value = values.as_text(raw)
    value = RSA_TYPES.get(value.casefold(), value.upper())
    if not (value.isalnum() and value.isascii() and len(value) <= 5):
        raise Invalid(
            "Type de RSA illisible", "un code NATPF comme RSD (socle) ou RSI (socle majoré)"
        )
    return value


NUMBER = Field(
    name="numero_demande",
    parse=values.file_number,
    label="N° de demande RSA",
    help="numéro de demande de RSA (NUMDEMRSA, 11 caractères)",
    example="00000012345",
    synonyms=("numdemrsa", "numéro de demande de RSA", "n° demande", "numéro dossier RSA",
              "n° dossier RSA"),
)  # fmt: skip
LAST_NAME = Field(
    name="nom",
    parse=values.text(NAME_LENGTH, name=True),
    label="Nom de famille",
    help="nom de famille",
    example="EXEMPLE",
    required=True,
    synonyms=("nom bénéficiaire", "nom individu", "nom usager", "nom allocataire", "nom d’usage",
              "nom responsable dossier"),
)  # fmt: skip
BIRTH_NAME = Field(
    name="nom_naissance",
    parse=values.text(NAME_LENGTH, name=True),
    label="Nom de naissance",
    help="facultatif ; il reconnaît une personne dont le nom a changé",
    example="EXEMPLE",
    synonyms=("nomnai", "nom de jeune fille", "nom patronymique"),
    stands_for="nom",
)
FIRST_NAME = Field(
    name="prenom",
    parse=values.text(NAME_LENGTH, name=True),
    label="Prénom",
    help="prénom",
    example="Anne",
    required=True,
    synonyms=("prénom bénéficiaire", "prénom individu", "prénom usager", "prénom allocataire",
              "prénom responsable dossier", "prénoms"),
)  # fmt: skip
BIRTH_DATE = Field(
    name="date_naissance",
    parse=values.past_date,
    label="Date de naissance",
    help=values.DATE_EXPECTED,
    example="1985-04-17",
    required=True,
    synonyms=("dtnai", "né le", "née le", "né(e) le", "date naiss", "ddn"),
)
SEX = Field(
    name="sexe",
    parse=sex,
    label="Sexe",
    help="1 ou H pour un homme, 2 ou F pour une femme",
    example="2",
    synonyms=("civilité", "genre", "qual", "type personne"),
)
COMMUNE = Field(
    name="code_commune",
    parse=values.insee_code,
    label="Code INSEE de la commune",
    help="code INSEE de la commune, comme 61006 (pas le code postal)",
    example="61006",
    synonyms=("code INSEE", "INSEE", "numcom", "commune INSEE", "INSEE commune", "codeinsee"),
)
FAMILY = Field(
    name="situation_familiale",
    parse=family_situation,
    label="Situation familiale",
    help="code SITFAM : " + ", ".join(FamilySituation.values),
    example="CEL",
    codes=lambda: FamilySituation.choices,
    synonyms=("sitfam", "situation de famille", "situation matrimoniale"),
)
LEVEL = Field(
    name="niveau_formation",
    parse=education_level,
    label="Niveau de formation",
    help="code NIVETU (1201 à 1207) ou I-II, III, IV, V, VBIS, VI, VII",
    example="1204",
    codes=lambda: EducationLevel.choices,
    synonyms=("nivetu", "niveau d’études", "niveau", "niveau scolaire"),
)
PRIORITY_AREA = Field(
    name="quartier_prioritaire",
    parse=values.yes_no,
    label="Quartier prioritaire",
    help="O ou N",
    example="N",
    synonyms=("QPV", "réside en QPV", "habite un quartier prioritaire"),
)
VEHICLE = Field(
    name="vehicule",
    parse=values.yes_no,
    label="Dispose d’un véhicule",
    help="O ou N",
    example="O",
    synonyms=("véhicule personnel", "topmoyloco", "moyen de locomotion"),
)
NEEDS = Field(
    name="problematiques",
    parse=values.text(1000),
    label="Problématiques",
    help="codes de problématique séparés par des virgules",
    example="logement, mobilite",
    codes=lambda: Need.objects.values_list("code", "label"),
)
STEPS = Field(
    name="demarches",
    parse=values.text(1000),
    label="Démarches",
    help="codes de démarche séparés par des virgules",
    example="formation, mobilite",
    codes=lambda: Step.objects.values_list("code", "label"),
)
