"""Lists and pages of volunteering, the dispatcher's board, paper, and what a member does with the own account."""

from django.urls import path

from tongxin.lifecycle.pages import pages_of
from tongxin.records.volunteering import life
from tongxin.records.volunteering.pages.board import BoardPage, HoldButton
from tongxin.records.volunteering.pages.members import JoinPage
from tongxin.records.volunteering.pages.paper import RecordFile, ShiftPage
from tongxin.records.volunteering.pages.records import (
    ActionEntry,
    ActionList,
    ActionPage,
    KindPage,
    RequestList,
    RequestPage,
    TaskEntry,
    TaskList,
    TaskPage,
    VolunteerList,
    VolunteerPage,
)

PAGES = (
    path("volunteer-board/", BoardPage.as_view(), name="volunteering.board"),
    path("volunteer-board/<int:pk>/", HoldButton.as_view(), name="volunteering.hold"),
    path("volunteer-actions/<int:pk>/shifts/", ShiftPage.as_view(), name="volunteering.shifts"),
    path("volunteer-kinds/<int:pk>/", KindPage.as_view(), name="volunteering.kind"),
    path("volunteer-join/<str:code>/", JoinPage.as_view(), name="volunteering.join"),
    path("volunteer-records/<str:token>/", RecordFile.as_view(), name="volunteering.record"),
    *pages_of(life.ACTION, list=ActionList, detail=ActionPage, entry=ActionEntry),
    *pages_of(life.TASK, list=TaskList, detail=TaskPage, entry=TaskEntry),
    *pages_of(life.VOLUNTEER, list=VolunteerList, detail=VolunteerPage),
    *pages_of(life.REQUEST, list=RequestList, detail=RequestPage),
)

__all__ = ["PAGES"]
