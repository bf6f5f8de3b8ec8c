"""The evidence of a figure on its page, and the page of the lines one record brings to it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from tongxin.board.evidence import (
    SHOWN,
    SORTS,
    WAYS,
    Lines,
    Trail,
    lines_of,
    read_after,
    sorting_of,
    trail,
    ways,
)
from tongxin.board.figure_page import Asked
from tongxin.board.links import lines_url
from tongxin.board.views.asked import FigureViews
from tongxin.board.views.shared import Choice
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.web.pages import Crumb, Link
from tongxin.web.pages.list import Heading
from tongxin.web.table import Column

UNNAMED = f"您没有这里的「{Verb.MEMBERS.label}」权限，只列出计入的条目，不显示姓名；姓名由所在地有这项权限的同事核对。"


def trail_context(asked: Asked, query: Mapping[str, str]) -> dict[str, Any]:
    """Return what the section 依据 of a figure's page is made of."""
    fact = asked.asking.fact(asked.measure)
    found = trail(asked, sorting_of(asked, query))
    if found is None or not found.total:
        return {"evidence": None}
    sorting, here = found.sorting, _Here(asked, found)
    table = found.table()
    return {
        "evidence": table,
        "evidence_headings": [here.heading(column) for column in table.columns],
        "evidence_total": found.total,
        "evidence_own": f"{asked.place.name}本级" if sorting.own else "",
        "evidence_whole": here.url(own="", start=""),
        "evidence_ways": [
            Choice(label=WAYS[way], url=here.url(group=way, sort="", start=""), current=way == sorting.way)
            for way in ways(fact)
        ],
        "evidence_first": here.url(start="") if sorting.start else "",
        "evidence_previous": here.url(start=str(max(sorting.start - SHOWN, 0) or "")) if sorting.start else "",
        "evidence_next": here.url(start=str(sorting.start + SHOWN)) if sorting.start + SHOWN < found.total else "",
        "evidence_export": asked.export("evidence", **sorting.query()),
    }


class _Here:
    """Addresses of the same evidence, otherwise sorted or put together."""

    def __init__(self, asked: Asked, found: Trail) -> None:
        self._asked = asked
        self._sorting = found.sorting

    def url(self, **other: str) -> str:
        """Return the page with these parameters set; an empty one is left out."""
        return f"{self._asked.url(self._asked.place)}&{urlencode(self._sorting.query(**other))}#evidence"

    def heading(self, column: Column) -> Heading:
        """Return the head of a column with the address that sorts by it."""
        if column.name not in SORTS:
            return Heading(column=column, url="", direction="")
        here = self._sorting.order.value == column.name
        direction = ("down" if self._sorting.descending else "up") if here else ""
        wish = f"-{column.name}" if direction == "up" else column.name
        return Heading(column=column, url=self.url(sort=wish, start=""), direction=direction)


class LinesPage(FigureViews):
    """What one record brings to a figure, line by line; without names for those who may not read them."""

    template_name = "board/lines.html"

    def heading(self) -> str:
        """Name the record."""
        return self.lines.record

    @cached_property
    def number(self) -> int:
        """The number of the record in the address."""
        return read_after(self.request.GET.get("record"), field="record", what="记录编号无效，请回数字页再选。")

    @cached_property
    def lines(self) -> Lines:
        """The lines of the record in the address; raises `NotFoundError`."""
        found = lines_of(self.asked, self.number, after=read_after(self.request.GET.get("after")))
        if found is None:
            raise NotFoundError(
                "这个数字没有来自这条记录的条目，或者它不在您的权限范围内，请回数字页再选。", field="record"
            )
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the figure."""
        asked = self.asked
        return (Crumb(label=f"{asked.place.name}{asked.name}", url=f"{asked.url(asked.place)}#evidence"),)

    def links(self) -> Sequence[Link]:
        """Lead to the record itself."""
        return (Link(label="打开这条记录", url=self.lines.page, icon="right"),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lines, and how much of the figure they are."""
        asked, lines = self.asked, self.lines
        figure = asked.asking.figure(asked.measure, **asked.where)
        here = lines_url(asked.question, record=self.number)
        return super().get_context_data(**kwargs) | {
            "table": lines.table,
            "next_url": f"{here}&after={lines.after}" if lines.more else "",
            "first_url": here if self.request.GET.get("after") else "",
            "figure_name": f"{asked.place.name} {asked.time.label} {asked.name}",
            "figure_shown": asked.shown(figure),
            "figure_url": asked.url(asked.place),
            "unnamed": UNNAMED if lines.unnamed else "",
        }
