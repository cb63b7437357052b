"""Letting a finding through, with a reason, and taking it back."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from plics.models import User
from reports.editions.gate.base import Finding
from reports.editions.gate.rules import findings
from reports.editions.steps import locked_edition
from reports.models import AcceptedFinding, Edition

CLOSED = "Cette édition est validée : ce qui a été accepté ne change plus."
GONE = (
    "Ce que vous acceptez a changé depuis l’ouverture de la page : relisez ce qui est trouvé "
    "maintenant."
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Weighed:
    """A finding, and who accepted it if somebody did."""

    finding: Finding
    accepted: AcceptedFinding | None = None

    @property
    def stands(self) -> bool:
        return self.accepted is None


def weighed(edition: Edition) -> list[Weighed]:
    kept = {(each.code, each.key): each for each in _accepted(edition)}
    return [
        Weighed(
            finding=each,
            accepted=kept.get((each.code, each.key)) if each.is_acceptable else None,
        )
        for each in findings(edition)
    ]


def blocking(edition: Edition) -> list[Finding]:
    """What must be mended or accepted before the edition is validated."""
    return [each.finding for each in weighed(edition) if each.stands]


def _accepted(edition: Edition) -> Collection[AcceptedFinding]:
    return edition.accepted_findings.select_related("accepted_by") if edition.pk else ()


@transaction.atomic
def accept(edition: Edition, chosen: Collection[str], *, reason: str, by: User) -> int:
    """Those of `chosen`, « code/key », all or none; sent twice, accepted once."""
    locked = locked_edition(edition)
    _require_open(locked)
    found = {f"{each.finding.code}/{each.finding.key}": each for each in weighed(locked)}
    if not chosen or any(
        name not in found or not found[name].finding.is_acceptable for name in chosen
    ):
        raise ValidationError(GONE if chosen else "Cochez ce que vous acceptez.")
    made = [
        AcceptedFinding(
            edition=locked,
            code=each.code,
            key=each.key,
            told=each.text[:500],
            reason=reason,
            accepted_by=by,
        )
        for each in (found[name].finding for name in chosen if found[name].stands)
    ]
    for row in made:
        row.full_clean()
        row.save()
    return len(made)


@transaction.atomic
def withdraw(accepted: AcceptedFinding) -> None:
    _require_open(locked_edition(accepted.edition))
    accepted.delete()


def _require_open(edition: Edition) -> None:
    if edition.is_validated:
        raise ValidationError(CLOSED)
