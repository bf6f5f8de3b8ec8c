"""The figure page and its tables as Excel files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from tongxin.board import figure_page
from tongxin.board.evidence import EXPORTED, rows_table, sorting_of, trail
from tongxin.board.figure_page import Asked
from tongxin.board.links import api_url, dashboard_url
from tongxin.board.places import standing
from tongxin.board.views.asked import FigureViews
from tongxin.board.views.evidence import trail_context
from tongxin.board.views.shared import Choice, place_choices, source_lines
from tongxin.board.wording import completeness_words, kind_words
from tongxin.figures import Figure, Kind
from tongxin.kernel.errors import InputError
from tongxin.web import export
from tongxin.web.pages import Crumb
from tongxin.web.table import Column, Table


class FigurePage(FigureViews):
    """One figure, large, with everything needed to check it."""

    template_name = "board/figure.html"

    def heading(self) -> str:
        """Name the measure, and whose it is."""
        return self.asked.name

    def crumbs(self) -> Sequence[Crumb]:
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
            "subject": asked.subject,
            "whole_url": asked.whole_url,
            "time": asked.time,
            "stock": asked.asking.stock(asked.measure),
            "shown": asked.shown(figure),
            "kind_words": kind_words(asked.measure),
            "complete": completeness_words(figure.completeness) if figure.completeness else [],
            "returns": figure.completeness.returns if figure.completeness else None,
            "is_rate": asked.measure.kind in (Kind.COVERAGE, Kind.RATIO),
            "places": place_choices(around, url=asked.url),
            "uncovered": [Choice(label=one.name, url=asked.url(one)) for one in figure.uncovered],
            "citation": figure_page.citation(figure, asked=asked),
            "api": api_url(asked.measure.code, place=asked.place.code, time=asked.time, of=asked.of),
            # what was once public stands, with the snapshot it was computed on
            "taken_at": asked.asking.taken_at if figure.snapshot == asked.asking.snapshot_id else None,
            "uncounted": asked.asking.uncounted(asked.place),
            "asserted": figure_page.asserted_table(asked),
            "exports": {name: asked.export(name) for name in ("places", "years", "uncovered", "lines")},
        }
        return context | self._breakdowns(asked, figure) | trail_context(asked, self.request.GET)

    def _breakdowns(self, asked: Asked, figure: Figure) -> dict[str, Any]:
        places, drawn = figure_page.place_lines(asked), figure_page.years(asked)
        parted = figure_page.parted_lines(asked, figure, places)
        return {
            "place_table": figure_page.table_of(asked, figure_page.whole_lines(asked, figure, parted), heading="地区")
            if places
            else None,
            "place_note": figure_page.place_note(asked, figure, places) if places else "",
            "place_chart": figure_page.place_chart(asked, parted),
            "year_table": figure_page.table_of(asked, figure_page.year_lines(asked, drawn), heading="时间"),
            "year_chart": figure_page.period_chart(asked, drawn),
        }


class FigureExport(FigureViews):
    """One of a figure's tables as an Excel file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        asked = self.asked
        name = request.GET.get("table", "")
        tables: Mapping[str, Any] = {
            "places": lambda: self._places(asked),
            "years": lambda: self._years(asked),
            "uncovered": lambda: self._uncovered(asked),
            "evidence": lambda: self._evidence(asked),
            "lines": lambda: self._lines(asked),
        }
        if name not in tables:
            raise InputError(
                "table 应为 places、years、uncovered、evidence 或 lines，请从数字页上点「导出 Excel」。", field="table"
            )
        whose = [f"{asked.subject.label}：{asked.subject.name}"] if asked.subject else []
        if name == "evidence" and sorting_of(asked, self.request.GET).own:
            whose.append(f"只列{asked.place.name}本级")
        source = source_lines(
            f"{asked.place.name}　{asked.time.label}",
            *whose,
            f"指标 {asked.measure.code} 第 {asked.measure.version} 版　快照 {asked.asking.snapshot_id}",
            asked.measure.definition,
            *self._remarks(asked, table=name),
        )
        return export.workbook(tables[name](), title=f"{asked.place.name}{asked.name}", source=source)

    @staticmethod
    def _years(asked: Asked) -> Table:
        return figure_page.table_of(asked, figure_page.year_lines(asked, figure_page.years(asked)), heading="时间")

    @staticmethod
    def _uncovered(asked: Asked) -> Table:
        figure = asked.asking.figure(asked.measure, **asked.where)
        columns = (
            Column(name="code", label="区划代码", value="code"),
            Column(name="name", label="未覆盖地区", value="name"),
        )
        return Table(columns, figure.uncovered)

    @staticmethod
    def _places(asked: Asked) -> Table:
        figure = asked.asking.figure(asked.measure, **asked.where)
        parted = figure_page.parted_lines(asked, figure, figure_page.place_lines(asked))
        return figure_page.table_of(asked, figure_page.whole_lines(asked, figure, parted), heading="地区")

    @staticmethod
    def _remarks(asked: Asked, *, table: str) -> list[str]:
        """Say what the page says beside the figure: how complete it is, why places do not add up, what is not counted yet."""
        figure = asked.asking.figure(asked.measure, **asked.where)
        complete = completeness_words(figure.completeness) if figure.completeness and figure.value is not None else []
        note = figure_page.place_note(asked, figure, figure_page.place_lines(asked)) if table == "places" else ""
        said = (f"完整度：{'；'.join(complete)}。" if complete else "", note, asked.asking.uncounted(asked.place))
        return [one for one in said if one]

    def _evidence(self, asked: Asked) -> Table:
        found = trail(asked, replace(sorting_of(asked, self.request.GET), start=0), limit=EXPORTED, named=False)
        if found is None:
            raise InputError("比例由两个指标相除得到，没有自己的记录，请到它们各自的页面导出。", field="table")
        return found.table(addressed=True)

    @staticmethod
    def _lines(asked: Asked) -> Table:
        rows = asked.asking.evidence(asked.question, after=0, limit=EXPORTED)
        return rows_table(rows, label=asked.asking.record_label(asked.measure))
