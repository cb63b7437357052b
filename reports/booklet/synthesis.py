"""The page an elected member reads: every figure beside last year and the département."""

from __future__ import annotations

from plics import formatting
from plics.formatting import listing, plural, sentence, some
from reports.booklet.context import Booklet
from reports.booklet.sentences import in_one_year, part
from reports.figures import DEPARTMENT, Result
from reports.wording import words
from reports.wording.rules import is_small


def synthesis(b: Booklet) -> list[str]:
    told = [_households(b), _coverage(b), _seniority(b), _decisions(b), _measures(b), _funds(b)]
    return [sentence(text) for text in [*told, _actions(b)] if text]


def _households(b: Booklet) -> str:
    here = b.figures.now.get("rsa.households", b.place)
    if not here.value:
        return ""
    text = f"au {b.day}, {some(here.value, 'ménage')} {b.whose} "
    text += plural(here.value, "perçoit", "perçoivent")
    text += f" le RSA{in_one_year(b.change('rsa.households', b.place))}"
    there = b.figures.now.get("rsa.households", DEPARTMENT)
    if b.is_whole or not there:
        return text
    beside = in_one_year(b.change("rsa.households", DEPARTMENT))
    return f"{text} ; {b.department.in_form}, ils sont {there.display}{beside}"


def _coverage(b: Booklet) -> str:
    here = b.figures.now.get("rsa.coverage", b.place)
    there = b.figures.now.get("rsa.coverage", DEPARTMENT)
    before = b.figures.before.get("rsa.coverage", b.place)
    if not here:
        return ""
    text = f"le RSA couvre {here.display} de la population {b.whose}"
    text += f", contre {before.display} un an plus tôt" if before else ""
    return f"{text}{_there(b, there.display)}" if there else text


def _there(b: Booklet, told: str) -> str:
    """What is told of the département, beside one of its commissions."""
    return "" if b.is_whole else f" ; {b.department.in_form}, {told}"


def _seniority(b: Booklet) -> str:
    code = "rsa.households.by_seniority"
    here = b.figures.now.get(code, b.place, group="36+")
    there = b.figures.now.get(code, DEPARTMENT, group="36+")
    before = b.figures.before.get(code, b.place, group="36+")
    if here.share is None:
        return ""
    text = f"{part(here)} sont au RSA depuis trois ans ou plus"
    text += f", contre {part(before)} un an plus tôt" if before.share is not None else ""
    return f"{text}{_there(b, part(there))}" if there.share else text


def _decisions(b: Booklet) -> str:
    here = b.figures.now.get("decisions.total", b.place)
    there = b.figures.now.get("decisions.total", DEPARTMENT)
    if not here.value:
        return ""
    who = "les commissions ont pris" if b.is_whole else "la commission a pris"
    text = f"{who} {some(here.value, 'décision')} en {b.year}"
    text += in_one_year(b.change("decisions.total", b.place))
    return f"{text}{_there(b, there.display)}" if there else text


def _measures(b: Booklet) -> str:
    here = b.figures.now.get("actions.measures", b.place)
    if not here.value:
        return ""
    text = f"les actions d’insertion ont mobilisé {some(here.value, 'mesure')}"
    text += in_one_year(b.change("actions.measures", b.place))
    lasting = b.figures.now.get("actions.measures.by_aim", b.place, group="professionnelle")
    if lasting.share is not None:
        text += f" ; {_of_them(lasting)} visent l’emploi"
    return text


def _of_them(result: Result) -> str:
    """The whole was just said."""
    if is_small(result.denominator or 0):
        return formatting.counted(result.value, *result.unit.value)
    return f"{result.share_display} d’entre elles"


def _funds(b: Booklet) -> str:
    rows = [(fund, b.figures.now.get("fund.amount", b.place, fund.code)) for fund in b.funds]
    parts = []
    for fund, amount in rows:
        if amount.value:
            found = b.change("fund.amount", b.place, fund.code, counts="fund.count")
            change = f" ({words.adverbial(found)})" if found else ""
            parts.append(f"{amount.display} du {fund.acronym}{change}")
    return f"les aides financières apportent {listing(parts)} aux habitants" if parts else ""


def _actions(b: Booklet) -> str:
    evaluated = sum(pages.is_evaluated for pages in b.actions)
    coming = sum(pages.coming is not None for pages in b.actions)
    new = sum(pages.coming is not None and not pages.is_evaluated for pages in b.actions)
    if not coming:
        return ""
    text = f"le programme {b.programme_year} réunit {some(coming, 'action')}"
    if new:
        text += f", dont {some(new, 'nouvelle', many='nouvelles')}"
    if not evaluated:
        return text
    light = plural(evaluated, "éclaire", "éclairent")
    return f"{text} ; {some(evaluated, 'bilan', feminine=False)} de {b.year} les {light}"
