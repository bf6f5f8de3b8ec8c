"""What contests hand up to the rest of the product."""

from tongxin.attendance.registration.calendars import calendar_of
from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected
from tongxin.network.models import Series
from tongxin.ports.room import Room
from tongxin.records.contests import demo
from tongxin.records.contests.figures import ACTIVITY, CONTEST, ENTRANT, ENTRY, MEASURES, PARAGRAPHS, RETURN
from tongxin.records.contests.life import CONTEST as CONTESTS
from tongxin.records.contests.life import ENTRY as ENTRIES
from tongxin.records.contests.life import LIVES, SHEET
from tongxin.records.contests.models import Contest
from tongxin.records.contests.pages import PAGES, RESULTS
from tongxin.records.contests.personal import own_contests
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="contests",
    label="赛事",
    lives=LIVES,
    pages=PAGES,
    public=(RESULTS,),
    doors=(
        Door.of(CONTESTS, name="contests", select=("organiser", "series"), search=("title",)),
        Door.of(
            ENTRIES,
            name="contest-entries",
            select=("contest", "sender"),
            search=("title", "contest__title"),
            place_path=lambda values: values["contest"].path,
        ),
        Door.of(
            SHEET,
            name="score-sheets",
            select=("round__contest", "judge", "entry"),
            search=("round__contest__title",),
            place_path=lambda values: values["contest"].path,
        ),
    ),
    facts=(CONTEST, ENTRY, ENTRANT),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    calendar=calendar_of(Contest, kind=CONTESTS.code),
    sections={
        Series: Collected(
            life=CONTESTS, field="series", shown=("title", "organiser", "last_day", "state"), day="last_day"
        )
    },
    personal=own_contests,
    demo=demo.load,
    paragraphs=PARAGRAPHS,
    words={
        "contests.round.plan": "轮次和评分项",
        "contests.move": "随赛事转移",
        "contests.screen.reveal": "大屏幕揭晓",
    },
    menu=(
        MenuItem(
            label="赛事", url_name="contests.contest.list", icon="medal", section="记录", order=42, verb=Verb.VIEW
        ),
    ),
)
