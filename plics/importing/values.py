"""Read one cell: dates, numbers, codes, yes/no, closed lists.

Each factory returns a function of the raw cell (text, number or spreadsheet date) that
gives the value or raises Invalid. They are pure: RowReader remembers their answers.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from plics import days
from plics.days import FIRST_YEAR
from plics.importing.errors import Invalid, shown
from plics.importing.headers import folded
from plics.nir import INVISIBLE

# A cell as its file gives it.
Raw = str | float | dt.date

EPOCH = dt.date(1899, 12, 30)  # day 0 of spreadsheets
# Four digits would be a year typed alone; five start in 1927.
SERIAL = re.compile(r"(?:\d{1,3}|\d{5})(?:\.0+)?")
TIME = r"(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + TIME)
FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})" + TIME)
SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
DATE_EXPECTED = "une date comme 2019-11-30 ou 30/11/2019"
LAST_YEAR = 2100
# Days of spreadsheets past 2050, which postcodes from 55000 on look like.
POSTCODES = 55_000
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?|[+-]?[.,]\d+")
# So many decimals are a spreadsheet's, that computed them; nobody types them.
COMPUTED_DIGITS = 10
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#DIV/0!", "#NUM!", "#NULL!"}
# Kinds of signs that no name holds: what a wrong encoding makes of letters.
NOT_IN_NAMES = {"No", "Sc", "Sm", "So", "Co", "Cn"}
YES = {"o", "oui", "1", "vrai", "true", "x", "yes", "y"}
NO = {"n", "non", "0", "faux", "false", "no"}


def as_text(raw: Raw) -> str:
    """The cell as text; 61006.0 is « 61006 », line breaks and double spaces are one space."""
    if isinstance(raw, str):
        if raw.isalnum():
            return raw
        return " ".join((raw if raw.isascii() else INVISIBLE.sub("", raw)).split())
    if isinstance(raw, bool):
        return "1" if raw else "0"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat()
    return str(raw)


def refuse_formula(text: str) -> None:
    if text[:1] == "=":
        raise Invalid(
            "La cellule contient une formule sans résultat enregistré", "la valeur elle-même"
        )
    if text in ERRORS:
        raise Invalid(f"La cellule contient l’erreur de tableur {text}", "une valeur")


def wrong(text: str, problem: str, expected: str) -> Invalid:
    return Invalid(f"« {shown(text)} » {problem}", expected)


def text(max_length: int, *, name: bool = False) -> Callable[[Raw], str]:
    """Free text; a name holds at least one letter."""

    def parse(raw: Raw) -> str:
        value = as_text(raw)
        if not value.isascii():
            value = unicodedata.normalize("NFC", value)
        refuse_formula(value)
        if len(value) > max_length:
            raise Invalid(f"Texte de {len(value)} caractères", f"au plus {max_length}")
        if name and not (any(map(str.isalpha, value)) and value[:1] not in "+-@"):
            raise wrong(value, "n’est pas un nom", "des lettres")
        if name and not value.isalpha() and (odd := next(filter(is_odd, value), "")):
            raise wrong(value, f"contient « {odd} », qui n’est pas une lettre", "un nom")
        if not value.isprintable():
            raise Invalid("Caractère illisible", "du texte")
        return value

    return parse


def is_odd(letter: str) -> bool:
    return unicodedata.category(letter) in NOT_IN_NAMES


def code(length: int, pattern: str, expected: str) -> Callable[[Raw], str]:
    """A code of fixed length; a spreadsheet may have eaten its leading zeros."""
    shape = re.compile(pattern)

    def parse(raw: Raw) -> str:
        value = as_text(raw).replace(" ", "").upper()
        refuse_formula(value)
        if value.isdigit():
            value = value.zfill(length)
        if not shape.fullmatch(value):
            raise wrong(value, "n’est pas un code valable", expected)
        return value

    return parse


file_number = code(11, r"[0-9A-Z]{11}", "le numéro de demande de RSA (11 caractères)")
insee_code = code(5, r"\d[\dAB]\d{3}", "un code INSEE de commune à cinq caractères, comme 61006")


def slug(raw: Raw) -> str:
    value = as_text(raw).lower()
    refuse_formula(value)
    if not re.fullmatch(r"[a-z0-9_-]{1,80}", value):
        raise wrong(value, "n’est pas un identifiant", "des lettres sans accent et des tirets")
    return value


def date(raw: Raw) -> dt.date:
    """Any day: what lists and nomenclatures say of themselves."""
    found = day_of(raw)
    if not FIRST_YEAR < found.year <= LAST_YEAR:
        raise out_of_bounds(found)
    return found


def past_date(raw: Raw) -> dt.date:
    """The day of something that has happened."""
    return within(raw, planned=False)


def planned_date(raw: Raw) -> dt.date:
    """The day of what is foreseen: an end, a reference date."""
    return within(raw, planned=True)


DATES = (date, past_date, planned_date)


def within(raw: Raw, *, planned: bool) -> dt.date:
    found = day_of(raw)
    if found >= EPOCH and found.year <= FIRST_YEAR:
        raise out_of_bounds(found)
    if problem := days.problem_of(found, planned=planned):
        said = as_text(raw)
        read = f"{found:%d/%m/}{found.year}"
        if SERIAL.fullmatch(said):
            read += ", lu comme une date de tableur"
        raise Invalid(
            f"« {shown(said)} » ({read}) {problem}{meant(raw, found)}",
            days.latest(planned=planned) if found.year >= FIRST_YEAR else DATE_EXPECTED,
        )
    return found


def meant(raw: Raw, found: dt.date) -> str:
    """What was probably meant by a day that cannot be."""
    number = (found - EPOCH).days
    is_typed = not isinstance(raw, dt.date) and SERIAL.fullmatch(as_text(raw))
    if is_typed or (isinstance(raw, dt.date) and number > POSTCODES):
        return f"\u00a0: {number:05} est plutôt un code postal ou un numéro"
    year = days.year_meant(found)
    return f"\u00a0: sans doute {year} plutôt que {found.year}" if year else ""


def out_of_bounds(found: dt.date) -> Invalid:
    return Invalid(
        f"Date hors limites ({found:%d/%m/}{found.year}), "
        "souvent une cellule vide mise au format date",
        DATE_EXPECTED,
    )


def day_of(raw: Raw) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    return raw if isinstance(raw, dt.date) else written_date(as_text(raw))


def written_date(value: str) -> dt.date:
    refuse_formula(value)
    if match := ISO.fullmatch(value):
        parts = [int(part) for part in match.groups()]
    elif match := FRENCH.fullmatch(value):
        parts = [int(part) for part in reversed(match.groups())]
    elif SERIAL.fullmatch(value):
        return EPOCH + dt.timedelta(days=int(float(value)))
    elif SHORT_YEAR.fullmatch(value):
        raise wrong(value, "a une année à deux chiffres", "une année à quatre chiffres")
    else:
        raise wrong(value, "n’est pas une date", DATE_EXPECTED)
    try:
        return dt.date(*parts)
    except ValueError:
        raise wrong(value, "n’existe pas au calendrier", DATE_EXPECTED) from None


WHOLE = "un nombre entier"


def decimal(*, places: int, maximum: int, signed: bool = False) -> Callable[[Raw], Decimal]:
    """A number with a decimal comma or point, rounded only when a spreadsheet computed it."""
    step = Decimal(1).scaleb(-places)

    def parse(raw: Raw) -> Decimal:
        value = as_text(raw).replace(" ", "").removesuffix("€").removesuffix("%")
        refuse_formula(value)
        if isinstance(raw, float):
            number = Decimal(repr(raw))
        elif not NUMBER.fullmatch(value):
            raise wrong(value, "n’est pas un nombre", "un nombre comme 12,5" if places else WHOLE)
        else:
            number = Decimal(value.replace(",", "."))
        digits = -int(number.as_tuple().exponent)
        computed = isinstance(raw, float) or digits >= COMPUTED_DIGITS
        return bounded(number, value, typed=not computed)

    def bounded(number: Decimal, value: str, *, typed: bool) -> Decimal:
        if number < 0 and not signed:
            raise wrong(value, "est négatif", "un nombre positif ou nul")
        try:
            exact = number.quantize(step, rounding=ROUND_HALF_UP)
        except InvalidOperation:
            raise wrong(value, "est trop grand", f"au plus {maximum}") from None
        if abs(exact) > maximum:
            raise wrong(value, "est trop grand", f"au plus {maximum}")
        if typed and exact != number:
            most = f"au plus {places} décimales" if places else WHOLE
            raise wrong(value, "a trop de décimales", most)
        return exact

    return parse


def exactly(raw: str | float) -> Decimal:
    """The number that a cell holds, not rounded."""
    return Decimal(as_text(raw).replace(" ", "").rstrip("€%").replace(",", "."))


def integer(*, minimum: int = 0, maximum: int = 32_767) -> Callable[[Raw], int]:
    number = decimal(places=0, maximum=maximum)

    def parse(raw: Raw) -> int:
        value = number(raw)
        if not isinstance(raw, dt.date) and exactly(raw) != value:
            raise wrong(as_text(raw), "n’est pas un nombre entier", WHOLE)
        if value < minimum:
            raise wrong(str(value), "est trop petit", f"au moins {minimum}")
        return int(value)

    return parse


def yes_no(raw: Raw) -> bool:
    value = as_text(raw)
    word = folded(value)
    if word in YES:
        return True
    if word in NO:
        return False
    refuse_formula(value)
    raise wrong(value, "n’est ni oui ni non", "O ou N, oui ou non, 1 ou 0")


def choice(
    choices: Iterable[tuple[Any, Any]], synonyms: dict[str, Any] | None = None
) -> Callable[[Raw], Any]:
    """A code of a closed list, its label, or a known way of writing it."""
    known = {folded(str(label)): value for value, label in choices}
    known |= {folded(word): value for word, value in (synonyms or {}).items()}
    known |= {folded(str(value)): value for value, _ in choices}
    expected = ", ".join(str(value) for value, _ in choices)

    def parse(raw: Raw) -> Any:
        value = as_text(raw)
        try:
            return known[folded(value)]
        except KeyError:
            refuse_formula(value)
            raise wrong(value, "n’est pas dans la liste", expected) from None

    return parse


def matricule(raw: Raw) -> str:
    """Only fingerprinted, never shown: zeros in front and the key of a NIR do not count."""
    value = "".join(filter(str.isalnum, as_text(raw).upper())).lstrip("0")
    return value[:13] if len(value) == 15 else value
