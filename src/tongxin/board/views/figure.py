"""The figure page and its tables as Excel files."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from tongxin.access import site
from tongxin.board import figure_page
from tongxin.board.calendar import read_time
from tongxin.board.document import read_subject
from tongxin.board.figure_page import EVIDENCE_EXPORTED, EVIDENCE_SHOWN, Asked
from tongxin.board.links import api_url, dashboard_url
from tongxin.board.places import read_place, standing
from tongxin.board.views.shared import BoardPage, Choice, place_choices, source_lines
from tongxin.board.wording import completeness_words, kind_words
from tongxin.figures import Figure, Kind
from tongxin.kernel.errors import InputError
from tongxin.web import export
from tongxin.web.pages import Crumb
from tongxin.web.table import Column, Table


class FigureViews(BoardPage):
    """What the figure page and its exports share: the measure, place and time of the address."""

    @cached_property
    def asked(self) -> Asked:
        """Read the address; raises `InputError` or `NotFoundError` with one sentence."""
        facts, query = site.current(), self.request.GET
        asking = self.asking
        measure = asking.measure(self.kwargs["code"])
        subject = read_subject(query.get("of"), scope=asking.scope)
        place = read_place(
            query.get("place"), register=asking.register, scope=asking.scope, home=facts.home_path, subject=subject
        )
        time = read_time(query, stock=asking.stock(measure), today=facts.day)
        if not query.get("as_of"):
            time = asking.time(measure, place=place, time=time)
        return Asked(asking=asking, measure=measure, place=place, time=time, subject=subject)


class FigurePage(FigureViews):
    """One figure, large, with everything needed to check it."""

    template_name = "board/figure.html"

    def heading(self) -> str:
        """Name the measure, and whose it is."""
        return self.asked.name

    def canonical(self) -> str:
        return self.asked.url(self.asked.place)

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
            "taken_at": asked.asking.taken_at,
            "uncounted": asked.asking.uncounted(asked.place),
            "asserted": figure_page.asserted_table(asked),
            "exports": {name: asked.export(name) for name in ("places", "years", "uncovered", "evidence")},
        }
        return context | self._breakdowns(asked, figure) | self._evidence(asked)

    def _breakdowns(self, asked: Asked, figure: Figure) -> dict[str, Any]:
        places, drawn = figure_page.place_lines(asked), figure_page.years(asked)
        return {
            "place_table": figure_page.table_of(asked, places, heading="地区") if places else None,
            "place_note": figure_page.place_note(asked, figure, places) if places else "",
            "place_chart": figure_page.place_chart(asked, places),
            "year_table": figure_page.table_of(asked, figure_page.year_lines(asked, drawn), heading="时间"),
            "year_chart": figure_page.period_chart(asked, drawn),
        }

    def _evidence(self, asked: Asked) -> dict[str, Any]:
        after = figure_page.read_after(self.request.GET.get("after"))
        rows = asked.asking.evidence(asked.measure, **asked.where, after=after, limit=EVIDENCE_SHOWN + 1)
        more = len(rows) > EVIDENCE_SHOWN
        rows = rows[:EVIDENCE_SHOWN]
        here = asked.url(asked.place)
        label = asked.asking.record_label(asked.measure)
        return {
            "evidence": [Choice(label=f"{label} {row.key}", url=row.page) for row in rows],
            "evidence_next": f"{here}&after={rows[-1].key}#evidence" if more else "",
            "evidence_first": f"{here}#evidence" if after else "",
        }


class FigureExport(FigureViews):
    """One of a figure's tables as an Excel file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        asked = self.asked
        name = request.GET.get("table", "")
        tables: Mapping[str, Any] = {
            "places": lambda: figure_page.table_of(asked, figure_page.place_lines(asked), heading="地区"),
            "years": lambda: self._years(asked),
            "uncovered": lambda: self._uncovered(asked),
            "evidence": lambda: self._evidence(asked),
        }
        if name not in tables:
            raise InputError(
                "table 应为 places、years、uncovered 或 evidence，请从数字页上点「导出 Excel」。", field="table"
            )
        whose = (f"{asked.subject.label}：{asked.subject.name}",) if asked.subject else ()
        source = source_lines(
            f"{asked.place.name}　{asked.time.label}",
            *whose,
            f"指标 {asked.measure.code} 第 {asked.measure.version} 版　快照 {asked.asking.snapshot_id}",
            asked.measure.definition,
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
    def _evidence(asked: Asked) -> Table:
        rows = asked.asking.evidence(asked.measure, **asked.where, after=0, limit=EVIDENCE_EXPORTED)
        return figure_page.evidence_table(rows, label=asked.asking.record_label(asked.measure))
