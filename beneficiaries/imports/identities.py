"""Names given up, in a merge or by a change: a stock that still writes them means that person."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from beneficiaries.imports.stock import NameKey, SeenAs, loose, loose_key, verbatim
from beneficiaries.models import Identity, Membership
from plics.importing.headers import folded

SAME_PERSON = " : ses deux identités sont celles d’une même personne"


class Present(NamedTuple):
    """The names of somebody known under others."""

    names: NameKey
    # A stock took one first name for another's correction: both in one file are two persons.
    is_mended: bool


class Identities:
    """By file number, the present names of who was known there under others."""

    def __init__(self) -> None:
        self.current: dict[str, dict[tuple, Present]] = defaultdict(dict)
        known = Identity.objects.filter(household__isnull=False)
        mended = []
        for identity in known.select_related("household", "person"):
            assert identity.household is not None
            person = identity.person
            is_mended = identity.merge_id is None and folded(identity.first_name) != folded(
                person.first_name
            )
            number, key = identity.household.number, loose(identity)
            self.current[number][key] = Present(verbatim(person), is_mended)
            if is_mended:
                mended.append(number)
        if mended:
            self.forget_those_of_others(mended)

    def forget_those_of_others(self, numbers: list[str]) -> None:
        """A first name that somebody else of the household turned out to bear is theirs."""
        places = Membership.objects.filter(household__number__in=numbers)
        for place in places.select_related("household", "person"):
            given_up, key = self.current[place.household.number], loose(place.person)
            if key in given_up and given_up[key].is_mended:
                del given_up[key]

    def of(self, number: str, written: Sequence[tuple]) -> list[tuple[NameKey, SeenAs] | None]:
        """For each person a file writes in a household, who has these names no more."""
        given_up = self.current.get(number)
        if not given_up:
            return [None] * len(written)
        keys = [loose_key(*names) if all(names) else None for names in written]
        found: list[tuple[NameKey, SeenAs] | None] = []
        for names, key in zip(written, keys, strict=True):
            present = given_up.get(key) if key else None
            current = present and loose_key(*present.names)
            if present is None or current == key or (present.is_mended and current in keys):
                found.append(None)
            else:
                found.append((present.names, SeenAs(names[0], names[1], present.is_mended)))
        return found
