"""What attendance hands up to the rest of the product: the lives of roster lines, sessions and leave, the words of its journal."""

from django.urls import path

from tongxin.attendance.life import LEAVE, LINE, LIVES, SESSION
from tongxin.attendance.models import Registration
from tongxin.attendance.pages import LeaveEntry, LeavePage, LineCorrection, SessionEntry
from tongxin.lifecycle.pages import pages_of
from tongxin.ports.room import Room

_HUNG = (  # what hangs on another record is put on file at its address
    path(
        "occasions/<int:pk>/sessions/new/",
        SessionEntry.as_view(life=SESSION, one=SESSION.new),
        name="attendance.session.add",
    ),
    path("roster-lines/<int:pk>/leave/", LeaveEntry.as_view(life=LEAVE, one=LEAVE.new), name="attendance.leave.grant"),
    path(
        "registrations/<int:pk>/leave/",
        LeaveEntry.as_view(life=LEAVE, one=LEAVE.new, holders=Registration),
        name="attendance.leave.grant_registered",
    ),
)
ROOM = Room(
    name="attendance",
    label="名册",
    lives=LIVES,
    pages=(
        *_HUNG,
        *pages_of(LINE, acts={"correct": LineCorrection}),
        *(one for one in pages_of(SESSION) if one.name != "attendance.session.add"),
        *(one for one in pages_of(LEAVE, detail=LeavePage) if one.name != "attendance.leave.grant"),
    ),
    words={
        "attendance.open": "建立名册",
        "attendance.correct_programme": "更正结业要求",
        "attendance.move": "随主办单位转到另一地区",
        "attendance.enter": "登记名册",
        "attendance.decide": "重新认定结业",
        "attendance.count": "登记到场人数",
        "attendance.add_day": "增加一场",
        "attendance.change_day": "更改日程",
        "attendance.drop_day": "去掉一场",
    },
)
