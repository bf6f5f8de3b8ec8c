"""List and page of the ledgers."""

from collections.abc import Sequence

from tongxin.kernel.quantity import show_money
from tongxin.lifecycle.pages import RecordList, RecordPage
from tongxin.network.forms.filters import place_filter
from tongxin.records.giving import queries
from tongxin.records.giving.life import BOOK
from tongxin.records.giving.models import Book, Line
from tongxin.records.giving.pages.tables import LINES, MOST_SHOWN, money
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Section
from tongxin.web.table import Table


class BookList(RecordList):
    """The ledgers."""

    life = BOOK
    order = ("path", "id")
    narrowed_by = (place_filter(),)
    shown = ("organiser", money("four_eyes_from", "复核起点"))
    nothing = Empty(title="还没有账本", hint="登记第一笔捐赠时建立。")


class BookPage(RecordPage):
    """One ledger: what it comes to, and whether its chain of seals holds."""

    life = BOOK
    related = ("organiser",)

    def card(self) -> Sequence[Fact | str]:
        one: Book = self.record
        totals = queries.totals_of(one)
        return (
            "organiser",
            Fact(label="已接收净额", value=show_money(totals.received)),
            Fact(
                label="已使用", value=show_money(totals.used), hint=f"还剩 {show_money(totals.received - totals.used)}"
            ),
            Fact(label="笔数", value=totals.gifts, kind=Kind.NUMBER),
            Fact(label="账本行数", value=totals.lines, kind=Kind.NUMBER, hint="用 tongxin giving verify 逐行核验封印"),
            Fact(label="复核起点", value=show_money(one.four_eyes_from)),
        )

    def own_sections(self) -> Sequence[Section]:
        rows = Line.objects.children_of(self.record).order_by("-number")[:MOST_SHOWN]
        return [Section(name="ledger", title="最近的账本行", table=Table(LINES, list(rows), caption="账本行"))]
