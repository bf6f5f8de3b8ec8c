"""Tables of experts."""

from tongxin.records.experts.models.requests import Contact, Match, Request
from tongxin.records.experts.models.talks import COUNTED, PUBLIC_TALKS, Check, Opinion, Speaker, Talk, TalkFirm
from tongxin.records.experts.models.teams import Expert, Field, Offer, Statement, Team

__all__ = [
    "COUNTED",
    "PUBLIC_TALKS",
    "Check",
    "Contact",
    "Expert",
    "Field",
    "Match",
    "Offer",
    "Opinion",
    "Request",
    "Speaker",
    "Statement",
    "Talk",
    "TalkFirm",
    "Team",
]
