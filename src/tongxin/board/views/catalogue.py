"""指标目录."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from tongxin.board.views.shared import source_lines
from tongxin.board.wording import kind_words
from tongxin.figures import Measure
from tongxin.ports.room import rooms
from tongxin.web import export
from tongxin.web.format import Kind as Shape
from tongxin.web.pages import Page
from tongxin.web.table import Column, Table


class MeasuresPage(Page):
    """指标目录: what every number means, before anyone asks for one."""

    template_name = "board/measures.html"
    title = "指标目录"
    subtitle = "每个数字的定义、口径和名称。定义变了就出新版本，旧报告仍按旧版本计算。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = [
            {"label": room.label, "measures": [self._entry(one) for one in room.measures if self._may_see(one)]}
            for room in rooms()
        ]
        return super().get_context_data(groups=[group for group in groups if group["measures"]], **kwargs)

    def _may_see(self, measure: Measure) -> bool:
        return measure.public or bool(self.request.scope.grants)

    @staticmethod
    def _entry(measure: Measure) -> dict[str, Any]:
        return {
            "measure": measure,
            "kind": kind_words(measure),
            "url": reverse("board:figure", args=[measure.code]),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the catalogue, or export it."""
        if request.GET.get("export") == "xlsx":
            measures = [one for room in rooms() for one in room.measures if self._may_see(one)]
            return export.workbook(Table(_CATALOGUE, measures), title=self.title, source=source_lines())
        return super().get(request, *args, **kwargs)


_CATALOGUE = (
    Column(name="code", label="代码", value="code"),
    Column(name="name", label="名称", value="name"),
    Column(name="names", label="报告中的其他说法", value=lambda measure: "、".join(measure.names)),
    Column(name="unit", label="单位", value="unit"),
    Column(name="kind", label="计法", value=kind_words),
    Column(name="grain", label="口径", value="grain"),
    Column(name="definition", label="定义", value="definition"),
    Column(name="version", label="版本", value="version", kind=Shape.NUMBER),
    Column(name="public", label="公开", value="public", kind=Shape.FLAG),
)
