"""The booklet's generated sentences: each says its figures, and says nothing without them."""

from __future__ import annotations

from plics import formatting
from plics.formatting import NBSP, listing, plural, sentence, some
from reports.booklet.context import Booklet
from reports.booklet.messages import aged, ranked
from reports.figures import DEPARTMENT
from reports.figures.comparison import Evolution
from reports.figures.publication import is_hidden


def in_one_year(trend: Evolution) -> str:
    """« , en baisse de 4,9 % en un an » or nothing when the year before is not known."""
    return f", {trend.adverbial} en un an" if trend.known else ""


# --- I. the RSA ------------------------------------------------------------------------


def households_summary(b: Booklet) -> list[str]:
    """The département first, then its commissions, then who is covered."""
    now, before = b.figures.now, b.figures.before
    total = now.get("rsa.households", DEPARTMENT)
    if is_hidden(total):
        return []
    if not total.value:
        return ["Aucun ménage n’a de droit ouvert au RSA à cette date."]
    earlier = before.get("rsa.households", DEPARTMENT)
    text = f"{b.department.in_form}, {some(total.value, 'ménage')} "
    text += plural(total.value, "est allocataire", "sont allocataires")
    text += f" du RSA au {b.day}"
    trend = b.evolution("rsa.households", DEPARTMENT)
    if trend.known:
        text += f" : ce nombre {trend.verb} par rapport à {b.year - 1} ({earlier.display} ménages)"
    return [sentence(text)]


def commissions_summary(b: Booklet) -> list[str]:
    """One line a commission, the words following the sign."""
    lines = []
    for territory in b.figures.now.commissions():
        count = b.figures.now.get("rsa.households", territory.key)
        if count.value:
            trend = b.evolution("rsa.households", territory.key)
            change = f", {trend.adverbial}" if trend.known else ""
            lines.append(f"{territory.name} : {some(count.value, 'ménage')}{change} ;")
    return [*lines[:-1], lines[-1][:-2] + "."] if lines else []


def covered_summary(b: Booklet) -> list[str]:
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


def _beside(b: Booklet, code: str, group: str | None) -> str:
    here = b.figures.now.get(code, b.place, group=group)
    if here.share is None:
        return ""
    return f" ({here.share_display} {b.in_commission})"


def _sexes(b: Booklet) -> str:
    code = "rsa.adults.by_sex"
    women = b.figures.now.get(code, DEPARTMENT, group="F")
    men = b.figures.now.get(code, DEPARTMENT, group="M")
    if women.share is None or is_hidden(men):
        return ""
    female, male = women.value or 0, men.value or 0
    most, fewest = ("femmes", "hommes") if female >= male else ("hommes", "femmes")
    shares = {"femmes": women, "hommes": men}
    if female == male:
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
    text = f"la tranche d’âge la plus nombreuse est celle des {aged(top)} : {top.share_display}"
    text += f" des adultes{_beside(b, code, top.group)}"
    if young.value and young is not top:
        text += f" ; les {aged(young)} n’en forment que {young.share_display}"
    return text


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


# --- II.1 participants -----------------------------------------------------------------


def measures(b: Booklet) -> list[str]:
    total = b.figures.now.get("actions.measures", b.place)
    if is_hidden(total):
        return []
    if not total.value:
        return [f"Aucune mesure n’est enregistrée {b.in_commission} pour {b.year}."]
    trend = b.evolution("actions.measures", b.place)
    text = f"entre le 1er{NBSP}janvier et le {b.day}, {some(total.value, 'mesure')} du programme "
    text += plural(total.value, "a été mobilisée", "ont été mobilisées")
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
    priority = now.get("actions.participants.priority_area", b.place)
    if priority:
        told.append(
            f"{priority.display} des mesures sont suivies par une personne d’un quartier "
            "prioritaire, parmi celles où cette information est connue"
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
        decided = plural(granted.denominator, "décidée")
        told.append(f"{granted.display} des demandes ont reçu un accord ({asked} {decided})")
    return [sentence(text) for text in told if text]


def _fund(b: Booklet, code: str, key: str) -> str:
    now = b.figures.now
    count, amount = now.get("fund.count", key, code), now.get("fund.amount", key, code)
    where = b.where(key)
    if not count.value:
        return f"{where}, aucune aide n’a été accordée en {b.year}" if count else ""
    granted = plural(count.value, "a été accordée", "ont été accordées")
    mean = now.get("fund.mean", key, code)
    text = f"{where}, {some(count.value, 'aide')} {granted} en {b.year}, pour {amount.display}"
    # The mean of one aid is that aid.
    if count.value > 1:
        text += f", soit {mean.display} en moyenne"
    trend = b.evolution("fund.amount", key, code)
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
    pact = b.pact and b.pact.pact
    year = f" en {pact.design_year}" if pact and pact.design_year else ""
    return f"le pacte est né d’une large consultation{year} : {listing(met)}" if met else ""


def _content(b: Booklet) -> str:
    axes, sheets = _pact_figure(b, "axes"), _pact_figure(b, "sheets")
    if b.pact is None or not axes:
        return ""
    pact = b.pact.pact
    voted = f"voté le {formatting.day(pact.voted_on)}, il" if pact.voted_on else "il"
    text = f"{voted} compte {some(axes, 'axe', feminine=False)}"
    if sheets:
        years = [str(y) for y in range(pact.starts_year, pact.ends_year + 1)]
        text += f" et {some(sheets, 'fiche action', many='fiches actions')}"
        text += f", à engager en {listing(years)}"
    return text
