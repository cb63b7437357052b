"""Names that a merge gave up: a stock that still writes them means the person who remains."""

from collections import defaultdict

from beneficiaries.imports.stock import loose, loose_key, verbatim
from beneficiaries.models import FormerName

SAME_PERSON = " : ses deux identités sont celles de fiches fusionnées"


class FormerNames:
    """By file number, the names that merged persons bear now."""

    def __init__(self):
        self.current: dict[str, dict[tuple, tuple]] = defaultdict(dict)
        known = FormerName.objects.filter(household__isnull=False)
        for former in known.select_related("household", "person"):
            assert former.household is not None
            self.current[former.household.number][loose(former)] = verbatim(former.person)

    def of(self, number: str, *names) -> tuple | None:
        """Last name, first name and birth date of who remains, if those were given up."""
        given_up = self.current.get(number)
        return given_up.get(loose_key(*names)) if given_up and all(names) else None
