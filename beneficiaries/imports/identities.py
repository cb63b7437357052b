"""Names given up, in a merge or by a marriage: a stock that still writes them means that person."""

from collections import defaultdict

from beneficiaries.imports.stock import loose, loose_key, verbatim
from beneficiaries.models import Identity

SAME_PERSON = " : ses deux identités sont celles d’une même personne"


class Identities:
    """By file number, the present names of who was known there under others."""

    def __init__(self) -> None:
        self.current: dict[str, dict[tuple, tuple]] = defaultdict(dict)
        known = Identity.objects.filter(household__isnull=False)
        for identity in known.select_related("household", "person"):
            assert identity.household is not None
            self.current[identity.household.number][loose(identity)] = verbatim(identity.person)

    def of(self, number: str, *names) -> tuple | None:
        """Last name, first name and birth date of who has these names no more."""
        given_up = self.current.get(number)
        if not given_up or not all(names):
            return None
        present = given_up.get(loose_key(*names))
        return present if present and loose_key(*present) != loose_key(*names) else None
