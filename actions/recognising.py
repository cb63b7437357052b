"""What may tell who a portrait is of: pointed at for its reader, who decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from actions.models import CaseStory, Provider
from beneficiaries.models import Commune, Person
from plics.importing.headers import folded
from plics.models import User

EXACT_AGE = re.compile(r"\b\d{1,3}\s+ans\b")
EMPLOYER = re.compile(
    r"\b(?:SARL|SAS|SASU|EURL|EARL|GAEC|EHPAD|[Ee]ntreprise|[Ss]ociété|[Gg]arage|[Rr]estaurant"
    r"|[Mm]agasin|[Cc]hez)\s+[A-ZÀ-Ý]\w+"
)
# A name is told by its capital; shorter ones are words, or letters that stand for a name.
NAMED = re.compile(r"\b[A-ZÀ-Ý][\w’'-]{2,}")
RARE = (
    "illettr", "analphab", "incarc", "prison", "detenu", "refugie", "asile", "handicap", "invalid",
    "cancer", "deces", "deuil", "veuf", "veuve", "suicid", "addict", "alcool", "violence",
    "jumeau", "jumelle", "triple", "expuls", "surendett", "sans abri", "hospitalis", "depress",
)  # fmt: skip


def remarks_on(story: CaseStory, *, reader: User) -> list[str]:
    """« commune : Sées », most telling first, each once."""
    text = "\n".join(story.texts)
    found = [*_names(story, text, reader), *_ages(story, text), *_places(text), *_rare(text)]
    return list(dict.fromkeys(found))


def _ages(story: CaseStory, text: str) -> Iterator[str]:
    if story.age is not None:
        yield f"âge exact : {story.age} ans"
    for age in EXACT_AGE.findall(text):
        yield f"âge exact : {age}"


def _places(text: str) -> Iterator[str]:
    for name in _said(text, Commune.objects.values_list("name", flat=True)):
        yield f"commune : {name}"
    for name in _said(text, Provider.objects.values_list("name", flat=True)):
        yield f"structure : {name}"
    for employer in EMPLOYER.findall(text):
        yield f"employeur : {employer}"


def _rare(text: str) -> Iterator[str]:
    plain = f" {folded(text)}"
    for word in RARE:
        if found := re.search(rf" ({re.escape(word)}\w*)", plain):
            yield f"fait rare ou sensible : {found[1]}"


def _names(story: CaseStory, text: str, reader: User) -> Iterator[str]:
    """Last names of anybody known, first names of those who were in the action."""
    words = {folded(word): word for word in NAMED.findall(text)}
    spelled = {spelling for word in words.values() for spelling in (word, word.upper())}
    known = Person.objects.visible_to(reader)
    last = known.filter(last_name__in=spelled).values_list("last_name", flat=True)
    here = known.filter(participations__agreement=story.agreement_id)
    first = here.filter(first_name__in=spelled).values_list("first_name", flat=True)
    for name in sorted({folded(each) for each in [*last.distinct(), *first.distinct()]}):
        yield f"nom d’une personne connue : {words[name]}"


def _said(text: str, names: Iterable[str]) -> list[str]:
    plain = f" {folded(text)} "
    return [name for name in names if f" {folded(name)} " in plain]
