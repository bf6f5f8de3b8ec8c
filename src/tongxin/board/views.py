"""Pages of the board: dashboard, measure catalogue, figure page with its tables as Excel files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views import View

from tongxin.access import jobs, site
from tongxin.board import dashboard, figure_page
from tongxin.board.asking import Asking
from tongxin.board.calendar import Year, read_time
from tongxin.board.figure_page import EVIDENCE_EXPORTED, EVIDENCE_SHOWN, Asked
from tongxin.board.links import api_url, dashboard_url, figure_url
from tongxin.board.places import Standing, read_place, standing
from tongxin.board.wording import kind_words, shown
from tongxin.figures import Kind, Measure, Place
from tongxin.intake.desk import current_desk
from tongxin.intake.room import rooms
from tongxin.kernel.errors import ForbiddenError, InputError, UnavailableError
from tongxin.kernel.scope import Verb
from tongxin.web import export
from tongxin.web.format import Kind as Shape
from tongxin.web.pages import Crumb, Link, Page
from tongxin.web.request import Asked as Request
from tongxin.web.table import Column, Table


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
        """Answer with the next step where there is nothing to compute from yet."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except UnavailableError as error:
            context = {"heading": "还没有数字", "message": error.message, "may_snapshot": may_snapshot(self.request)}
            return self.response_class(self.request, ["board/no_snapshot.html"], context, status=503)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An entry of a switch."""

    label: str
    url: str
    current: bool = False


class DashboardPage(BoardPage):
    """看板: the year's summary in figures, the map of the counties, the trends."""

    template_name = "board/dashboard.html"

    def heading(self) -> str:
        """Name the place and the year."""
        return f"{self.view.place.name} {self.view.year.number} 年"

    @cached_property
    def view(self) -> dashboard.View:
        """The place and year of the address."""
        facts, query = site.current(), self.request.GET
        place = read_place(
            query.get("place"), register=self.asking.register, scope=self.request.scope, home=facts.home_path
        )
        return dashboard.View(place=place, year=Year.read(query.get("year"), today=facts.day))

    @cached_property
    def mapped(self) -> Measure | None:
        """The measure the map shows."""
        offered = dashboard.map_measures(self.asking)
        wish = self.request.GET.get("map")
        if not wish:
            return offered[0] if offered else None
        found = next((one for one in offered if one.code == wish), None)
        if found is None:
            raise InputError(f"地图不能显示「{wish[:40]}」，请从地图上方选择。", field="map")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sentences, map and trends."""
        asking, view = self.asking, self.view
        context = super().get_context_data(**kwargs)
        shown_map = dashboard.tile_map(asking, view=view, measure=self.mapped) if self.mapped else None
        return context | {
            "standing": standing(view.place, register=asking.register, scope=asking.scope, day=view.year.last),
            "places": self._places(),
            "years": self._years(),
            "cards": list(dashboard.cards(asking, view=view, rooms=room_labels())),
            "map": shown_map,
            "map_choices": list(self._maps()) if shown_map else [],
            "mapped": self.mapped,
            "trends": list(dashboard.trends(asking, view=view)),
            "taken_at": asking.taken_at,
            "snapshot": asking.snapshot_id,
            "may_snapshot": may_snapshot(self.request),
        }

    def _url(self, place: Place, *, year: int | None = None) -> str:
        return dashboard_url(
            place=place.code, year=year or self.view.year.number, measure=self.request.GET.get("map", "")
        )

    def _places(self) -> dict[str, list[Choice]]:
        view = self.view
        around = standing(view.place, register=self.asking.register, scope=self.asking.scope, day=view.year.last)
        return place_choices(around, url=self._url)

    def _years(self) -> list[Choice]:
        year = self.view.year
        return [
            Choice(label=f"{number}", url=self._url(self.view.place, year=number), current=number == year.number)
            for number in year.choices()
        ]

    def _maps(self) -> Iterator[Choice]:
        for measure in dashboard.map_measures(self.asking):
            url = dashboard_url(place=self.view.place.code, year=self.view.year.number, measure=measure.code)
            yield Choice(label=measure.name, url=url, current=measure == self.mapped)


def place_choices(around: Standing, *, url: Any) -> dict[str, list[Choice]]:
    """Return the places one can switch to, by where they are: above, below, the asker's own."""
    groups: dict[str, Sequence[Place]] = {"上级": around.above, "下级": around.below, "我的地区": around.own}
    return {
        label: [Choice(label=place.name, url=url(place), current=place == around.place) for place in places]
        for label, places in groups.items()
        if places
    }


class MeasuresPage(Page):
    """指标目录: what every number means, before anyone asks for one."""

    template_name = "board/measures.html"
    title = "指标目录"
    subtitle = "每个数字的定义、口径和名称。定义变了就出新版本，旧报告仍按旧版本计算。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the measures by the room that declares them."""
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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | FileResponse:
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


def source_lines(*lines: str) -> list[str]:
    """Return the lines above an exported table, the mark of demonstration data first."""
    return [*(["演示数据，全部为合成内容"] if site.current().is_demo else []), *lines]


class FigureViews(BoardPage):
    """What the figure page and its exports share: the measure, place and time of the address."""

    @cached_property
    def asked(self) -> Asked:
        """Read the address; raises `InputError` or `NotFoundError` with one sentence."""
        facts, query = site.current(), self.request.GET
        asking = self.asking
        measure = asking.measure(self.kwargs["code"])
        place = read_place(query.get("place"), register=asking.register, scope=asking.scope, home=facts.home_path)
        time = read_time(query, stock=asking.stock(measure), today=facts.day)
        return Asked(asking=asking, measure=measure, place=place, time=time)


class FigurePage(FigureViews):
    """One figure, large, with everything needed to check it."""

    template_name = "board/figure.html"

    def heading(self) -> str:
        """Name the measure."""
        return self.asked.measure.name

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the catalogue and to the place's dashboard."""
        place = self.asked.place
        return (
            Crumb(label="指标目录", url=reverse("board:measures")),
            Crumb(label=f"{place.name}看板", url=dashboard_url(place=place.code, year=self.asked.time.day.year)),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figure, its breakdowns and its evidence."""
        asked = self.asked
        figure = asked.asking.figure(asked.measure, **asked.where, fingerprint=True)
        around = standing(asked.place, register=asked.asking.register, scope=asked.asking.scope, day=asked.time.day)
        context = super().get_context_data(**kwargs)
        context |= {
            "figure": figure,
            "measure": asked.measure,
            "place": asked.place,
            "time": asked.time,
            "stock": asked.asking.stock(asked.measure),
            "shown": shown(figure.result, measure=asked.measure),
            "kind_words": kind_words(asked.measure),
            "is_rate": asked.measure.kind in (Kind.COVERAGE, Kind.RATIO),
            "places": place_choices(around, url=asked.url),
            "uncovered": [Choice(label=one.name, url=asked.url(one)) for one in figure.uncovered],
            "citation": figure_page.citation(figure, asked=asked),
            "api": api_url(asked.measure.code, place=asked.place.code, time=asked.time),
            "taken_at": asked.asking.taken_at,
            "exports": {name: asked.export(name) for name in ("places", "years", "uncovered", "evidence")},
        }
        return context | self._breakdowns(asked) | self._evidence(asked)

    def _breakdowns(self, asked: Asked) -> dict[str, Any]:
        places, years = figure_page.place_lines(asked), figure_page.year_lines(asked)
        return {
            "place_table": figure_page.table_of(asked, places, heading="地区") if places else None,
            "place_chart": figure_page.place_chart(asked, places),
            "year_table": figure_page.table_of(asked, years, heading="时间"),
            "year_chart": figure_page.period_chart(asked, years),
        }

    def _evidence(self, asked: Asked) -> dict[str, Any]:
        after = figure_page.read_after(self.request.GET.get("after"))
        rows = asked.asking.evidence(asked.measure, **asked.where, after=after, limit=EVIDENCE_SHOWN + 1)
        more = len(rows) > EVIDENCE_SHOWN
        rows = rows[:EVIDENCE_SHOWN]
        here = figure_url(asked.measure.code, place=asked.place.code, time=asked.time)
        label = asked.asking.record_label(asked.measure)
        return {
            "evidence": figure_page.evidence_table(rows, label=label),
            "evidence_next": f"{here}&after={rows[-1].key}#evidence" if more else "",
            "evidence_first": f"{here}#evidence" if after else "",
        }


class FigureExport(FigureViews):
    """One of a figure's tables as an Excel file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]  # noqa: ARG002 - a file, not a page
        """Send the table the address names."""
        asked = self.asked
        name = request.GET.get("table", "")
        tables: Mapping[str, Any] = {
            "places": lambda: figure_page.table_of(asked, figure_page.place_lines(asked), heading="地区"),
            "years": lambda: figure_page.table_of(asked, figure_page.year_lines(asked), heading="时间"),
            "uncovered": lambda: self._uncovered(asked),
            "evidence": lambda: self._evidence(asked),
        }
        if name not in tables:
            raise InputError(
                "table 应为 places、years、uncovered 或 evidence，请从数字页上点「导出 Excel」。", field="table"
            )
        source = source_lines(
            f"{asked.place.name}　{asked.time.label}",
            f"指标 {asked.measure.code} 第 {asked.measure.version} 版　快照 {asked.asking.snapshot_id}",
            asked.measure.definition,
        )
        return export.workbook(tables[name](), title=f"{asked.place.name}{asked.measure.name}", source=source)

    @staticmethod
    def _uncovered(asked: Asked) -> Table:
        figure = asked.asking.figure(asked.measure, **asked.where)
        columns = (
            Column(name="code", label="区划代码", value="code"),
            Column(name="name", label="未覆盖地区", value="name"),
        )
        return Table(columns, figure.uncovered)

    @staticmethod
    def _evidence(asked: Asked) -> Table:
        rows = asked.asking.evidence(asked.measure, **asked.where, after=0, limit=EVIDENCE_EXPORTED)
        return figure_page.evidence_table(rows, label=asked.asking.record_label(asked.measure))


class SnapshotStart(View):
    """「更新快照」: starts the job and shows it."""

    http_method_names = ["post"]

    def post(self, request: Request) -> HttpResponse:
        """Start, if the asker may."""
        if not may_snapshot(request):
            raise ForbiddenError(f"您没有「{Verb.SNAPSHOT.label}」权限，请联系上级管理员授权。")
        job = jobs.start("figures.snapshot", by=request.actor, path=site.current().home_path)
        return HttpResponseRedirect(reverse("access:job", args=[job.pk]))


REFRESH = Link(label="更新快照", url="/board/snapshot/", icon="refresh", post=True)
