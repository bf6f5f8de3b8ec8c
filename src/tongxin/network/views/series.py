"""The list and the page of series. Entry, acts and addresses come with their life."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from tongxin.access import site
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordList, RecordPage, column_of
from tongxin.network.forms.filters import name_filter, place_filter
from tongxin.network.life.series import SERIES
from tongxin.network.models import Series
from tongxin.network.queries.series import below, series_of
from tongxin.web.filters import choice
from tongxin.web.pages import Empty, Fact, Section
from tongxin.web.table import Column, Table

_NAME = column_of(Series, "name", link=address_of)
_COLUMNS = (_NAME, *(column_of(Series, name) for name in ("organiser", "begin", "end")))
_ENDED = choice("ended", lambda: [("with", "包含")], label="已结束", narrow=lambda rows, _: rows)


class SeriesList(RecordList):
    """The series the asker may see."""

    life = SERIES
    order = ("path", "id")
    narrowed_by = (name_filter(), place_filter(), _ENDED)
    shown = (
        "name",
        "organiser",
        column_of(Series, "begin", order=("begin",)),
        "end",
        Column(name="place", label="所在地区", value="organiser.place.name", order=("path",)),
        column_of(Series, "parent", hidden=True),
    )
    nothing = Empty(title="还没有品牌系列", hint="同一品牌的活动登记到一个系列，就能看到它自己的数字。")

    def get_queryset(self) -> QuerySet[Series]:
        return series_of(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Leave out the ended ones, unless they are asked for."""
        found = super().filtered(rows, values)
        return found if "ended" in values else found.filter(Q(end=None) | Q(end__gt=site.current().day))


class SeriesPage(RecordPage):
    """One series: its span, its figures, what belongs to it."""

    life = SERIES
    related = ("organiser__place", "parent")
    SHOWN = 200

    def card(self) -> Sequence[Fact | str]:
        """Return what the series is; its organiser leads on only for those who may see it."""
        organiser = self.record.organiser
        seen = self.request.scope.may(Verb.VIEW, self.record.path)
        return (
            "organiser" if seen else Fact(label="主办单位", value=organiser.name),
            Fact(label="所在地区", value=organiser.place.name),
            "begin",
            "end",
            "parent",
        )

    def own_sections(self) -> Sequence[Section]:
        children = Table(_COLUMNS, list(below(self.record)[: self.SHOWN]), caption="下级系列")
        return (Section(name="children", title="下级系列", table=children),)
