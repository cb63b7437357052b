"""The booklet's generated sentences: each says its figures, and says nothing without them."""

from __future__ import annotations

from plics import formatting
from plics.formatting import NBSP, listing, plural, sentence, some
from reports.booklet.context import Booklet
from reports.exhibits.messages import split_of, thing_of, told
from reports.figures import DEPARTMENT, Result, Unit
from reports.figures.publication import is_hidden
from reports.wording import words
from reports.wording.claims import Change, Leading, leading
from reports.wording.rules import differ


def in_one_year(change: Change | None) -> str:
    """« , en baisse de 4,9 % en un an » or nothing when the year before is not known."""
    return f", {words.adverbial(change)}" if change else ""


def part(result: Result, thing: words.Thing | None = None) -> str:
    """« 84 % des 350 mesures », « 15 mesures sur 19 »."""
    count, base = result.numerator or 0, result.denominator or 0
    places = getattr(result.indicator, "share_places", result.indicator.places)
    return words.told_part(count, base, thing or thing_of(result.indicator), places)


# --- I. the RSA ------------------------------------------------------------------------


def households_summary(b: Booklet) -> list[str]:
    """The département first, then its commissions, then who is covered."""
    total = b.figures.now.get("rsa.households", DEPARTMENT)
    if is_hidden(total):
        return []
    if not total.value:
        return ["Aucun ménage n’a de droit ouvert au RSA à cette date."]
    text = f"{b.department.in_form}, {some(total.value, 'ménage')} "
    text += plural(total.value, "est allocataire", "sont allocataires")
    text += f" du RSA au {b.day}"
    if change := b.change("rsa.households", DEPARTMENT):
        text += f" : ce nombre {words.verb(change)}"
        text += f" ({change.before_display} en {b.year - 1})" if change.is_clear else ""
    return [sentence(text)]


def commissions_summary(b: Booklet) -> list[str]:
    """One line a commission, the words following the sign."""
    lines = []
    for territory in b.figures.now.commissions():
        count = b.figures.now.get("rsa.households", territory.key)
        if count.value:
            change = in_one_year(b.change("rsa.households", territory.key))
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
    """The same of the commission: « (53 % des 1 612 adultes de la commission d’Argentan) »."""
    if b.is_whole:
        return ""
    here = b.figures.now.get(code, b.place, group=group)
    return f" ({part(here)} {b.here})" if here.share is not None else ""


def _leading(b: Booklet, code: str) -> tuple[Leading | None, list[Result]]:
    groups = b.figures.now.groups(code, DEPARTMENT)
    return leading(split_of(groups)), groups


def _sexes(b: Booklet) -> str:
    code = "rsa.adults.by_sex"
    claim, groups = _leading(b, code)
    if claim is None:
        return ""
    if not claim.is_alone:
        return f"{b.department.in_form}, {words.lower(told(claim, groups))}"
    most = max(groups, key=lambda r: r.value or 0)
    return f"{b.department.in_form}, {told(claim, groups)}{_beside(b, code, most.group)}"


def _ages(b: Booklet) -> str:
    code = "rsa.adults.by_age"
    claim, groups = _leading(b, code)
    if claim is None:
        return ""
    if not claim.is_alone:
        return told(claim, groups)
    top = max(groups, key=lambda r: r.value or 0)
    text = f"{told(claim, groups)}{_beside(b, code, top.group)}"
    young = b.figures.now.get(code, DEPARTMENT, group="18-25")
    if young.value and young.group != top.group:
        text += f" ; les {young.group_label} sont {young.display}"
    return text


def _families(b: Booklet) -> str:
    code = "rsa.households.by_family"
    claim, groups = _leading(b, code)
    if claim is None:
        return ""
    text = told(claim, groups)
    ranked = sorted(groups, key=lambda r: -(r.value or 0))
    if not claim.is_alone or len(ranked) < 3:
        return text
    second, third = (each.value or 0 for each in ranked[1:3])
    if differ(second, third):
        text += f", puis {words.lower(ranked[1].group_label)}, {part(ranked[1])}"
    return text


def _oldest(b: Booklet) -> str:
    code = "rsa.households.by_seniority"
    oldest = b.figures.now.get(code, DEPARTMENT, group="36+")
    if oldest.share is None:
        return ""
    recent = b.figures.now.get(code, DEPARTMENT, group="0-5")
    text = f"{part(oldest)} sont entrés dans le dispositif il y a trois ans "
    text += f"ou plus{_beside(b, code, '36+')}"
    if recent.share is not None:
        text += f", {recent.display} il y a moins de six mois"
    return text


# --- II.1 participants -----------------------------------------------------------------


def measures(b: Booklet) -> list[str]:
    total = b.figures.now.get("actions.measures", b.place)
    if is_hidden(total):
        return []
    if not total.value:
        return [f"Aucune mesure n’est enregistrée {b.here} pour {b.year}."]
    text = f"entre le 1er{NBSP}janvier et le {b.day}, {some(total.value, 'mesure')} du programme "
    text += plural(total.value, "a été mobilisée", "ont été mobilisées")
    text += f" pour les habitants {b.whose}"
    if change := b.change("actions.measures", b.place):
        text += f" ; ce nombre {words.verb(change)}"
    return [
        sentence(text),
        "On compte des mesures et non des personnes : chacun peut en suivre plusieurs.",
    ]


def participants(b: Booklet) -> list[str]:
    told_of = {
        "level_v_or_less": "dont le niveau est connu concernent un niveau V ou inférieur",
        "isolated": "sont suivies par une personne isolée, avec ou sans enfant",
        "priority_area": "où l’information est connue sont suivies par une personne d’un "
        "quartier prioritaire",
        "level_completeness": "ont un niveau de formation connu",
    }
    found = [
        (b.figures.now.get(f"actions.participants.{name}", b.place), text)
        for name, text in told_of.items()
    ]
    return [
        sentence(f"{part(result, Unit.MEASURES.value)} {text}") for result, text in found if result
    ]


# --- III. funds ------------------------------------------------------------------------


def fund_sentences(b: Booklet, code: str) -> list[str]:
    told = [_fund(b, code, place) for place in dict.fromkeys((DEPARTMENT, b.place))]
    granted = b.figures.now.get("fund.grant_rate", b.place, code)
    if granted:
        told.append(f"{part(granted, Unit.REQUESTS.value)} ont reçu un accord")
    told.append(_aided(b, code))
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
    change = b.change("fund.amount", key, code, counts="fund.count")
    return f"{text} ; le montant {words.verb(change)}" if change else text


def _aided(b: Booklet, code: str) -> str:
    """An aid is no person: some get several."""
    here, there = (b.figures.now.get("fund.persons", key, code) for key in (b.place, DEPARTMENT))
    if not here.value:
        return ""
    text = f"{some(here.value, 'personne')} {plural(here.value, 'a', 'ont')} été "
    text += f"{plural(here.value, 'aidée', 'aidées')} {b.here}"
    return (
        text if b.is_whole or not there.value else f"{text}, {there.display} {b.where(DEPARTMENT)}"
    )


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
