"""The page classes every room builds on: list, detail, entry, job."""

from tongxin.web.pages.detail import DetailPage, Fact, Moment, Section
from tongxin.web.pages.entry import EntryPage, FieldGroup
from tongxin.web.pages.job import JobPage
from tongxin.web.pages.list import Empty, ListPage
from tongxin.web.pages.parts import Crumb, Link, Page

__all__ = [
    "Crumb",
    "DetailPage",
    "Empty",
    "EntryPage",
    "Fact",
    "FieldGroup",
    "JobPage",
    "Link",
    "ListPage",
    "Moment",
    "Page",
    "Section",
]
