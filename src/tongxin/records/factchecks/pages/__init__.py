"""Lists and pages of checks and of desks, for staff."""

from tongxin.records.factchecks.pages.checks import CheckList, CheckPage
from tongxin.records.factchecks.pages.desks import DeskList, DeskPage
from tongxin.records.factchecks.pages.published import PublishedList
from tongxin.records.factchecks.pages.waits import waits_section

__all__ = ["CheckList", "CheckPage", "DeskList", "DeskPage", "PublishedList", "waits_section"]
