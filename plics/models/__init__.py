"""What all applications share: accounts, the département, nomenclatures, imports."""

from plics.models.accounts import RIGHTS, Role, User
from plics.models.ages import AgeLimits
from plics.models.cancelling import (
    STANDS,
    Cancellable,
    StandingManager,
    cancelled_with_reason,
    every_row,
)
from plics.models.constraints import (
    NoOverlap,
    at_least_a_day,
    dates_in_order,
    one_at_a_time,
)
from plics.models.department import Department
from plics.models.history import Change, Operation
from plics.models.importing import ColumnMapping, ImportRun, Upload
from plics.models.mails import MondayMail
from plics.models.nomenclatures import Nomenclature, NomenclatureQuerySet
from plics.models.sent_forms import SentForm
from plics.models.stamps import TableStamp
from plics.models.traces import Act, Trace

__all__ = [
    "Act",
    "AgeLimits",
    "Cancellable",
    "Change",
    "RIGHTS",
    "STANDS",
    "StandingManager",
    "cancelled_with_reason",
    "every_row",
    "ColumnMapping",
    "TableStamp",
    "Department",
    "ImportRun",
    "NoOverlap",
    "Nomenclature",
    "NomenclatureQuerySet",
    "Operation",
    "Role",
    "MondayMail",
    "SentForm",
    "Trace",
    "Upload",
    "User",
    "at_least_a_day",
    "one_at_a_time",
    "dates_in_order",
]
