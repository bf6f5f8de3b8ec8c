"""What giving hands up to the rest of the product."""

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected, pages_of
from tongxin.network.models import Series
from tongxin.network.views.organised import OrganisedEntry
from tongxin.ports.room import Room
from tongxin.records.giving import demo, life, pages
from tongxin.records.giving.figures import ACTIVITY, CAUSE, GIFT, LINE, MEASURES, PARAGRAPHS, RETURN
from tongxin.records.giving.queries import given_by
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="giving",
    label="捐赠",
    lives=(life.CAUSE, life.PROJECT, life.GIFT, life.USE, life.BOOK, life.MATCH, life.LINE),
    pages=(
        *pages_of(life.CAUSE, list=pages.CauseList, detail=pages.CausePage, entry=OrganisedEntry),
        *pages_of(life.PROJECT, list=pages.ProjectList, detail=pages.ProjectPage, entry=OrganisedEntry),
        *pages_of(life.GIFT, list=pages.GiftList, detail=pages.GiftPage, entry=pages.GiftEntry),
        *pages_of(life.USE, list=pages.UseList, detail=pages.UsePage),
        *pages_of(life.BOOK, list=pages.BookList, detail=pages.BookPage),
        *pages_of(life.MATCH, list=pages.MatchList, detail=pages.MatchPage),
        *pages.MATCHING,
        *pages.OPEN_DATA,
    ),
    doors=(
        Door.of(life.CAUSE, name="gift-causes", select=("organiser",), search=("name",)),
        Door.of(life.PROJECT, name="village-projects", select=("organiser",), search=("title", "village")),
        Door.of(
            life.GIFT,
            name="gifts",
            select=("organiser", "cause", "recipient", "series"),
            search=("title", "recipient__name"),
        ),
        Door.of(life.USE, name="gift-uses", select=("gift", "cause", "project"), search=("purpose", "gift__title")),
    ),
    facts=(GIFT, LINE),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    sections={
        Series: Collected(
            life=life.GIFT, field="series", shown=("title", "organiser", "received", "state"), day="received"
        )
    },
    personal=given_by,
    subjects=(CAUSE,),
    demo=demo.load,
    paragraphs=PARAGRAPHS,
    words={
        "giving.book.open": "建立捐赠账本",
        "giving.line": "记入账本",
        "giving.recipient": "登记受赠方",
        "giving.giver": "登记捐赠方",
    },
    menu=(
        MenuItem(label="捐赠", url_name="giving.gift.list", icon="heart", section="记录", order=46, verb=Verb.VIEW),
        MenuItem(label="捐赠核对", url_name=pages.QUEUE, icon="copy", section="记录", order=47, verb=Verb.CONFIRM),
    ),
)
