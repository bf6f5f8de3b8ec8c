"""All checks that were ever published, as anybody may read them, those withdrawn included."""

from typing import Any

from django.db.models import QuerySet

from tongxin.ports.public import public_path
from tongxin.records.factchecks.models import FactCheck, Version
from tongxin.records.factchecks.queries import PUBLIC_PREFIX
from tongxin.web.filters import Filter, form_of, narrowed, text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, ListPage
from tongxin.web.table import Column


def _word(version: Version) -> str:
    one = version.factcheck
    return "已撤回" if one.state == FactCheck.State.WITHDRAWN else one.get_verdict_display()


class PublishedList(ListPage):
    """The published checks, newest first."""

    title = "辟谣"
    subtitle = "每条由两个人核查、复核，写明来源；改过的公开改前改后"
    order = ("-day", "-pk")
    filters: tuple[Filter, ...] = (text("factcheck__title", "factcheck__claim", label="说法"), year("day"))
    filter_form = form_of(filters)
    exportable = False
    columns = (
        Column(
            name="title",
            label="核查题目",
            value="factcheck.title",
            link=lambda row: public_path(PUBLIC_PREFIX, row.factcheck.public_code),
        ),
        Column(name="verdict", label="结论", value=_word),
        Column(name="organiser", label="核查单位", value="factcheck.organiser.name"),
        Column(name="day", label="首次发布", value="day", kind=Kind.DATE, order=("day",)),
    )

    def get_queryset(self) -> QuerySet[Version]:
        rows = Version.objects.public().filter(kind=Version.Kind.FIRST)
        return rows.select_related("factcheck__organiser")

    def filtered(self, rows: QuerySet[Any], values: Any) -> QuerySet[Any]:
        return narrowed(rows, self.filters, values)

    def empty(self) -> Empty:
        return Empty(title="还没有发布过辟谣", hint="发布后任何人都可以在这里看到。")
