"""Lists and pages of causes, gifts, uses, projects, ledgers and decisions."""

from tongxin.records.giving.pages.causes import CauseList, CausePage, ProjectList, ProjectPage
from tongxin.records.giving.pages.gifts import GiftEntry, GiftList, GiftPage, UseList, UsePage
from tongxin.records.giving.pages.ledgers import BookList, BookPage
from tongxin.records.giving.pages.matches import PAGES as MATCHING
from tongxin.records.giving.pages.matches import QUEUE, CandidatesPage, MatchList, MatchPage
from tongxin.records.giving.pages.open_data import PAGES as OPEN_DATA

__all__ = [
    "MATCHING",
    "OPEN_DATA",
    "QUEUE",
    "BookList",
    "BookPage",
    "CandidatesPage",
    "CauseList",
    "CausePage",
    "GiftEntry",
    "GiftList",
    "GiftPage",
    "MatchList",
    "MatchPage",
    "ProjectList",
    "ProjectPage",
    "UseList",
    "UsePage",
]
