"""Rules on the numbers that a text quotes: those of the year, or of a year gone by."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse

from actions.enums import EVALUATION_BLOCKS
from plics import formatting
from plics.formatting import NBSP
from plics.richtext.markup import plain
from reports.booklet.context import Booklet
from reports.booklet.messages import outdated
from reports.editions.gate.base import Draft, Finding, Level, Printed, Rule, digest
from reports.figures import CATALOGUE, Result
from reports.figures.catalogue import printed as codes_printed
from reports.figures.indicators import Family, Ratio
from reports.figures.indicators import Printed as Where

MESSAGES = Rule(
    code="message-perime",
    title="Messages d’auteur sur des chiffres qui ont changé",
    level=Level.STOPS,
    told="Le message remplace celui que les chiffres disent : à garder, à réécrire ou à supprimer.",
)
NUMBERS = Rule(
    code="chiffre-perime",
    title="Textes qui citent un chiffre qui n’est plus vrai",
    level=Level.STOPS,
    told="La part citée n’est pas celle que le livret imprime à côté.",
)


def messages(draft: Draft) -> Iterator[Finding]:
    edition = draft.edition
    for message, title in outdated(edition):
        yield MESSAGES.finding(
            title.name if title else f"Figure que le livret ne montre plus{NBSP}: {message.text}",
            where=reverse("admin:reports_authormessage_change", args=[message.pk]),
            key=str(message.pk),
        )


# --- typed shares --------------------------------------------------------------------------

PERCENT = r"(?P<number>\d{1,3}(?:,\d+)?)\s?%"
OTHERS_SAY_DYNAMIC = r"de sorties dynamiques"
# A sentence that says one of these is not, or not only, about what was found that year here.
ELSEWHERE = re.compile(
    r"objectif|cible|prévu|attend|convenu|vis(?:e|é|ait)\b|au moins|au plus|minimum|maximum|plus de"
    r"|moins de\s+\d+\s?%|environ|près de|presque|département|commissions|région|national|France"
    r"|dont|parmi|sur les|entrées?\b|sortants?\b",
    re.IGNORECASE,
)
# « 62 % de femmes isolées » is another share.
AND_NO_MORE = r"(?=\s*(?:$|[.,;:!?)]|et\b|en \d{4}|cette année))"
YEAR = re.compile(r"\b(19|20)\d\d\b")


@functools.cache
def shares() -> dict[str, re.Pattern[str]]:
    """How each share of an action is quoted, as its indicator says it."""
    found = {"action.dynamic_exits.rate": OTHERS_SAY_DYNAMIC}
    for code in codes_printed(Where.EVALUATED, [Family.ACTIONS]):
        indicator = CATALOGUE[code]
        if isinstance(indicator, Ratio) and (indicator.said or "").startswith("{share} "):
            said = re.escape((indicator.said or "").removeprefix("{share} "))
            found[code] = re.sub(r"[’']", "[’']", said)
    return {code: re.compile(rf"{PERCENT}\s{said}{AND_NO_MORE}") for code, said in found.items()}


def numbers(draft: Draft) -> Iterator[Finding]:
    """Conservative: a bare share of the year, in the words by which its indicator is quoted."""
    for printed in draft.printed:
        if printed.block.kind not in EVALUATION_BLOCKS or not printed.pages.is_evaluated:
            continue
        for typed, result in _untrue(draft.booklet, printed):
            yield NUMBERS.finding(
                f"{printed.name}{NBSP}: «{NBSP}{typed}{NBSP}», alors que le livret dit "
                f"{result.display} ({result.label.lower()})",
                where=printed.address(draft.edition),
                key=f"{printed.block.pk}:{digest(typed, result.display)}",
            )


def _untrue(b: Booklet, printed: Printed) -> Iterator[tuple[str, Result]]:
    for sentence in sentences(printed.block.body):
        years = {int(match[0]) for match in YEAR.finditer(sentence)}
        if ELSEWHERE.search(sentence) or years - {b.year}:
            continue
        for code, quoted in shares().items():
            result = b.figures.now.get(code, b.place, printed.pages.action.slug)
            for match in quoted.finditer(sentence):
                if result.value is not None and not is_true(match["number"], result):
                    yield match[0], result


def sentences(body: str) -> list[str]:
    """A figure put in by its code is always true: it is left out."""
    return re.split(r"(?<=[.!?;])\s|\n", plain(body).replace(formatting.THIN, " "))


def is_true(typed: str, result: Result) -> bool:
    """As printed, or with the decimals that its author kept."""
    number = Decimal(typed.replace(",", "."))
    assert result.value is not None
    value = Decimal(result.value)
    return number == value.quantize(number, ROUND_HALF_UP)
