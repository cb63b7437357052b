"""Reference rows of the actions' nomenclatures."""

from actions.models import (
    CapacityUnit,
    ExitOutcome,
    MeasureKind,
    Milestone,
    ProposalEndReason,
    TargetKind,
)
from plics.reference import add_missing

LISTS = {
    "capacity_units": CapacityUnit,
    "exit_outcomes": ExitOutcome,
    "milestones": Milestone,
    "measure_kinds": MeasureKind,
    "target_kinds": TargetKind,
    "proposal_end_reasons": ProposalEndReason,
}


def load_action_lists(lists: dict) -> None:
    for name, model in LISTS.items():
        add_missing(model, "code", lists[name])
