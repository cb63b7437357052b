"""Each row of a timeline in a few French words, its dates apart."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist

from beneficiaries.enums import ClosingReason
from beneficiaries.models import HouseholdSituation, Membership
from funds.models import AidDecision
from plics import formatting

CORRECTED = (HouseholdSituation, Membership)


def joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def place(row: Any) -> str:
    return f"{row.get_role_display()}, ménage {row.household.number}"


def situation(row: Any) -> str:
    closed = dict(ClosingReason.choices).get(row.closing_reason, row.closing_reason)
    return joined(
        f"droit {row.get_right_state_display()}",
        closed and f"motif\u00a0: {closed}",
        row.commune,
        row.get_family_situation_display(),
        row.get_organisation_display(),
    )


def orientation(row: Any) -> str:
    return joined(
        row.is_waiting and "en attente d’orientation",
        row.path and f"parcours {row.get_path_display()}",
        row.body,
        row.informed_on and f"information reçue le {row.informed_on:%d/%m/%Y}",
    )


def wait(row: Any) -> str:
    return f"en attente d’orientation, information reçue le {row.informed_on:%d/%m/%Y}"


def support(row: Any) -> str:
    return joined(row.body, row.referent, row.end_reason)


def contract(row: Any) -> str:
    return joined(row.kind, row.body)


def interview(row: Any) -> str:
    return joined(row.kind, row.body)


def proposal(row: Any) -> str:
    return joined(
        row.agreement.action.title,
        row.proposed_by and f"proposée par {row.proposed_by}",
        "entrée" if row.entered_on and not row.closed_on else row.get_ending_display(),
        row.refused_by and f"par {row.get_refused_by_display()}",
        row.reason,
    )


def participation(row: Any) -> str:
    planned = row.planned_exit_on if row.exited_on is None else None
    return joined(
        row.agreement.action.title,
        row.agreement.action.provider,
        planned and f"sortie prévue le {planned:%d/%m/%Y}",
        "abandon" if row.is_dropout else row.outcome,
    )


def aid(row: Any) -> str:
    granted = row.decision == AidDecision.GRANTED and row.amount_granted is not None
    return joined(
        f"{row.fund} {row.number}",
        row.nature and row.nature.label,
        row.get_decision_display() or "demandée, à décider",
        granted and formatting.euros(row.amount_granted, 2),
        row.refusal_reason,
    )


def decision(row: Any) -> str:
    return joined(
        row.type,
        row.detail,
        row.rate and formatting.percent(row.rate),
        row.takes_effect_on and f"effet le {row.takes_effect_on:%d/%m/%Y}",
        row.ends_on and f"fin le {row.ends_on:%d/%m/%Y}",
        row.lifted_on and f"levée le {row.lifted_on:%d/%m/%Y}",
    )


def correction(row: Any) -> str:
    """What was corrected, without what it was: the values may be of somebody else."""
    by = row.recorded_by
    return joined(
        f"chiffres changés à partir du {row.starts_on:%d/%m/%Y}",
        formatting.listing(corrected_fields(row)),
        "par un fichier" if row.import_run_id else by and (by.get_full_name() or by.username),
    )


def corrected_fields(row: Any) -> list[str]:
    """French names of the fields that no longer hold the same."""
    before, after = (merged(side) for side in (row.before, row.after))
    names = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    return list(dict.fromkeys(filter(None, map(field_label, names))))


def merged(rows: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, []).append(value)
    return found


def field_label(name: str) -> str:
    for model in CORRECTED:
        try:
            field: Any = model._meta.get_field(name)
            return str(field.verbose_name)
        except FieldDoesNotExist:
            continue
    return ""
