"""Each way of writing a value, and what is answered to those that are not one."""

import datetime as dt
from decimal import Decimal

import pytest

from beneficiaries.imports import columns
from beneficiaries.imports.stock import fingerprint
from plics.importing import values
from plics.importing.errors import Invalid
from plics.nir import MASK, masked

MARCH = dt.date(1985, 3, 2)
amount = values.decimal(places=2, maximum=1000)


@pytest.mark.parametrize(
    ("parse", "raw", "expected"),
    [
        (values.date, "1985-03-02", MARCH),
        (values.date, "02/03/1985", MARCH),
        (values.date, "2/3/1985", MARCH),
        (values.date, "02-03-1985", MARCH),
        (values.date, "1985-03-02 00:00:00", MARCH),
        (values.date, dt.datetime(1985, 3, 2, 14), MARCH),
        (values.date, "31108", MARCH),
        (values.date, 31108.0, MARCH),
        (values.file_number, "123", "00000000123"),
        (values.file_number, 123.0, "00000000123"),
        (values.file_number, "0000000012a", "0000000012A"),
        (values.insee_code, "1004", "01004"),
        (values.insee_code, "2a004", "2A004"),
        (values.insee_code, 61006.0, "61006"),
        (amount, "12,5", Decimal("12.50")),
        (amount, "12.50", Decimal("12.50")),
        (amount, "1\u202f000 €", Decimal("1000.00")),
        (amount, 12.333333, Decimal("12.33")),
        (amount, "50%", Decimal("50.00")),
        (values.integer(), "12", 12),
        (values.integer(), "12,0", 12),
        (values.yes_no, "Oui", True),
        (values.yes_no, "n", False),
        (values.yes_no, True, True),
        (values.yes_no, 0.0, False),
        (columns.sex, "H", "1"),
        (columns.sex, "Mme", "2"),
        (columns.sex, 2.0, "2"),
        (columns.role, "CONJOINT/CONCUBIN/PACSE", "CJT"),
        (columns.role, "demandeur", "DEM"),
        (columns.family_situation, "Célibataire", "CEL"),
        (columns.education_level, "niveau V bis", "1205"),
        (columns.education_level, "I-II", "1201"),
        (columns.education_level, "VBIS", "1205"),
        (columns.education_level, 1204.0, "1204"),
        (columns.education_level, "NC", None),
        (columns.right_state, 2.0, "2"),
        (values.text(20), "Noël\n KB ", "Noël KB"),
        (values.text(20), "Noe\u0308l", "Noël"),
        (values.matricule, "000000000000107", "107"),
        (values.matricule, "2 85 03 61 006 001 23", "2850361006001"),
    ],
)
def test_a_value_is_read_however_it_is_written(parse, raw, expected):
    assert parse(raw) == expected


@pytest.mark.parametrize(
    ("parse", "raw", "said"),
    [
        (values.date, "mars 1985", "n’est pas une date"),
        (values.date, "31/02/1985", "n’existe pas au calendrier"),
        (values.date, "12/31/1985", "n’existe pas au calendrier"),
        (values.date, "02/03/85", "année à deux chiffres"),
        (values.date, "1985", "n’est pas une date"),
        (values.date, "0", "hors limites"),
        (values.date, "30/12/1899", "hors limites"),
        (values.date, dt.datetime(1899, 12, 30), "cellule vide mise au format date"),
        (values.date, "=TODAY()", "formule"),
        (amount, "-5", "négatif"),
        (amount, "1,234.56", "n’est pas un nombre"),
        (amount, "12,345", "au plus 2 décimales"),
        (amount, "1000,01", "au plus 1000"),
        (amount, "1e5", "n’est pas un nombre"),
        (amount, "nan", "n’est pas un nombre"),
        (amount, "=A1*2", "formule"),
        (values.integer(), "2,5", "un nombre entier"),
        (values.integer(), "douze", "un nombre entier"),
        (values.integer(), 2.5, "nombre entier"),
        (values.integer(minimum=2000, maximum=2100), "19", "au moins 2000"),
        (values.file_number, "123456789012", "11 caractères"),
        (values.insee_code, "Argentan", "code INSEE"),
        (values.yes_no, "peut-être", "ni oui ni non"),
        (columns.sex, "3", "n’est pas dans la liste"),
        (columns.role, "RDO", "DEM, CJT, ENF, AUT"),
        (columns.education_level, "VIII", "n’est pas dans la liste"),
        (columns.rsa_type, "un peu long", "NATPF"),
        (values.text(5), "trop long", "au plus 5"),
        (values.text(20, name=True), "12", "n’est pas un nom"),
        (values.text(20, name=True), "+cmd", "n’est pas un nom"),
        (values.text(20), "#N/A", "erreur de tableur"),
        (values.text(20), "a\x07b", "illisible"),
        (values.slug, "Parcours Socle", "identifiant"),
    ],
)
def test_what_is_not_a_value_is_refused_with_what_was_expected(parse, raw, said):
    with pytest.raises(Invalid) as refusal:
        parse(raw)
    assert said in refusal.value.message.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "number",
    [
        "2850361006001",
        "285036100600123",
        "2 85 03 61 006 001 23",
        "2.85.03.2A.006.001",
        "002850361006001",
    ],
)
def test_a_social_security_number_is_masked_wherever_it_stands(number):
    assert masked(f"ici {number}, là") == f"ici {MASK}, là"


def test_file_numbers_and_amounts_are_no_social_security_number():
    text = "00000012345 – 61006 – 1 234 567,89 – 2019-11-30"
    assert masked(text) == text


def test_a_fingerprint_depends_on_the_key(settings):
    settings.FINGERPRINT_KEY = "une clé"
    one = fingerprint("2850361006001")
    settings.FINGERPRINT_KEY = "une autre"
    assert one != fingerprint("2850361006001")
    assert len(one) == 64
