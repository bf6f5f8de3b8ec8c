"""首页: what this network is, its public figures, and where to go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from tongxin.access import site
from tongxin.board.asking import Asking
from tongxin.board.calendar import Year
from tongxin.board.dashboard import Card, View, cards
from tongxin.board.places import read_place
from tongxin.board.views.shared import room_labels
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import current_desk
from tongxin.web.pages import Page


@dataclass(frozen=True, kw_only=True)
class Door:
    """A place to go to from here."""

    label: str
    text: str
    icon: str
    url_name: str

    @property
    def url(self) -> str:
        """The page's address, empty where it is not installed."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


DOORS = (
    Door(label="看板", text="按地区和年份看全部公开数字", icon="board", url_name="board:dashboard"),
    Door(label="组织地图", text="哪些市州和县市区有联谊组织", icon="map", url_name="network:map"),
    Door(label="活动日历", text="这个月有哪些活动，怎样报名", icon="calendar", url_name="portal:calendar"),
    Door(label="展示", text="寻美湖南、人物访谈和短视频", icon="heart", url_name="stories.gallery"),
    Door(label="辟谣", text="查证过的网传消息，附来源和更正记录", icon="question", url_name="factchecks.published"),
    Door(label="公益捐赠", text="捐给了谁、捐了多少，逐笔公开", icon="heart", url_name="giving.public"),
    Door(label="产销对接", text="看各地在卖什么、谁想买，不用登录就能登记", icon="link", url_name="produce.board"),
    Door(label="核数", text="逐个核对报告里的数字", icon="scale", url_name="claims:check"),
    Door(label="核验", text="扫码或输核验码，看报告里的数字是真是假", icon="check", url_name="portal:verify"),
    Door(label="指标目录", text="每个数字是什么意思、怎么数的", icon="ruler", url_name="board:measures"),
)


class HomePage(Page):
    """The first page anyone sees. Its figures are the public ones for everybody, whoever has signed in."""

    template_name = "portal/home.html"

    def heading(self) -> str:
        return site.current().name

    def canonical(self) -> str:
        return reverse("portal:home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the public figures, where a snapshot has been taken, and the doors."""
        doors = [door for door in DOORS if door.url]
        return super().get_context_data(cards=self._cards(), doors=doors, **kwargs)

    @staticmethod
    def _cards() -> Sequence[Card]:
        facts = site.current()
        try:
            asking = Asking(current_desk(), scope=Scope())
        except UnavailableError:
            return ()
        place = read_place(None, register=asking.register, scope=asking.scope, home=facts.home_path)
        view = View(place=place, year=Year(number=facts.day.year, today=facts.day))
        return list(cards(asking, view=view, rooms=room_labels()))
