"""Figures of the past without records: the list and their entry."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.guard import under
from tongxin.access.views import SignedIn
from tongxin.intake.pages import RecordEntryPage
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import only
from tongxin.returns import forms
from tongxin.returns.doors import ASSERTED
from tongxin.returns.models import AssertedFigure
from tongxin.returns.queries import asserted as queries
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Link, ListPage
from tongxin.web.table import Column


def _measure_name(one: AssertedFigure) -> str:
    measure = queries.measure_of(one.measure)
    return measure.name if measure else one.measure


def _url_of(one: AssertedFigure) -> str:
    return reverse("returns:asserted_correct", args=[one.pk])


class AssertedList(SignedIn, ListPage):
    """What documents state of the past, for comparison only."""

    verb = Verb.VIEW
    title = "历史数字"
    subtitle = "没有记录可查的往年数字，只供对照，不计入任何统计。"
    order = ("-last_day", "id")
    filter_form = forms.AssertedFilter
    columns = (
        Column(name="measure", label="指标", value=_measure_name, link=_url_of),
        Column(name="place", label="地区", value="place.name", order=("path",)),
        Column(name="period", label="时间", value=queries.period_words, order=("last_day",)),
        Column(name="value", label="数值", value=queries.shown_value),
        Column(name="source", label="来源", value="source"),
        Column(name="recorded", label="登记时间", value="recorded_at", kind=Kind.TIME, hidden=True),
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[AssertedFigure]:
        """Return what the scope shows."""
        return queries.asserted(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by measure, place and year."""
        if "measure" in values:
            rows = rows.filter(measure=values["measure"])
        if "place" in values:
            rows = rows.filter(under(values["place"].path))
        return rows.filter(last_day__year=values["year"]) if "year" in values else rows

    def links(self) -> Sequence[Link]:
        """Offer entry to those who may record."""
        if not self.request.scope.may_anywhere(Verb.RECORD):
            return ()
        return (Link(label="登记历史数字", url=reverse("returns:asserted_new"), icon="plus", primary=True),)

    def empty(self) -> Empty:
        """Name the next step."""
        hint = "往年文件里有、系统里没有记录的数字登记在这里，数字页会并列显示，不会混进统计。"
        return Empty(title="还没有历史数字", hint=hint, link=next(iter(self.links()), None))


class AssertedNewPage(RecordEntryPage):
    """Puts a figure of the past on record."""

    verb = Verb.RECORD
    door = ASSERTED

    def done_url(self, record: Any) -> str:
        """Show the list."""
        del record
        return reverse("returns:asserted")

    def cancel_url(self) -> str:
        """Lead back to the list."""
        return reverse("returns:asserted")


class AssertedCorrectPage(AssertedNewPage):
    """Corrects a figure of the past, with a reason."""

    done = "已更正。"

    def get_record(self) -> AssertedFigure:
        """Return it as the asker sees it."""
        missing = "没有找到这个历史数字，或不在您的权限范围内。"
        return only(queries.asserted(self.request.scope), self.kwargs["pk"], missing=missing)
