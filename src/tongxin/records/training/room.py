"""What training hands up to the rest of the product."""

from tongxin.attendance.personal import roster_of
from tongxin.attendance.registration.calendars import calendar_of
from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected, pages_of
from tongxin.network.models import Series
from tongxin.ports.consents import ConsentText
from tongxin.ports.room import Room
from tongxin.records.training import demo, pages
from tongxin.records.training.figures import ACTIVITY, CLASS, MEASURES, PARAGRAPHS, PARTICIPATION, RETURN
from tongxin.records.training.life import LIFE
from tongxin.records.training.models import TrainingClass
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="training",
    label="培训",
    lives=(LIFE,),
    pages=pages_of(LIFE, list=pages.ClassList, detail=pages.ClassPage, entry=pages.ClassEntry, acts=pages.ACTS),
    doors=(
        Door.of(
            LIFE,
            name="training-classes",
            select=("organiser", "occasion", "series"),
            search=("title",),
            headings={
                "title": ("培训班", "班次", "班次名称", "培训名称", "培训主题"),
                "organiser": ("主办", "举办单位", "组织单位"),
                "first_day": ("时间", "培训时间", "举办时间", "开班时间", "举办日期"),
                "venue": ("地点", "培训地点"),
                "kind": ("培训类型", "培训类别"),
                "head_count": ("人数", "参训人数", "培训人数", "参加人数"),
            },
        ),
    ),
    facts=(CLASS, PARTICIPATION),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    personal=roster_of(TrainingClass, kind="培训", done="已结业", not_done="未结业"),
    calendar=calendar_of(TrainingClass, kind=LIFE.code),
    demo=demo.load,
    paragraphs=PARAGRAPHS,
    consents=(
        ConsentText(
            purpose="training",
            label="培训名册上报",
            version=1,
            text="同意把我的姓名和单位列入所参加培训的名册，报送培训的主办单位。不同意不影响入会。",
        ),
    ),
    words={"training.class.join": "更新合办单位"},
    sections={
        Series: Collected(life=LIFE, field="series", shown=("title", "organiser", "last_day", "state"), day="last_day")
    },
    menu=(
        MenuItem(label="培训", url_name="training.class.list", icon="book", section="记录", order=40, verb=Verb.VIEW),
    ),
)
