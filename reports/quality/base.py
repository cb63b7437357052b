"""What a check is: declared once as data, scoped and counted in one place."""

from __future__ import annotations

import dataclasses
import enum
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from django.db.models import Count, Model, Q, QuerySet

from actions.models import Agreement, CaseStory, SheetBlock
from beneficiaries.models import (
    Attachment,
    Commission,
    Commune,
    Household,
    HouseholdSituation,
    Membership,
    Person,
    Sitting,
)
from plics.importing.errors import french
from plics.models import User
from plics.permissions import visible
from reports.figures.keeping import recall


class Severity(enum.Enum):
    WRONG = "Ce qui fausse les chiffres"
    INCOMPLETE = "Ce qui les laisse incomplets"
    TEXTS = "Ce qui est écrit à côté des chiffres"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Check:
    """`suspects(year)` gives rows of the whole département: `rows` keeps the user's own.

    `reads` are the models, besides its own, whose rows decide which are suspect.
    `tool` is a screen that mends several rows at once: (label, route, query string,
    in which {year} stands for the year).
    """

    code: str
    label: str
    reason: str
    severity: Severity
    model: type[Model]
    suspects: Callable[[int], QuerySet]
    reads: tuple[type[Model], ...] = ()
    tool: tuple[str, str, str] | None = None

    def __post_init__(self):
        object.__setattr__(self, "reason", french(self.reason))

    def rows(self, year: int, user) -> QuerySet:
        return scoped(self.model, user).filter(self.found(year))

    def found(self, year: int) -> Q:
        return Q(pk__in=self.suspects(year).order_by().values("pk"))


def scoped(model: type[Model], user) -> QuerySet:
    if model in (CaseStory, SheetBlock):
        seen = Agreement.objects.visible_to(user)
        return model._default_manager.filter(agreement__in=seen)
    return visible(model._default_manager.all(), user)


# What tells the rows that an account limited to its commissions may see.
SCOPED_BY = (User.commissions.through, Commission, Commune, Attachment, Household,
             HouseholdSituation, Membership, Person, Agreement, Sitting)  # fmt: skip


def count_suspects(checks: Iterable[Check], year: int, user: User) -> dict[str, int]:
    """How many rows each check finds: one query per model, however many checks it has.

    Kept until one of the tables that they read changes.
    """
    by_model = defaultdict(list)
    for check in checks:
        by_model[check.model].append(check)
    whose, scope = ((), ()) if user.sees_everything else ((user.pk, user.role), SCOPED_BY)
    found: dict[str, int] = {}
    for model, its_checks in by_model.items():
        asked = "suspects", [check.code for check in its_checks], year, whose
        reads = {model, *scope}.union(*(check.reads for check in its_checks))
        found |= recall(asked, reads, partial(_counted, model, its_checks, year, user))
    return found


def _counted(model: type[Model], checks: Iterable[Check], year: int, user: User) -> dict[str, int]:
    wanted = {check.code: Count("pk", filter=check.found(year)) for check in checks}
    return scoped(model, user).order_by().aggregate(**wanted)
