"""Pages made from a life: list, record, entry, a page or button for every act, and the timeline in the product's words."""

from tongxin.lifecycle.pages.acting import ActButton, AskedOnce, RecordActPage, RecordEntry
from tongxin.lifecycle.pages.collected import Collected
from tongxin.lifecycle.pages.lists import RecordList, state_filter
from tongxin.lifecycle.pages.record import RecordPage
from tongxin.lifecycle.pages.routes import pages_of
from tongxin.lifecycle.pages.showing import column_of, only, shown_fact, state_words, timeline

__all__ = [
    "ActButton",
    "AskedOnce",
    "Collected",
    "RecordActPage",
    "RecordEntry",
    "RecordList",
    "RecordPage",
    "column_of",
    "only",
    "pages_of",
    "shown_fact",
    "state_filter",
    "state_words",
    "timeline",
]
