"""What a chart shows, in a line: the same line is read aloud in its place."""

from __future__ import annotations

from reports.figures import Result, Territory

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


def ranked(results: list[Result]) -> list[Result]:
    """Groups that hold someone, from the most to the fewest; the unknown are left out."""
    return sorted((r for r in results if r.share and r.value), key=lambda r: -r.value)


def aged(result: Result) -> str:
    """« 26 à 35 ans » becomes « 26-35 ans » inside a sentence."""
    return result.group_label.replace(" à ", "-")


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
        aged=aged(top),
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
