"""The dispatcher's board 调度台: all that waits, the most urgent first, where it is, and who is working on it this minute."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from tongxin.access.views import SignedIn
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordList, only, state_words
from tongxin.network.models.register import short_name
from tongxin.network.queries.layout import POSITIONS
from tongxin.records.volunteering import actions, queries
from tongxin.records.volunteering.life import ACTION, TASK
from tongxin.records.volunteering.models import Task
from tongxin.records.volunteering.pages.records import LEFT, OF_ACTION
from tongxin.records.volunteering.queries import Spot
from tongxin.records.volunteering.rules import is_silent
from tongxin.web.filters import Filter, choice, text
from tongxin.web.pages import Crumb, Empty, Link, Page
from tongxin.web.request import Asked
from tongxin.web.table import Column
from tongxin.web.tiles import Block, Scale, Tile, TileMap

SILENT, PARTLY = "silent", "partly"
_STATES = (
    *((one.value, str(one.label)) for one in (Task.State.OPEN, Task.State.CLAIMED)),
    (SILENT, "没有消息"),
    (PARTLY, "部分完成"),
)
_PLACE_DIGITS = 4  # of a prefecture's code, before two noughts


def _in_state(rows: QuerySet[Task], value: str) -> QuerySet[Task]:
    if value == SILENT:
        return queries.silent(rows, now=timezone.now())
    return rows.filter(done__gt=0) if value == PARTLY else rows.filter(state=value)


def _number(name: str, label: str, *, path: str) -> Filter:
    """Narrow by the number of a record that a link of the board names."""
    return Filter(
        name=name,
        field=lambda: forms.IntegerField(
            label=label, min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput
        ),
        narrow=lambda rows, value: rows.filter(**{path: value}),
    )


def _words(task: Task) -> str:
    said = str(state_words(task))
    if is_silent(task, now=timezone.now()):
        return f"{said}，没有消息"
    return f"{said}，部分完成" if task.done else said


class BoardPage(RecordList):
    """Everything that waits to be done. Whoever handles a task takes it in hand; the others see the name, and may still act."""

    life = TASK
    verb = Verb.RECORD
    title = "志愿服务调度台"
    template_name = "volunteering/board.html"
    order = ("-urgency", "id")
    exportable = False
    narrowed_by = (
        text("title", "action__title", label="任务或行动"),
        choice("state", lambda: list(_STATES), label="状态", narrow=_in_state),
        "kind",
        "urgency",
        _number("action", "志愿服务编号", path="action"),
        _number("place", "地区编号", path="place"),
    )
    shown = (
        Column(name="title", label="任务", value="title", link=address_of),
        Column(name="urgency", label="紧急程度", value="get_urgency_display"),
        OF_ACTION,
        Column(name="place", label="地区", value=lambda task: task.place.name),
        Column(name="kind", label="类别", value="get_kind_display"),
        LEFT,
        Column(name="state", label="状态", value=_words),
        Column(
            name="holder",
            label="正在处理",
            value=lambda task: f"{task.holder}正在处理" if task.holder else "",
            template="volunteering/hold.html",
        ),
    )
    nothing = Empty(title="没有等着办的任务", hint="在一次志愿服务的页面上登记任务，或把求助转为任务。")

    def get_queryset(self) -> QuerySet[Task]:
        return queries.waiting_tasks(self.request.scope, now=timezone.now())

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="志愿服务", url=list_of(ACTION)),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows: QuerySet[Task] | None = kwargs.get("rows")
        where = queries.spots(rows) if rows is not None else []
        return super().get_context_data(
            map=_map(where) if where else None,
            waiting=sum(one.waiting for one in where),
            urgent=sum(one.urgent for one in where),
            **kwargs,
        )

    def _total(self, rows: QuerySet[Any], found: Any) -> str:
        """Leave the count to the map, which has counted already."""
        del rows, found
        return ""

    def links(self) -> Sequence[Link]:
        return [link for link in super().links() if link.url != reverse("volunteering.board")]


class HoldButton(SignedIn, Page):
    """Takes a task in hand for some minutes, says so where somebody else has it, and leads to its page."""

    verb = Verb.RECORD
    http_method_names = ("post",)
    request: Asked

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Do it."""
        rows = Task.objects.visible_to(self.request.scope)
        task = only(rows, kwargs["pk"], missing=TASK.not_found)
        held = actions.hold_task(task, by=self.request.actor)
        if held.account_id != self.request.actor.account_id:
            messages.warning(request, f"{held.account}正在处理这件任务，请先联系，避免重复办理。")
        return HttpResponseRedirect(address_of(task))


def _map(spots: Sequence[Spot]) -> TileMap:
    """Return the places where something waits, in the blocks of their prefectures; places, no coordinates."""
    scale = Scale.over([one.waiting for one in spots])
    blocks = []
    for code, group in groupby(spots, key=lambda one: f"{one.code[:_PLACE_DIGITS]}00"):
        here = list(group)
        path = here[0].path
        seat = "/".join(path.split("/")[:2]) + "/"
        blocks.append(
            Block(
                code=code,
                name=name_of_path(seat),
                tiles=[_tile(one, scale) for one in here],
                summary=f"{sum(one.waiting for one in here)}件",
            )
        )
    positions = POSITIONS.get(f"{spots[0].code[:2]}0000", {}) if len(blocks) > 1 else {}
    legend = scale.legend(unit="件", none="没有")
    return TileMap(title="等着办的任务", blocks=blocks, legend=legend, positions=positions, large=len(blocks) == 1)


def _tile(one: Spot, scale: Scale) -> Tile:
    urgent = f"，其中紧急 {one.urgent} 件" if one.urgent else ""
    return Tile(
        name=short_name(one.name),
        title=one.name,
        text=f"{one.waiting} 件{urgent}",
        tone=scale.tone(one.waiting),
        link=reverse("volunteering.board", query={"place": str(one.place)}),
        shown=str(one.waiting),
    )
