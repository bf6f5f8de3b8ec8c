"""What visits hand up to the rest of the product."""

from tests.toy import demo, pages
from tests.toy.figures import ACTIVITY, MEASURES, PARAGRAPH, RETURN, VISIT
from tests.toy.life import LIFE
from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected, pages_of
from tongxin.network.models import Organisation, Series
from tongxin.ports.consents import ConsentText
from tongxin.ports.room import Room
from tongxin.web.menu import MenuItem
from tongxin.web.pages import Section

ROOM = Room(
    name="toy",
    label="走访",
    lives=(LIFE,),
    pages=pages_of(LIFE, list=pages.VisitList, detail=pages.VisitPage),
    doors=(Door.of(LIFE, name="visits", select=("organiser",), search=("title",)),),
    facts=(VISIT,),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    demo=demo.load,
    paragraphs=(PARAGRAPH,),
    consents=(ConsentText(purpose="visit", label="走访", version=1, text="同意走访时登门。"),),
    sections={
        Organisation: lambda record, *, scope: (Section(name="visits", title=f"走访：{record}"),),
        Series: Collected(life=LIFE, field="series", shown=("title", "organiser", "day", "state"), day="day"),
    },
    menu=(MenuItem(label="走访", url_name="toy.visit.list", section="记录", order=49, verb=Verb.VIEW),),
)
