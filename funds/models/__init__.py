from funds.models.aids import Aid, AidDecision, key_of
from funds.models.funds import AidNature, Fund, FundBudget, RefusalReason, has_open_right

__all__ = [
    "Aid",
    "AidDecision",
    "AidNature",
    "Fund",
    "FundBudget",
    "RefusalReason",
    "has_open_right",
    "key_of",
]
