"""What training hands up to the rest of the product."""

from tongxin.intake.room import Room
from tongxin.kernel.scope import Verb
from tongxin.records.training import queries
from tongxin.records.training.doors import DOORS
from tongxin.records.training.figures import FACTS, MEASURES, RETURN
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="training",
    label="培训",
    facts=FACTS,
    measures=MEASURES,
    doors=DOORS,
    urls="tongxin.records.training.urls",
    prefix="training/",
    deeds=queries.deeds,
    about=queries.about,
    reportable=(RETURN,),
    menu=(MenuItem(label="培训", url_name="training:list", icon="book", section="记录", order=40, verb=Verb.VIEW),),
)
