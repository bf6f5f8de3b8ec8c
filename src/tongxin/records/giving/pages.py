"""Lists and pages of causes, gifts, uses, projects, ledgers and decisions."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from tongxin.kernel.period import chinese_date
from tongxin.kernel.quantity import show_money
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.records.giving import queries
from tongxin.records.giving.life import BOOK, CAUSE, GIFT, MATCH, PROJECT, USE
from tongxin.records.giving.models import COUNTED, Book, Gift, Line, Match, Use, VillageProject
from tongxin.records.giving.rules import balance
from tongxin.web.filters import text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Section
from tongxin.web.table import Column, Table


def money(name: str, label: str) -> Column:
    """Return a column of an amount."""
    return Column(name=name, label=label, value=lambda row: show_money(getattr(row, name)))


_LINES = (
    Column(name="number", label="行号", value="number", kind=Kind.NUMBER),
    Column(name="day", label="业务日期", value="day", kind=Kind.DATE),
    Column(name="kind", label="类别", value="get_kind_display"),
    money("value", "金额"),
    Column(name="seal", label="封印", value=lambda line: line.seal[:12]),
)
_USES = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE, link=address_of),
    money("value", "金额"),
    Column(name="purpose", label="用途", value="purpose"),
    Column(name="helped", label="受益情况", value="helped"),
    Column(name="state", label="状态", value="get_state_display"),
)
_GIFTS = (
    Column(name="title", label="捐赠事项", value="title", link=address_of),
    Column(name="organiser", label="登记单位", value="organiser"),
    money("value", "价值"),
    Column(name="state", label="状态", value="get_state_display"),
)
_MOST_SHOWN = 200


class CauseList(RecordList):
    """The causes."""

    life = CAUSE
    order = ("-begins", "-id")
    narrowed_by = (text("name"),)
    shown = ("name", "begins", "organiser")
    nothing = Empty(title="还没有捐赠缘由", hint="先登记缘由（如 助学），再登记捐赠。")


class CausePage(RecordPage):
    """One cause, with the figures narrowed to it."""

    life = CAUSE
    related = ("organiser",)

    def card(self) -> Sequence[Fact | str]:
        return ("begins", "organiser")

    def own_sections(self) -> Sequence[Section]:
        rows = Gift.objects.visible_to(self.request.scope).filter(cause=self.record).select_related("organiser")
        return [_gifts(rows)]


class GiftList(RecordList):
    """The gifts the asker may see, latest first. Givers are on no list."""

    life = GIFT
    order = ("-pledged", "-id")
    narrowed_by = (
        text("title", "recipient__name", label="事项或受赠方"),
        year("received"),
        place_filter(),
        "state",
        "form",
    )
    shown = ("title", "organiser", "recipient", "cause", "form", money("value", "价值"), "pledged", "received", "state")
    nothing = Empty(title="还没有捐赠", hint="会员捐出、受赠方开了收据的，登记在这里。")


class GiftPage(RecordPage):
    """One gift: what it came to, what it was used for, who else may have told of it, its lines."""

    life = GIFT
    related = ("organiser", "place", "cause", "recipient", "behalf", "project", "series")

    def card(self) -> Sequence[Fact | str]:
        one: Gift = self.record
        found = balance(queries.lines_of(one))
        counts = one.state in COUNTED
        giver = queries.giver_of(one, scope=self.request.scope) if self._reads_persons() else None
        return (
            Fact(label="状态", value=state_words(one), hint=one.drop_reason),
            "organiser",
            "co_organisers",
            "series",
            "place",
            Fact(label="捐赠缘由", value=one.cause, link=address_of(one.cause)),
            Fact(label="捐赠方", value=_giver(one, giver)),
            Fact(label="受赠方", value=one.recipient),
            Fact(label="价值", value=f"{one.get_form_display()} {show_money(one.value)}", hint=_valued(one)),
            Fact(label="限定", value=one.project or (one.cause if one.restricted else "")),
            "pledged",
            "received",
            Fact(label="收据号", value=one.receipt),
            Fact(label="拨付", value=one.allocated_to, hint=chinese_date(one.allocated) if one.allocated else ""),
            Fact(label="净额", value=show_money(found.received) if counts else ""),
            Fact(label="已使用", value=show_money(found.used) if counts else "", hint=f"还剩 {show_money(found.left)}"),
        )

    def own_sections(self) -> Sequence[Section]:
        one: Gift = self.record
        uses, lines = list(queries.uses_of(one)), list(queries.lines_of(one))
        shown = [
            Section(name="uses", title="使用", table=Table(_USES, uses, caption="使用")),
            Section(name="ledger", title="账本", table=Table(_LINES, lines, caption="账本"), note=_LEDGER_NOTE),
        ]
        return [*shown, *self._matching(one)]

    def _matching(self, one: Gift) -> list[Section]:
        """Return what was decided of this gift and others, and which may still be the same."""
        decided = list(queries.matches_of(one).select_related("kept", "other"))
        likely = queries.candidates(self.request.scope, gift=one).pairs if one.state in COUNTED else []
        found = []
        if decided:
            found.append(Section(name="matches", title="核对结果", table=Table(_MATCHES, decided, caption="核对结果")))
        if likely:
            rows = [(pair.other if pair.one.pk == one.pk else pair.one, "、".join(pair.reasons)) for pair in likely]
            found.append(
                Section(
                    name="likely",
                    title="可能是同一笔",
                    table=Table(_LIKELY, rows, caption="可能是同一笔"),
                    note=_LIKELY_NOTE,
                )
            )
        return found

    def _reads_persons(self) -> bool:
        return self.request.scope.may(Verb.MEMBERS, self.record.path)


class UseList(RecordList):
    """What gifts were used for."""

    life = USE
    order = ("-day", "-id")
    narrowed_by = (text("purpose", "gift__title", label="用途或捐赠事项"), year("day"), place_filter(), "state")
    shown = (
        "purpose",
        Column(name="gift", label="捐赠事项", value=lambda use: use.gift.title),
        "day",
        money("value", "金额"),
        "cause",
        "state",
    )
    nothing = Empty(title="还没有使用登记", hint="受赠方用了多少、用在哪里，在捐赠的页面上登记。")

    def get_queryset(self) -> QuerySet[Use]:
        return super().get_queryset().select_related("gift", "cause")


class UsePage(RecordPage):
    """One use."""

    life = USE
    related = ("gift", "cause", "project")

    def card(self) -> Sequence[Fact | str]:
        one: Use = self.record
        return (
            Fact(label="捐赠", value=one.gift.title, link=address_of(one.gift)),
            Fact(label="状态", value=state_words(one)),
            "day",
            Fact(label="金额", value=show_money(one.value)),
            "cause",
            "project",
            "purpose",
            "helped",
        )


class ProjectList(RecordList):
    """The village projects."""

    life = PROJECT
    order = ("-begins", "-id")
    narrowed_by = (text("title", "village", label="项目或村"), place_filter(), "state")
    shown = ("title", "village", "organiser", "begins", "ends", "state")
    nothing = Empty(title="还没有村集体经济项目", hint="限定给某个村的捐赠，先登记项目。")


class ProjectPage(RecordPage):
    """One village project: what was given to it and what came of it."""

    life = PROJECT
    related = ("organiser", "place")

    def card(self) -> Sequence[Fact | str]:
        one: VillageProject = self.record
        return (
            Fact(label="状态", value=state_words(one)),
            "organiser",
            "co_organisers",
            "place",
            "village",
            "begins",
            "ends",
            "results",
        )

    def own_sections(self) -> Sequence[Section]:
        rows = Gift.objects.visible_to(self.request.scope).filter(project=self.record).select_related("organiser")
        return [_gifts(rows)]


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
        rows = Line.objects.children_of(self.record).order_by("-number")[:_MOST_SHOWN]
        return [Section(name="ledger", title="最近的账本行", table=Table(_LINES, list(rows), caption="账本行"))]


class MatchList(RecordList):
    """What was decided of gifts told by two levels."""

    life = MATCH
    order = ("-id",)
    narrowed_by = (place_filter(), "state")
    shown = (
        Column(name="kept", label="计入的一笔", value=lambda match: match.kept.title),
        Column(name="other", label="抵减的一笔", value=lambda match: match.other.title),
        "state",
    )
    nothing = Empty(title="还没有核对过", hint="捐赠页面上会列出可能是同一笔的捐赠。")

    def get_queryset(self) -> QuerySet[Match]:
        return super().get_queryset().select_related("kept", "other")


class MatchPage(RecordPage):
    """One decision."""

    life = MATCH
    related = ("kept", "other")

    def card(self) -> Sequence[Fact | str]:
        one: Match = self.record
        return (
            Fact(label="认定", value=state_words(one)),
            Fact(label="计入的一笔", value=one.kept, link=address_of(one.kept)),
            Fact(label="抵减的一笔", value=one.other, link=address_of(one.other)),
        )


_LEDGER_NOTE = "账本只增不改：登记错了用冲正，每一行都和前一行封在一起。"
_LIKELY_NOTE = "认定为同一笔后，在共同的地区只计一次，各自的地区照计；认定可以撤销。"
_MATCHES = (
    Column(name="state", label="认定", value="get_state_display", link=address_of),
    Column(name="kept", label="计入的一笔", value="kept"),
    Column(name="other", label="抵减的一笔", value="other"),
)
_LIKELY: tuple[Column, ...] = (
    Column(name="title", label="捐赠事项", value=lambda row: row[0].title, link=lambda row: address_of(row[0])),
    Column(name="organiser", label="登记单位", value=lambda row: row[0].organiser),
    Column(name="why", label="为什么", value=lambda row: row[1]),
)


def _gifts(rows: QuerySet[Gift]) -> Section:
    table = Table(_GIFTS, list(rows.order_by("-pledged", "-id")[:_MOST_SHOWN]), caption="捐赠")
    return Section(name="gifts", title="捐赠", table=table, empty="还没有捐赠。")


def _giver(gift: Gift, giver: Any) -> str:
    """Return who gave: by name to those who may read persons, and never of one who wished to stay unnamed."""
    if gift.behalf is not None:
        return str(gift.behalf)
    named = giver is not None and gift.giver_kind != Gift.GiverKind.ANONYMOUS
    return (giver.person.name if giver.person else giver.name) if named else gift.get_giver_kind_display()


def _valued(gift: Gift) -> str:
    if gift.form == Gift.Form.CASH:
        return ""
    return f"{gift.quantity}{gift.unit}，按{gift.get_basis_display()}计价，计价人：{gift.valuer}"
