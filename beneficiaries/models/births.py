"""Nothing happens to a person before they are born."""

import datetime as dt
from typing import ClassVar

from django.core.exceptions import ValidationError

from beneficiaries.models.rights import OfPersonWithRights


class AfterBirth(OfPersonWithRights):
    """A row about `person`, whose days named here cannot precede their birth."""

    after_birth: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if getattr(self, "person_id", None) is None:
            return
        born: dt.date = self.person.birth_date  # type: ignore[attr-defined] # its subclasses' own
        early = [name for name in self.after_birth if is_before(getattr(self, name), born)]
        if early:
            told = f"La personne est née le {born:%d/%m/%Y}\u00a0: pas avant ce jour."
            raise ValidationError(dict.fromkeys(early, told))


def is_before(day: dt.date | None, born: dt.date | None) -> bool:
    return day is not None and born is not None and day < born
