"""The page an elected member reads: every figure beside last year and the département."""

from __future__ import annotations

from plics.formatting import listing, plural, sentence, some
from reports.booklet.context import Booklet
from reports.booklet.sentences import in_one_year
from reports.figures import DEPARTMENT
from reports.figures.comparison import share_evolution


def synthesis(b: Booklet) -> list[str]:
    told = [_households(b), _coverage(b), _seniority(b), _decisions(b), _measures(b), _funds(b)]
    return [sentence(text) for text in [*told, _actions(b)] if text]


def _households(b: Booklet) -> str:
    here = b.figures.now.get("rsa.households", b.place)
    if not here.value:
        return ""
    text = f"au {b.day}, {some(here.value, 'ménage')} de la commission {b.commission.of_form} "
    text += plural(here.value, "perçoit", "perçoivent")
    text += f" le RSA{in_one_year(b.evolution('rsa.households', b.place))}"
    there = b.figures.now.get("rsa.households", DEPARTMENT)
    trend = b.evolution("rsa.households", DEPARTMENT)
    beside = f" ({there.display}{in_one_year(trend)} {b.department.in_form})"
    return text + beside if there else text


def _coverage(b: Booklet) -> str:
    here = b.figures.now.get("rsa.coverage", b.place)
    there = b.figures.now.get("rsa.coverage", DEPARTMENT)
    before = b.figures.before.get("rsa.coverage", b.place)
    if not here:
        return ""
    text = f"le RSA couvre {here.display} de la population de la commission"
    beside = [f"{there.display} {b.department.in_form}"] if there else []
    beside += [f"{before.display} un an plus tôt"] if before else []
    return f"{text} ({', '.join(beside)})" if beside else text


def _seniority(b: Booklet) -> str:
    code = "rsa.households.by_seniority"
    here = b.figures.now.get(code, b.place, group="36+")
    there = b.figures.now.get(code, DEPARTMENT, group="36+")
    before = b.figures.before.get(code, b.place, group="36+")
    if here.share is None:
        return ""
    text = f"{here.share_display} des ménages sont au RSA depuis trois ans ou plus"
    beside = [f"{there.share_display} {b.department.in_form}"] if there.share is not None else []
    change = share_evolution(here, before, places=1)
    if change.known:
        beside.append(f"{change.signed} en un an")
    return f"{text} ({', '.join(beside)})" if beside else text


def _decisions(b: Booklet) -> str:
    here = b.figures.now.get("decisions.total", b.place)
    there = b.figures.now.get("decisions.total", DEPARTMENT)
    if not here.value:
        return ""
    text = f"la commission a pris {some(here.value, 'décision')} en {b.year}"
    text += in_one_year(b.evolution("decisions.total", b.place))
    return f"{text}, sur {there.display} {b.department.in_form}"


def _measures(b: Booklet) -> str:
    here = b.figures.now.get("actions.measures", b.place)
    if not here.value:
        return ""
    text = f"les actions d’insertion ont mobilisé {some(here.value, 'mesure')}"
    text += in_one_year(b.evolution("actions.measures", b.place))
    lasting = b.figures.now.get("actions.measures.by_aim", b.place, group="professionnelle")
    if lasting.share is not None:
        text += f" ; {lasting.share_display} visent l’emploi"
    return text


def _funds(b: Booklet) -> str:
    rows = [(fund, b.figures.now.get("fund.amount", b.place, fund.code)) for fund in b.funds]
    parts = []
    for fund, amount in rows:
        if amount.value:
            trend = b.evolution("fund.amount", b.place, fund.code)
            change = f" ({trend.signed})" if trend.known else ""
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
