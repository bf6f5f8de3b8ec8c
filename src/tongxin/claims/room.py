"""What 核数 hands up to the rest of the product."""

from datetime import timedelta
from typing import Any

from tongxin.access.schedule import Scheduled
from tongxin.claims.life import KEPT, PHRASE
from tongxin.claims.queries import checked_snapshots
from tongxin.claims.views.keeping import DeletePage
from tongxin.claims.views.kept import KeptList, KeptPage
from tongxin.claims.views.phrases import PhraseList, PhrasePage
from tongxin.claims.work import CHECK_JOB, sweep
from tongxin.lifecycle.addresses import DETAIL, LIST, patterns
from tongxin.lifecycle.pages import RecordActPage
from tongxin.ports.room import Room
from tongxin.web.menu import MenuItem

_PAGES: dict[str, Any] = {
    LIST: KeptList.as_view(),
    DETAIL: KeptPage.as_view(),
    "rename": RecordActPage.as_view(life=KEPT, one=KEPT.acts[0]),
    "delete": DeletePage.as_view(life=KEPT, one=KEPT.acts[1]),
}
_PHRASE_PAGES: dict[str, Any] = {
    LIST: PhraseList.as_view(),
    DETAIL: PhrasePage.as_view(),
    "correct": RecordActPage.as_view(life=PHRASE, one=PHRASE.acts[0]),
    "delete": DeletePage.as_view(life=PHRASE, one=PHRASE.acts[1]),
}
ROOM = Room(
    name="claims",
    label="核数",
    prefix="check/",
    urls="tongxin.claims.urls",
    lives=(KEPT, PHRASE),
    pages=(*patterns(KEPT, _PAGES), *patterns(PHRASE, _PHRASE_PAGES)),
    jobs=(CHECK_JOB,),
    snapshots=checked_snapshots,
    scheduled=(Scheduled(code="claims.drafts", words="删除到期的核对内容", every=timedelta(minutes=30), run=sweep),),
    menu=(MenuItem(label="核数", url_name="claims:check", icon="check", section="核数", order=80),),
)
