"""What activities hand up to the rest of the product."""

from tongxin.attendance.personal import roster_of
from tongxin.attendance.registration.calendars import calendar_of
from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected, pages_of
from tongxin.network.models import Base, Series
from tongxin.ports.room import Room
from tongxin.records.activities import demo, pages
from tongxin.records.activities.figures import ACTIVITY, EVENT, MEASURES, PARAGRAPHS, PARTICIPATION, RETURN, SUBJECT
from tongxin.records.activities.life import LIFE
from tongxin.records.activities.models import Activity
from tongxin.web.menu import MenuItem

_SHOWN = ("title", "kind", "organiser", "last_day", "state")

ROOM = Room(
    name="activities",
    label="活动",
    lives=(LIFE,),
    pages=pages_of(
        LIFE, list=pages.ActivityList, detail=pages.ActivityPage, entry=pages.ActivityEntry, acts=pages.ACTS
    ),
    doors=(
        Door.of(
            LIFE,
            name="activities",
            select=("organiser", "occasion", "base", "series"),
            search=("title",),
            headings={
                "title": ("活动", "活动主题", "名称", "主题"),
                "organiser": ("主办", "组织单位", "举办单位", "承办单位"),
                "kind": ("活动类型", "类型", "活动类别"),
                "first_day": ("时间", "活动时间", "日期", "举办时间", "举办日期", "开展时间"),
                "venue": ("地点", "活动地点"),
                "head_count": ("人数", "参加人数", "参与人数", "到场人数", "参加人次"),
            },
        ),
    ),
    facts=(EVENT, PARTICIPATION),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    calendar=calendar_of(Activity, kind=LIFE.code),
    subjects=(SUBJECT,),
    sections={
        Series: Collected(life=LIFE, field="series", shown=_SHOWN, day="last_day"),
        Base: Collected(life=LIFE, field="base", shown=_SHOWN, day="last_day"),
    },
    personal=roster_of(Activity, kind="活动", done="到场", not_done="没有到场"),
    demo=demo.load,
    paragraphs=PARAGRAPHS,
    menu=(
        MenuItem(
            label="活动", url_name="activities.activity.list", icon="flag", section="记录", order=41, verb=Verb.VIEW
        ),
    ),
)
