"""Tables that several pages of giving show."""

from django.db.models import QuerySet

from tongxin.kernel.quantity import show_money
from tongxin.lifecycle.addresses import address_of
from tongxin.records.giving.models import Gift
from tongxin.web.format import Kind
from tongxin.web.pages import Section
from tongxin.web.table import Column, Table

MOST_SHOWN = 200


def money(name: str, label: str) -> Column:
    """Return a column of an amount."""
    return Column(name=name, label=label, value=lambda row: show_money(getattr(row, name)))


LINES = (
    Column(name="number", label="行号", value="number", kind=Kind.NUMBER),
    Column(name="day", label="业务日期", value="day", kind=Kind.DATE),
    Column(name="kind", label="类别", value="get_kind_display"),
    money("value", "金额"),
    Column(name="seal", label="封印", value=lambda line: line.seal[:12]),
)
USES = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE, link=address_of),
    money("value", "金额"),
    Column(name="purpose", label="用途", value="purpose"),
    Column(name="helped", label="受益情况", value="helped"),
    Column(name="state", label="状态", value="get_state_display"),
)
GIFTS = (
    Column(name="title", label="捐赠事项", value="title", link=address_of),
    Column(name="organiser", label="登记单位", value="organiser"),
    money("value", "价值"),
    Column(name="state", label="状态", value="get_state_display"),
)


def gifts_section(rows: QuerySet[Gift]) -> Section:
    """Return the latest of these gifts."""
    table = Table(GIFTS, list(rows.order_by("-pledged", "-id")[:MOST_SHOWN]), caption="捐赠")
    return Section(name="gifts", title="捐赠", table=table, empty="还没有捐赠。")
