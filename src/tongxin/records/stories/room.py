"""What stories hand up to the rest of the product."""

from django.urls import path

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected, pages_of
from tongxin.network.models import Organisation, Series
from tongxin.ports.consents import ConsentText
from tongxin.ports.public import ROOT
from tongxin.ports.room import Room
from tongxin.records.stories import actions, demo
from tongxin.records.stories.figures import ACTIVITY, MEASURES, PARAGRAPHS, RETURN, STORY
from tongxin.records.stories.life import LIFE
from tongxin.records.stories.pages import desk, public
from tongxin.records.stories.pages.gallery import GALLERY, GalleryPage
from tongxin.records.stories.pages.telling import FILE, SMALL
from tongxin.records.stories.queries import PUBLIC_PREFIX, SHOWING, own_stories
from tongxin.web.menu import MenuItem

_SHOWN = ("title", "kind", "organiser", "published", "state")
_FILES = f"{ROOT}/{PUBLIC_PREFIX}/<str:code>/files/<int:pk>/"

ROOM = Room(
    name="stories",
    label="展示",
    lives=(LIFE,),
    pages=(
        *pages_of(LIFE, list=desk.StoryList, detail=desk.StoryPage),
        path("showcase/", GalleryPage.as_view(), name=GALLERY),
        path(_FILES, public.PublicFile.as_view(), name=FILE),
        path(f"{_FILES}thumb.jpg", public.PublicFile.as_view(thumbnail=True), name=SMALL),
    ),
    doors=(Door.of(LIFE, name="stories", select=("organiser", "series"), search=("title",)),),
    facts=(STORY,),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    personal=own_stories,
    forget=actions.forget,
    purge=actions.purge,
    consents=(
        ConsentText(
            purpose=SHOWING,
            label="出镜展示",
            version=1,
            text="同意本组织公开有我出镜的图片、视频和访谈，范围以我签的同意书为准。撤回后，有我出镜的展示立即不再公开。",
        ),
    ),
    sections={
        Organisation: Collected(life=LIFE, field="organiser", shown=_SHOWN, day="recorded_at"),
        Series: Collected(life=LIFE, field="series", shown=_SHOWN, day="recorded_at"),
    },
    demo=demo.load,
    paragraphs=PARAGRAPHS,
    public=(public.PAGE,),
    words={
        "stories.shown.name": "登记出镜人",
        "stories.shown.forget": "清除出镜人信息",
        "stories.shown.purge": "清除到期的出镜人信息",
    },
    menu=(
        MenuItem(label="展示", url_name="stories.story.list", icon="heart", section="记录", order=49, verb=Verb.VIEW),
    ),
)
