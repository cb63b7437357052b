from beneficiaries.models.corrections import Correction
from beneficiaries.models.households import (
    Household,
    HouseholdSituation,
    Membership,
    Person,
    last_file,
    lives_where_seen,
)
from beneficiaries.models.identities import Identity, Merge
from beneficiaries.models.intervals import in_force, overlapping
from beneficiaries.models.orientations import Orientation, WaitLimit
from beneficiaries.models.sittings import Decision, DecisionType, Sitting
from beneficiaries.models.support import (
    ContractKind,
    EngagementContract,
    Interview,
    InterviewKind,
    Need,
    Referent,
    ReferentBody,
    Step,
    Support,
    SupportEndReason,
    is_supported_during,
)
from beneficiaries.models.territory import Attachment, Canton, Commission, Commune, FormerCommune

__all__ = [
    "Attachment",
    "Canton",
    "Commission",
    "Commune",
    "ContractKind",
    "Correction",
    "Decision",
    "DecisionType",
    "EngagementContract",
    "FormerCommune",
    "Household",
    "HouseholdSituation",
    "Identity",
    "Interview",
    "InterviewKind",
    "Membership",
    "Merge",
    "Need",
    "Orientation",
    "Person",
    "Referent",
    "ReferentBody",
    "Sitting",
    "Step",
    "Support",
    "SupportEndReason",
    "WaitLimit",
    "in_force",
    "is_supported_during",
    "last_file",
    "lives_where_seen",
    "overlapping",
]
