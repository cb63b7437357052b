from actions.models.agreements import (
    Agreement,
    CapacityShare,
    SheetBlock,
    Target,
    TargetKind,
)
from actions.models.catalogue import Action, Axis, CapacityUnit, Provider, Section
from actions.models.pact import Pact, PactAction, PactAxis
from actions.models.participations import (
    ExitOutcome,
    MeasureKind,
    OffPersonMeasure,
    Participation,
    is_active_during,
)
from actions.models.portraits import CaseStory, CaseStoryBlock
from actions.models.progress import Milestone, PassedMilestone, TakenStep
from actions.models.returns import PendingReturn
from actions.models.waiting import Proposal, ProposalEndReason, Session

__all__ = [
    "Action",
    "Agreement",
    "Axis",
    "CapacityShare",
    "CapacityUnit",
    "CaseStory",
    "CaseStoryBlock",
    "ExitOutcome",
    "MeasureKind",
    "Milestone",
    "OffPersonMeasure",
    "Pact",
    "PactAction",
    "PactAxis",
    "Participation",
    "PassedMilestone",
    "PendingReturn",
    "Proposal",
    "ProposalEndReason",
    "Provider",
    "Section",
    "Session",
    "SheetBlock",
    "TakenStep",
    "Target",
    "TargetKind",
    "is_active_during",
]
