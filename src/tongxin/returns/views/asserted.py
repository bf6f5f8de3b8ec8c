"""Figures of the past without records: the list and their entry."""

from typing import Any

from django.db.models import QuerySet

from tongxin.lifecycle.addresses import address, list_of
from tongxin.lifecycle.pages import RecordActPage, RecordEntry, RecordList
from tongxin.network.forms.filters import place_filter
from tongxin.returns import forms
from tongxin.returns.life import ASSERTED
from tongxin.returns.models import AssertedFigure
from tongxin.returns.queries import asserted as queries
from tongxin.web.filters import Filter, year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty
from tongxin.web.table import Column


def _measure_name(one: AssertedFigure) -> str:
    measure = queries.measure_of(one.measure)
    return measure.name if measure else one.measure


def _correction_of(one: AssertedFigure) -> str:
    return address(ASSERTED, "correct", one.pk)


class AssertedList(RecordList):
    """What documents state of the past, for comparison only."""

    life = ASSERTED
    subtitle = "没有记录可查的往年数字，只供对照，不计入任何统计。"
    nothing = Empty(
        title="还没有历史数字",
        hint="往年文件里有、系统里没有记录的数字登记在这里，数字页会并列显示，不会混进统计。",
    )
    order = ("-last_day", "id")
    narrowed_by = (
        Filter(
            name="measure",
            field=lambda: forms.MeasureField(label="指标", required=False),
            narrow=lambda rows, code: rows.filter(measure=code),
        ),
        place_filter(),
        year("last_day"),
    )
    shown = (
        Column(name="measure", label="指标", value=_measure_name, link=_correction_of),
        Column(name="place", label="地区", value="place.name", order=("path",)),
        Column(name="period", label="时间", value=queries.period_words, order=("last_day",)),
        Column(name="value", label="数值", value=queries.shown_value),
        "source",
        Column(name="recorded", label="登记时间", value="recorded_at", kind=Kind.TIME, hidden=True),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[AssertedFigure]:
        return queries.asserted(self.request.scope)


class AssertedEntry(RecordEntry):
    """Puts a figure of the past on record."""

    def done_url(self, record: Any) -> str:
        del record
        return list_of(ASSERTED)


class AssertedCorrection(RecordActPage):
    """Corrects a figure of the past, with a reason."""

    def done_url(self, record: Any) -> str:
        del record
        return list_of(ASSERTED)

    def cancel_url(self) -> str:
        return list_of(ASSERTED)
