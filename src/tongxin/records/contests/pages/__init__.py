"""The pages of contests, their entries and score sheets. Entry, acts, correction, timeline and exports come with the lives."""

from django.urls import path

from tongxin.lifecycle.pages import pages_of
from tongxin.records.contests.life import AWARD, CONTEST, ENTRY, JUDGE, OBJECTION, ROUND, SHEET
from tongxin.records.contests.pages.contests import CertifyPage, ContestEntry, ContestList, ContestPage
from tongxin.records.contests.pages.entries import EntryList, EntryPage
from tongxin.records.contests.pages.files import PublishedFile, SealedFile
from tongxin.records.contests.pages.hall import HALLS
from tongxin.records.contests.pages.links import JudgeAddressPage, ScreenPage
from tongxin.records.contests.pages.objections import ObjectionList
from tongxin.records.contests.pages.paper import PAPER, DecidePage, KeyAgainPage
from tongxin.records.contests.pages.public import RESULTS
from tongxin.records.contests.pages.sheets import SheetList, SheetPage
from tongxin.records.contests.pages.tablet import DESKS

PAGES = (
    *pages_of(
        CONTEST,
        list=ContestList,
        detail=ContestPage,
        entry=ContestEntry,
        acts={"screen": ScreenPage, "certify": CertifyPage},
    ),
    *pages_of(ENTRY, list=EntryList, detail=EntryPage),
    *pages_of(SHEET, list=SheetList, detail=SheetPage, acts={"key_again": KeyAgainPage, "decide": DecidePage}),
    *pages_of(ROUND),
    path(f"{ROUND.prefix}<int:pk>/result.json", SealedFile.as_view(), name="contests.round.file"),
    *pages_of(JUDGE, acts={"address": JudgeAddressPage}),
    *pages_of(OBJECTION, list=ObjectionList),
    *pages_of(AWARD),
    *DESKS,
    *HALLS,
    *PAPER,
    path("contests/sealed/<slug:code>/<int:number>/", PublishedFile.as_view(), name="contests.sealed"),
)

__all__ = ["PAGES", "RESULTS"]
