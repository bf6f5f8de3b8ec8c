"""What pages of the board share: who asks, how to switch places, what an exported table says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tongxin.access import site
from tongxin.board.asking import Asking
from tongxin.board.places import Standing
from tongxin.figures import Place
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.scope import Verb
from tongxin.ports.desk import current_desk, figures_notice
from tongxin.ports.room import rooms
from tongxin.web.pages import Page
from tongxin.web.request import Asked as Request

ABOVE = "上级"


def room_labels() -> dict[str, str]:
    """Return the label of the room that declared each measure, by the measure's code."""
    return {measure.code: room.label for room in rooms() for measure in room.measures}


def may_snapshot(request: Request) -> bool:
    """Tell whether this asker may renew the snapshot."""
    return request.scope.may(Verb.SNAPSHOT, site.current().home_path)


class BoardPage(Page):
    """A page that asks figures; before the first snapshot it says how to take one."""

    @cached_property
    def asking(self) -> Asking:
        """The asker's questions on the newest snapshot."""
        return Asking(current_desk(), scope=self.request.scope)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except UnavailableError as error:
            context = {"heading": "暂时没有数字", "message": error.message, "may_snapshot": may_snapshot(self.request)}
            return self.response_class(self.request, ["board/no_snapshot.html"], context, status=503)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An entry of a switch."""

    label: str
    url: str
    current: bool = False


def place_choices(around: Standing, *, url: Any) -> dict[str, list[Choice]]:
    """Return the places one can switch to, by where they are: above, below, the asker's own."""
    groups: dict[str, Sequence[Place]] = {ABOVE: around.above, "下级": around.below, "我的地区": around.own}
    return {
        label: [Choice(label=place.name, url=url(place), current=place == around.place) for place in places]
        for label, places in groups.items()
        if places
    }


def source_lines(*lines: str) -> list[str]:
    """Return the lines above an exported table: the mark of demonstration data and what is to be said of figures first."""
    marks = ("演示数据，全部为合成内容" if site.current().is_demo else "", figures_notice())
    return [*filter(None, marks), *lines]
