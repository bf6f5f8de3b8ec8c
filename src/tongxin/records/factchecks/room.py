"""What fact-checks hand up to the rest of the product."""

from django.urls import path

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected, pages_of
from tongxin.network.models import Organisation, Series
from tongxin.ports.room import Room
from tongxin.records.factchecks import actions, demo, pages, public
from tongxin.records.factchecks.figures import ACTIVITY, CHECK, CORRECTION, MEASURES, PARAGRAPHS, RETURN
from tongxin.records.factchecks.life import CHECK as CHECK_LIFE
from tongxin.records.factchecks.life import DESK
from tongxin.records.factchecks.public.page import LIST
from tongxin.records.factchecks.queries import asked_by
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="factchecks",
    label="辟谣",
    lives=(CHECK_LIFE, DESK),
    pages=(
        path("fact-checks/published/", pages.PublishedList.as_view(), name=LIST),
        *pages_of(CHECK_LIFE, list=pages.CheckList, detail=pages.CheckPage),
        *pages_of(DESK, list=pages.DeskList, detail=pages.DeskPage),
    ),
    doors=(Door.of(CHECK_LIFE, name="fact-checks", select=("organiser", "series"), search=("title", "claim")),),
    facts=(CHECK, CORRECTION),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    personal=asked_by,
    forget=actions.forget_asker,
    purge=actions.purge,
    consents=(public.CONSENT,),
    forms=(public.FORM,),
    follows=(public.FOLLOW,),
    public=(public.PAGE,),
    sections={
        Series: Collected(
            life=CHECK_LIFE, field="series", shown=("title", "organiser", "received", "state"), day="received"
        ),
        Organisation: pages.waits_section,
    },
    demo=demo.load,
    paragraphs=PARAGRAPHS,
    words={
        "factchecks.asker.name": "登记提出人",
        "factchecks.asker.forget": "删除提出人资料",
    },
    menu=(
        MenuItem(
            label="辟谣", url_name="factchecks.check.list", icon="question", section="记录", order=56, verb=Verb.VIEW
        ),
        MenuItem(
            label="线索征集", url_name="factchecks.desk.list", icon="link", section="记录", order=57, verb=Verb.VIEW
        ),
    ),
)
