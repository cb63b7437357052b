from funds.models.aids import Aid, AidDecision, key_of
from funds.models.funds import AidNature, Fund, FundBudget, RefusalReason, has_open_right
from funds.models.payments import PaymentOrder

__all__ = [
    "Aid",
    "AidDecision",
    "AidNature",
    "Fund",
    "FundBudget",
    "PaymentOrder",
    "RefusalReason",
    "has_open_right",
    "key_of",
]
