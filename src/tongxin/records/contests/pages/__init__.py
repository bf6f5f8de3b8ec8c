"""The pages of contests, their entries and score sheets. Entry, acts, correction, timeline and exports come with the lives."""

from django.urls import path

from tongxin.lifecycle.pages import pages_of
from tongxin.records.contests.life import AWARD, CONTEST, ENTRY, JUDGE, OBJECTION, ROUND, SHEET
from tongxin.records.contests.pages.contests import ContestEntry, ContestList, ContestPage
from tongxin.records.contests.pages.entries import EntryList, EntryPage
from tongxin.records.contests.pages.files import SealedFile
from tongxin.records.contests.pages.sheets import SheetList, SheetPage

PAGES = (
    *pages_of(CONTEST, list=ContestList, detail=ContestPage, entry=ContestEntry),
    *pages_of(ENTRY, list=EntryList, detail=EntryPage),
    *pages_of(SHEET, list=SheetList, detail=SheetPage),
    *pages_of(ROUND),
    path(f"{ROUND.prefix}<int:pk>/result.json", SealedFile.as_view(), name="contests.round.file"),
    *pages_of(JUDGE),
    *pages_of(OBJECTION),
    *pages_of(AWARD),
)

__all__ = ["PAGES"]
