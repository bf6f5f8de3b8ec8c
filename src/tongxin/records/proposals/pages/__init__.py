"""Lists and pages of calls, papers, answers, suggestion boxes and suggestions."""

from tongxin.records.proposals.pages.papers import AnswerList, AnswerPage, CallList, CallPage, PaperList, PaperPage
from tongxin.records.proposals.pages.suggestions import BoxList, BoxPage, SuggestionList, SuggestionPage

__all__ = [
    "AnswerList",
    "AnswerPage",
    "BoxList",
    "BoxPage",
    "CallList",
    "CallPage",
    "PaperList",
    "PaperPage",
    "SuggestionList",
    "SuggestionPage",
]
