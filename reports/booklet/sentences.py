"""The booklet's generated sentences: each says its figures, and says nothing without them."""

from __future__ import annotations

from plics import formatting
from plics.formatting import NBSP, listing
from reports.booklet.context import Booklet
from reports.booklet.grammar import Trend, change_between, points, sentence, some
from reports.indicators import DEPARTMENT, Result, Territory


def _evolution(b: Booklet, code: str, key: str, subject=None) -> Trend:
    now = b.figures.now.get(code, key, subject)
    before = b.figures.before.get(code, key, subject)
    return Trend(change_between(now.value, before.value))


def _in_one_year(trend: Trend) -> str:
    """« , en baisse de 4,9 % en un an » or nothing when the year before is not known."""
    return f", {trend.adverbial} en un an" if trend.known else ""


# --- synthesis -------------------------------------------------------------------------


def synthesis(b: Booklet) -> list[str]:
    """The page an elected member reads: every figure beside last year and the département."""
    told = [_households(b), _coverage(b), _seniority(b), _decisions(b), _measures(b), _funds(b)]
    return [sentence(text) for text in [*told, _actions(b)] if text]


def _households(b: Booklet) -> str:
    here = b.figures.now.get("rsa.households", b.place)
    if not here.value:
        return ""
    text = f"au {b.day}, {some(here.value, 'ménage')} de la commission {b.commission.of_form} "
    text += "perçoivent" if here.value >= 2 else "perçoit"
    text += f" le RSA{_in_one_year(_evolution(b, 'rsa.households', b.place))}"
    there = b.figures.now.get("rsa.households", DEPARTMENT)
    trend = _evolution(b, "rsa.households", DEPARTMENT)
    beside = f" ({there.display}{_in_one_year(trend)} {b.department.in_form})"
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
    if before.share is not None:
        beside.append(f"{points(here.share, before.share)} en un an")
    return f"{text} ({', '.join(beside)})" if beside else text


def _decisions(b: Booklet) -> str:
    here = b.figures.now.get("decisions.total", b.place)
    there = b.figures.now.get("decisions.total", DEPARTMENT)
    if not here.value:
        return ""
    text = f"la commission a pris {some(here.value, 'décision')} en {b.year}"
    text += _in_one_year(_evolution(b, "decisions.total", b.place))
    return f"{text}, sur {there.display} {b.department.in_form}"


def _measures(b: Booklet) -> str:
    here = b.figures.now.get("actions.measures", b.place)
    if not here.value:
        return ""
    text = f"les actions d’insertion ont mobilisé {some(here.value, 'mesure')}"
    text += _in_one_year(_evolution(b, "actions.measures", b.place))
    lasting = b.figures.now.get("actions.measures.by_aim", b.place, group="professionnelle")
    if lasting.share is not None:
        text += f" ; {lasting.share_display} visent l’emploi"
    return text


def _funds(b: Booklet) -> str:
    rows = [(fund, b.figures.now.get("fund.amount", b.place, fund.code)) for fund in b.funds]
    parts = []
    for fund, amount in rows:
        if amount.value:
            trend = _evolution(b, "fund.amount", b.place, fund.code)
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
    return (
        f"{text} ; {some(evaluated, 'bilan', feminine=False)} de {b.year} les éclairent"
        if (evaluated > 1)
        else text
    )


# --- I. the RSA ------------------------------------------------------------------------


def households_summary(b: Booklet) -> list[str]:
    """The département first, then its commissions, then who is covered."""
    now, before = b.figures.now, b.figures.before
    total = now.get("rsa.households", DEPARTMENT)
    if not total.value:
        return ["Aucun ménage n’a de droit ouvert au RSA à cette date."]
    earlier = before.get("rsa.households", DEPARTMENT)
    text = f"{b.department.in_form}, {some(total.value, 'ménage')} "
    text += "sont allocataires" if total.value >= 2 else "est allocataire"
    text += f" du RSA au {b.day}"
    trend = Trend(now.get("rsa.households.change", DEPARTMENT).value)
    if trend.known:
        text += f" : ce nombre {trend.verb} par rapport à {b.year - 1} ({earlier.display} ménages)"
    return [sentence(text)]


def commissions_summary(b: Booklet) -> list[str]:
    """One line a commission, the words following the sign."""
    lines = []
    for territory in b.figures.now.commissions():
        count = b.figures.now.get("rsa.households", territory.key)
        if count.value:
            trend = Trend(b.figures.now.get("rsa.households.change", territory.key).value)
            change = f", {trend.adverbial}" if trend.known else ""
            lines.append(f"{territory.name} : {some(count.value, 'ménage')}{change} ;")
    return [*lines[:-1], lines[-1][:-2] + "."] if lines else []


def covered_persons(b: Booklet) -> list[str]:
    now = b.figures.now
    persons, rate = now.get("rsa.persons", DEPARTMENT), now.get("rsa.coverage", DEPARTMENT)
    if not persons.value:
        return []
    text = (
        f"allocataires, conjoints et personnes à charge réunis, le RSA fait vivre "
        f"{some(persons.value, 'personne')} {b.department.in_form}"
    )
    if rate:
        residents = formatting.number(rate.denominator)
        text += f", soit {rate.display} des {residents} habitants à titre principal"
    return [sentence(text)]


def profile_summary(b: Booklet) -> list[str]:
    """Sex, age, family and seniority of the département, the commission beside."""
    told = [_sexes(b), _ages(b), _families(b), _oldest(b)]
    return [sentence(text) for text in told if text]


def _beside(b: Booklet, code: str, group: str) -> str:
    here = b.figures.now.get(code, b.place, group=group)
    if here.share is None:
        return ""
    return f" ({here.share_display} {b.in_commission})"


def ranked(results: list[Result]) -> list[Result]:
    """Groups that hold someone, from the most to the fewest; the unknown are left out."""
    return sorted((r for r in results if r.share and r.value), key=lambda r: -r.value)


def _sexes(b: Booklet) -> str:
    code = "rsa.adults.by_sex"
    women = b.figures.now.get(code, DEPARTMENT, group="F")
    if women.share is None:
        return ""
    men = b.figures.now.get(code, DEPARTMENT, group="M")
    most, fewest = ("femmes", "hommes") if women.value >= men.value else ("hommes", "femmes")
    shares = {"femmes": women, "hommes": men}
    if women.value == men.value:
        return f"les femmes et les hommes sont en nombre égal {b.department.in_form}"
    group = "F" if most == "femmes" else "M"
    return (
        f"{b.department.in_form}, les {most} forment {shares[most].share_display} des "
        f"allocataires et conjoints{_beside(b, code, group)}, "
        f"les {fewest} {shares[fewest].share_display}"
    )


def _ages(b: Booklet) -> str:
    code = "rsa.adults.by_age"
    groups = ranked(b.figures.now.groups(code, DEPARTMENT))
    if len(groups) < 2:
        return ""
    top = groups[0]
    young = b.figures.now.get(code, DEPARTMENT, group="18-25")
    text = f"la tranche d’âge la plus nombreuse est celle des {_aged(top)} : {top.share_display}"
    text += f" des adultes{_beside(b, code, top.group)}"
    if young.value and young is not top:
        text += f" ; les {_aged(young)} n’en forment que {young.share_display}"
    return text


def _aged(result: Result) -> str:
    """« 26 à 35 ans » becomes « 26-35 ans » inside a sentence."""
    return result.group_label.replace(" à ", "-")


def _families(b: Booklet) -> str:
    code = "rsa.households.by_family"
    groups = ranked(b.figures.now.groups(code, DEPARTMENT))[:2]
    if len(groups) < 2:
        return ""
    parts = [f"les {r.group_label} ({r.share_display})" for r in groups]
    return f"parmi les ménages, {listing(parts)} sont les situations les plus fréquentes"


def _oldest(b: Booklet) -> str:
    code = "rsa.households.by_seniority"
    oldest = b.figures.now.get(code, DEPARTMENT, group="36+")
    if oldest.share is None:
        return ""
    recent = b.figures.now.get(code, DEPARTMENT, group="0-5")
    text = f"{oldest.share_display} des ménages sont entrés dans le dispositif il y a trois ans "
    text += f"ou plus{_beside(b, code, '36+')}"
    if recent.share is not None:
        text += f", {recent.share_display} il y a moins de six mois"
    return text


# --- messages over charts --------------------------------------------------------------

MESSAGES = {
    "rsa.persons.by_role": "{share} des personnes couvertes sont des {label}",
    "rsa.adults.by_sex": "{share} des adultes sont des {label}",
    "rsa.adults.by_age": "Les {aged} sont les plus nombreux : {share} des adultes",
    "rsa.households.by_family": "Situation la plus fréquente : {label}, {share} des ménages",
    "rsa.households.by_seniority": "{share} des ménages au RSA depuis {label}",
    "decisions.by_type": "Décision la plus fréquente : « {label} », {share}",
    "decisions.other.by_type": "Autre décision la plus fréquente : « {label} », {share}",
    "actions.measures.by_aim": "Visée la plus mobilisée : {label}, {share} des mesures",
    "actions.participants.by_sex": "{share} des participations sont suivies par des {label}",
    "actions.participants.by_age": "Les {aged} sont les plus nombreux : {share}",
    "actions.participants.by_level": "Niveau le plus fréquent : {level}, {share}",
    "actions.participants.by_family": "Situation la plus fréquente : {label}, {share}",
    "action.steps": "Démarche la plus fréquente : {label}, {share}",
    "action.exits.by_outcome": "Issue la plus fréquente : {label}, {share} des sorties",
    "action.exits.by_group": "Issue la plus fréquente : {label}, {share} des sorties",
    "referent.contracts.by_kind": "Type le plus fréquent : {label}, {share} des contrats",
    "referent.interviews.by_kind": "Forme la plus fréquente : {label}, {share} des entretiens",
    "referent.needs": "Problématique la plus fréquente : {label}, {share}",
    "referent.steps": "Démarche la plus fréquente : {label}, {share}",
    "referent.exits.by_reason": "Motif le plus fréquent : {label}, {share}",
}


def message(results: list[Result], where: str = "") -> str:
    """What a chart shows, in a line; the same line is read aloud in its place."""
    groups = ranked(results)
    if not groups:
        return ""
    top = groups[0]
    template = MESSAGES.get(top.code, "{label} : {share}")
    label = top.group_label
    text = template.format(
        share=top.share_display,
        label=label if top.code.startswith("decisions") else label[:1].lower() + label[1:],
        aged=_aged(top),
        level=label.removeprefix("niveau "),
    )
    return f"{text} {where}".strip()


def leader(results: list[tuple[Territory, Result]], what: str) -> str:
    """« Part « femmes » par canton : Rai 47 % au plus bas, Sées 61 % au plus haut »."""
    known = [(t, r) for t, r in results if r.share is not None]
    if len(known) < 2:
        return what
    high = max(known, key=lambda pair: pair[1].share)
    low = min(known, key=lambda pair: pair[1].share)
    if high[1].share_display == low[1].share_display:
        return f"{what} : {high[1].share_display} partout"
    return (
        f"{what} : {low[0].name} {low[1].share_display} au plus bas, "
        f"{high[0].name} {high[1].share_display} au plus haut"
    )


# --- II.1 participants -----------------------------------------------------------------


def measures(b: Booklet) -> list[str]:
    total = b.figures.now.get("actions.measures", b.place)
    if not total.value:
        return [f"Aucune mesure n’est enregistrée {b.in_commission} pour {b.year}."]
    trend = _evolution(b, "actions.measures", b.place)
    text = f"entre le 1er{NBSP}janvier et le {b.day}, {some(total.value, 'mesure')} du programme "
    text += "ont été mobilisées" if total.value >= 2 else "a été mobilisée"
    text += f" pour les habitants de la commission {b.commission.of_form}"
    if trend.known:
        text += f" ; ce nombre {trend.verb} en un an"
    return [
        sentence(text),
        "On compte des mesures et non des personnes : chacun peut en suivre plusieurs.",
    ]


def participants(b: Booklet) -> list[str]:
    now = b.figures.now
    level = now.get("actions.participants.level_v_or_less", b.place)
    isolated = now.get("actions.participants.isolated", b.place)
    told = []
    if level:
        told.append(
            f"les actions touchent d’abord des personnes peu diplômées : {level.display} des "
            "mesures dont le niveau est connu concernent un niveau V ou inférieur"
        )
    if isolated:
        told.append(
            f"{isolated.display} des mesures sont suivies par une personne isolée, "
            "avec ou sans enfant"
        )
    complete = now.get("actions.participants.level_completeness", b.place)
    if complete:
        told.append(f"le niveau de formation est connu pour {complete.display} des mesures")
    return [sentence(text) for text in told]


# --- III. funds ------------------------------------------------------------------------


def fund_sentences(b: Booklet, code: str) -> list[str]:
    told = [_fund(b, code, DEPARTMENT), _fund(b, code, b.place)]
    granted = b.figures.now.get("fund.grant_rate", b.place, code)
    if granted:
        asked = some(granted.denominator, "demande")
        decided = "décidées" if granted.denominator >= 2 else "décidée"
        told.append(f"{granted.display} des demandes ont reçu un accord ({asked} {decided})")
    return [sentence(text) for text in told if text]


def _fund(b: Booklet, code: str, key: str) -> str:
    now = b.figures.now
    count, amount = now.get("fund.count", key, code), now.get("fund.amount", key, code)
    where = b.where(key)
    if not count.value:
        return f"{where}, aucune aide n’a été accordée en {b.year}" if count else ""
    granted = "ont été accordées" if count.value >= 2 else "a été accordée"
    mean = now.get("fund.mean", key, code)
    text = f"{where}, {some(count.value, 'aide')} {granted} en {b.year}, pour {amount.display}"
    if count.value >= 2:
        text += f", soit {mean.display} en moyenne"
    trend = _evolution(b, "fund.amount", key, code)
    return f"{text} ; le montant {trend.verb} en un an" if trend.known else text


# --- IV. pact --------------------------------------------------------------------------


def pact_sentences(b: Booklet) -> list[str]:
    """Consultation, then content; a count nobody typed leaves no trace."""
    told = [_consultation(b), _content(b)]
    return [sentence(text) for text in told if text]


def _pact_figure(b: Booklet, name: str):
    return b.figures.now.get(f"pact.{name}", DEPARTMENT).value


def _consultation(b: Booklet) -> str:
    met = []
    if count := _pact_figure(b, "partners_interviewed"):
        met.append(f"{some(count, 'partenaire', feminine=False)} ou élus rencontrés")
    if count := _pact_figure(b, "beneficiaries_interviewed"):
        met.append(f"{some(count, 'bénéficiaire', feminine=False)} interrogés")
    if count := _pact_figure(b, "meetings"):
        attending = _pact_figure(b, "partners_attending")
        with_whom = f" avec {some(attending, 'partenaire', feminine=False)}" if attending else ""
        met.append(some(count, "réunion de travail", many="réunions de travail") + with_whom)
    year = f" en {b.pact.design_year}" if b.pact.design_year else ""
    return f"le pacte est né d’une large consultation{year} : {listing(met)}" if met else ""


def _content(b: Booklet) -> str:
    axes, sheets = _pact_figure(b, "axes"), _pact_figure(b, "sheets")
    if not axes:
        return ""
    voted = f"voté le {formatting.day(b.pact.voted_on)}, il" if b.pact.voted_on else "il"
    text = f"{voted} compte {some(axes, 'axe', feminine=False)}"
    if sheets:
        years = [str(y) for y in range(b.pact.starts_year, b.pact.ends_year + 1)]
        text += f" et {some(sheets, 'fiche action', many='fiches actions')}"
        text += f", à engager en {listing(years)}"
    return text
