"""The pages that show and write series."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from tongxin.access import site
from tongxin.access.guard import under
from tongxin.access.views import SignedIn
from tongxin.figures import Of
from tongxin.intake.door import Door
from tongxin.intake.narrowed import own_section
from tongxin.intake.pages import RecordEntryPage
from tongxin.kernel.scope import Verb
from tongxin.network import actions, doors
from tongxin.network.forms import series as forms
from tongxin.network.forms.fields import DayReasonForm
from tongxin.network.models import Series
from tongxin.network.queries import series as queries
from tongxin.network.queries.search import found
from tongxin.network.views.organisations import url_of as organisation_url
from tongxin.network.views.parts import ActPage, address, only, timeline
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, Empty, Fact, Link, ListPage, Moment, Section
from tongxin.web.table import Column, Table

MISSING = "没有找到这个品牌系列，或不在您的权限范围内。"


def url_of(series: Any, page: str = "series") -> str:
    """Return the address of a page of this series."""
    return address(page, series.pk)


_COLUMNS = (
    Column(name="name", label="系列名称", value="name", link=url_of),
    Column(name="organiser", label="主办单位", value="organiser.name"),
    Column(name="begin", label="开始日期", value="begin", kind=Kind.DATE, order=("begin",)),
    Column(name="end", label="结束日期", value="end", kind=Kind.DATE),
)


class SeriesList(SignedIn, ListPage):
    """The series the asker may see."""

    title = "品牌系列"
    verb = Verb.VIEW
    order = ("path", "id")
    filter_form = forms.SeriesFilter
    columns = (
        *_COLUMNS,
        Column(name="place", label="所在地区", value="organiser.place.name", order=("path",)),
        Column(name="parent", label="上级系列", value="parent.name", hidden=True),
    )

    def get_queryset(self) -> QuerySet[Series]:
        """Return what the scope shows."""
        return queries.series_of(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by name and place; ended ones only when asked for."""
        if "q" in values:
            rows = found(rows, values["q"])
        if "place" in values:
            rows = rows.filter(under(values["place"].path))
        return rows if "ended" in values else rows.filter(Q(end=None) | Q(end__gt=site.current().day))

    def links(self) -> Sequence[Link]:
        """Offer the entry to those who may record."""
        if not self.request.scope.may_anywhere(Verb.RECORD):
            return ()
        return (Link(label="登记系列", url=reverse("network:series_new"), icon="plus", primary=True),)

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(
            title="还没有品牌系列", hint="同一品牌的活动登记到一个系列，就能看到它自己的数字。", link=next(iter(self.links()), None)
        )  # fmt: skip


class SeriesPage(SignedIn, DetailPage):
    """One series: its span, its figures, what belongs to it."""

    missing = MISSING
    SHOWN = 200

    def get_queryset(self) -> QuerySet[Series]:
        """Return what the scope shows."""
        return queries.series_of(self.request.scope)

    def links(self) -> Sequence[Link]:
        """Offer what may still be done to those who may record here."""
        one: Series = self.record
        if not self.request.scope.may(Verb.RECORD, one.path):
            return ()
        close = () if one.end else (Link(label="结束", url=url_of(one, "series_close")),)
        return (*close, Link(label="更正", url=url_of(one, "series_correct"), icon="edit"))

    def facts(self) -> Sequence[Fact]:
        """Return what the series is."""
        one: Series = self.record
        seen = self.request.scope.may(Verb.VIEW, one.path)
        shown = (
            Fact(label="主办单位", value=one.organiser.name, link=organisation_url(one.organiser) if seen else ""),
            Fact(label="所在地区", value=one.organiser.place.name),
            Fact(label="开始日期", value=one.begin, kind=Kind.DATE),
            Fact(label="结束日期", value=one.end, kind=Kind.DATE),
            Fact(label="上级系列", value=one.parent and one.parent.name, link=url_of(one.parent) if one.parent else ""),
        )
        return tuple(fact for fact in shown if fact.value not in (None, ""))

    def sections(self) -> Sequence[Section]:
        """Return its own figures and the series below it."""
        one: Series = self.record
        own = own_section(Of(subject="series", id=one.pk), path=one.path, scope=self.request.scope)
        children = Table(_COLUMNS, list(queries.below(one)[: self.SHOWN]), caption="下级系列")
        return (*([own] if own else []), Section(name="children", title="下级系列", table=children))

    def timeline(self) -> Sequence[Moment]:
        """Return what was written about the series."""
        return timeline(self.record)


class SeriesEntryPage(RecordEntryPage):
    """Puts a series on record, or corrects one with a reason."""

    verb = Verb.RECORD
    door = doors.CAMPAIGNS

    def get_record(self) -> Series | None:
        """Return the series to correct, as the asker sees it."""
        if "pk" not in self.kwargs:
            return None
        return only(queries.series_of(self.request.scope), self.kwargs["pk"], missing=MISSING)

    def done_url(self, record: Any) -> str:
        """Show it."""
        return url_of(record)


class SeriesClosePage(ActPage):
    """Ends a series."""

    verb = Verb.RECORD
    door = Door(name="series-close", label="结束系列", form=DayReasonForm, create=actions.close_series)
    button = "结束"
    done = "系列已结束。"

    def find(self) -> Series:
        """Return the series as the asker sees it."""
        return only(queries.series_of(self.request.scope), self.kwargs["pk"], missing=MISSING)

    def done_url(self, record: Any) -> str:
        """Show the series."""
        return url_of(record)
