"""Lists and pages of products, selling rounds and the lines of sheets."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet

from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.quantity import show_money, show_weight
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.records.produce.life.rounds import PRODUCT, ROUND, TOLD
from tongxin.records.produce.models import COUNTED, Product, Round, RoundLine, SheetLine
from tongxin.records.produce.queries.rounds import lines_of, told_of, unmatched_of
from tongxin.web.filters import text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Section
from tongxin.web.table import Column, Table

_MOST_SHOWN = 100


def _weight(line: RoundLine, quantity: int) -> str:
    return show_weight(quantity * line.grams, unit="斤")


def _packed(line: RoundLine) -> str:
    return f"{show_weight(line.grams, unit='斤')}／{line.get_unit_display()}"


_FROZEN = (
    Column(name="name", label="上架名称", value="name"),
    Column(name="product", label="产品", value="product", link=lambda line: address_of(line.product)),
    Column(name="net", label="净重", value=_packed),
    Column(name="price", label="单价", value=lambda line: show_money(line.price)),
)
_QUANTITIES = (
    *(
        Column(name=name, label=label, value=name, kind=Kind.NUMBER)
        for name, label in (
            ("ordered", "下单"),
            ("paid", "付款"),
            ("delivered", "发货"),
            ("returned", "退货"),
            ("settled", "结算"),
        )
    ),
    Column(name="weight", label="结算重量", value=lambda line: _weight(line, line.settled)),
    Column(name="value", label="结算额", value=lambda line: show_money(line.value)),
)
_UNMATCHED: tuple[Column, ...] = (
    Column(name="item", label="平台上的商品", value=lambda row: row[0]),
    Column(name="number", label="行数", value=lambda row: row[1], kind=Kind.NUMBER),
)
_SHEETS: tuple[Column, ...] = (
    Column(name="sheet", label="表类", value=lambda row: SheetLine.Sheet(row["sheet"]).label),
    Column(name="told", label="表的日期", value=lambda row: row["told"], kind=Kind.DATE),
    Column(name="number", label="行数", value=lambda row: row["number"], kind=Kind.NUMBER),
)
_SOLD = (
    Column(name="round", label="场次", value="round", link=lambda line: address_of(line.round)),
    Column(name="opens", label="开始日期", value=lambda line: line.round.opens, kind=Kind.DATE),
    Column(name="name", label="上架名称", value="name"),
    Column(name="net", label="净重", value=_packed),
    Column(name="weight", label="结算重量", value=lambda line: _weight(line, line.settled)),
    Column(name="state", label="状态", value=lambda line: line.round.get_state_display()),
)
_UNMATCHED_NOTE = "这些商品还没有算进任何上架产品：用「对应商品」说明一次，同一平台和店铺以后的表照此对应。"


class ProductList(RecordList):
    """The products."""

    life = PRODUCT
    order = ("name", "id")
    narrowed_by = (text("name", "code", label="产品或编码"),)
    shown = ("name", "code", "unit", "grams", "origin", "organiser")
    nothing = Empty(title="还没有产品", hint="先登记产品（如 炎陵黄桃），再登记场次。")


class ProductPage(RecordPage):
    """One product and the rounds that sold it."""

    life = PRODUCT
    related = ("organiser",)

    def card(self) -> Sequence[Fact | str]:
        one: Product = self.record
        return (
            "code",
            "unit",
            Fact(label="净重", value=f"{one.grams} 克（{show_weight(one.grams, unit='斤')}）"),
            "origin",
            "organiser",
        )

    def own_sections(self) -> Sequence[Section]:
        readable = Round.objects.visible_to(self.request.scope).values("pk")
        rows = RoundLine.objects.children_of(self.record).filter(round__in=readable).select_related("round", "product")
        lines = list(rows.order_by("-round__opens", "-id")[:_MOST_SHOWN])
        table = Table(_SOLD, lines, caption="产销场次")
        return [Section(name="rounds", title="产销场次", table=table, empty="还没有上架过。")]


class RoundList(RecordList):
    """The selling rounds the asker may see, latest first."""

    life = ROUND
    order = ("-opens", "-id")
    narrowed_by = (
        text("title", "shop", label="场次或店铺"),
        year("opens"),
        place_filter(),
        "state",
        "kind",
        "platform",
    )
    shown = ("title", "organiser", "kind", "platform", "opens", "closes", "households", "state")
    nothing = Empty(title="还没有产销场次", hint="直播、集市、团购每一场登记在这里，结算后计入。")


class RoundPage(RecordPage):
    """One selling round: what it sold, what its sheets say, what is open."""

    life = ROUND
    related = ("organiser", "place", "series")

    def card(self) -> Sequence[Fact | str]:
        one: Round = self.record
        counts = one.state in COUNTED
        return (
            Fact(label="状态", value=state_words(one), hint=one.drop_reason),
            "organiser",
            "co_organisers",
            "series",
            "place",
            "kind",
            Fact(label="平台", value=one.get_platform_display(), hint=one.shop),
            Fact(label="日期", value=f"{chinese_date(one.opens)}至{chinese_date(one.closes)}"),
            "returns_until",
            Fact(label="主播人数", value=one.hosts or "", kind=Kind.NUMBER),
            Fact(label="观看情况备注", value=one.audience, hint="观看的人不是买家，不计入数字" if one.audience else ""),
            Fact(label="带动户数", value=one.households if counts else "", kind=Kind.NUMBER),
            Fact(label="带动村数", value=one.villages if counts else "", kind=Kind.NUMBER),
            "settled",
            "ended",
        )

    def own_sections(self) -> Sequence[Section]:
        one: Round = self.record
        lines = Table((*_FROZEN, *_QUANTITIES), list(lines_of(one)), caption="上架产品")
        sheets = told_of(one).values("sheet", "told").annotate(number=Count("pk")).order_by("-told", "sheet")
        table = Table(_SHEETS, list(sheets[:_MOST_SHOWN]), caption="平台的表")
        found = [
            Section(name="lines", title="上架产品", table=lines, empty="还没有上架产品。", note=_LINES_NOTE),
            Section(name="sheets", title="平台的表", table=table, empty=_NO_SHEETS),
        ]
        if left := unmatched_of(one)[:_MOST_SHOWN]:
            rows = Table(_UNMATCHED, left, caption="没有对应的商品")
            found.insert(1, Section(name="unmatched", title="没有对应的商品", table=rows, note=_UNMATCHED_NOTE))
        return found


class SheetLineList(RecordList):
    """The lines of sheets the asker may see."""

    life = TOLD
    order = ("-told", "-id")
    narrowed_by = (text("number", "item", label="子订单号或商品"), year("told"), place_filter(), "sheet", "stage")
    shown = (
        "number",
        "sheet",
        Column(name="round", label="场次", value=lambda line: line.round.title),
        "item",
        "quantity",
        Column(name="amount", label="金额", value=lambda line: show_money(line.amount)),
        "stage",
        "told",
    )
    nothing = Empty(title="还没有结算行", hint="从平台导出订单、售后和结算表，在「导入」里原样上传。")

    def get_queryset(self) -> QuerySet[SheetLine]:
        return super().get_queryset().select_related("round")


class SheetLinePage(RecordPage):
    """One line of a sheet."""

    life = TOLD
    related = ("round",)

    def card(self) -> Sequence[Fact | str]:
        one: SheetLine = self.record
        return (
            Fact(label="场次", value=one.round, link=address_of(one.round)),
            "sheet",
            "flow",
            "item",
            "quantity",
            Fact(label="金额", value=show_money(one.amount)),
            Fact(label="退款", value=show_money(one.refund) if one.refund else ""),
            Fact(label="进度", value=one.get_stage_display(), hint=one.status),
            "happened",
            "told",
        )


_LINES_NOTE = "下单、付款、发货、退货分开计；结算＝平台已结算、已发货、没有退货，单位同「净重」。"
_NO_SHEETS = "还没有导入平台的表。"
_PUBLIC = (
    Column(name="name", label="产品", value="name"),
    Column(name="net", label="净重", value=_packed),
    Column(name="price", label="单价", value=lambda line: show_money(line.price)),
)


def read(code: str) -> PublicCard:
    """Return a round anybody may read of once it sells, by its number; raises `NotFoundError` for any other."""
    number = int(code) if code.isascii() and code.isdigit() and len(code) < _LONGEST else 0
    hidden = (Round.State.PLANNED, Round.State.CANCELLED)
    one: Any = Round.objects.public().filter(pk=number).exclude(state__in=hidden).select_related("organiser").first()
    if one is None:
        raise NotFoundError("没有找到这一场，或者它没有公开。")
    lines = list(lines_of(one))
    weight = sum(line.settled * line.grams for line in lines)
    counts = one.state in COUNTED
    return PublicCard(
        title=one.title,
        lead=f"{one.organiser.name}，{chinese_date(one.opens)}至{chinese_date(one.closes)}",
        facts=(
            Fact(label="状态", value=one.get_state_display()),
            Fact(label="形式", value=f"{one.get_kind_display()}，{one.get_platform_display()}"),
            Fact(label="按结算售出", value=show_weight(weight, unit="斤") if counts else ""),
        ),
        sections=(Section(name="lines", title="上架产品", table=Table(_PUBLIC, lines)),),
        cacheable=True,
    )


_LONGEST = 19
PUBLIC = PublicPage(prefix="rounds", read=read, throttled=False)
