"""Plain arithmetic and geography of gifts: what ledgers come to, which place two tellings share, which may be one gift."""

from tongxin.records.giving.rules.ledgers import FOUR_EYES_FROM, Balance, balance, common_path, follow, totals_with
from tongxin.records.giving.rules.matching import APART, TOLD, Decided, Told, alike

__all__ = [
    "APART",
    "FOUR_EYES_FROM",
    "TOLD",
    "Balance",
    "Decided",
    "Told",
    "alike",
    "balance",
    "common_path",
    "follow",
    "totals_with",
]
