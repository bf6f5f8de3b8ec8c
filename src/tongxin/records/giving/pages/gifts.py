"""Lists and pages of gifts and their uses."""

from collections.abc import Sequence

from django.db.models import QuerySet

from tongxin.kernel.period import chinese_date
from tongxin.kernel.quantity import show_money
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.network.views.organised import OrganisedEntry
from tongxin.records.giving import queries
from tongxin.records.giving.life import GIFT, USE
from tongxin.records.giving.models import COUNTED, Gift, Giver, Use
from tongxin.records.giving.pages.matches import match_sections
from tongxin.records.giving.pages.tables import LINES, USES, money
from tongxin.records.giving.rules import balance
from tongxin.web.filters import text, year
from tongxin.web.pages import Empty, Fact, FieldGroup, Section
from tongxin.web.table import Column, Table


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


class GiftEntry(OrganisedEntry):
    """A new gift: who gave what to whom; goods say more."""

    groups = (
        FieldGroup(title="捐赠", fields=("title", "organiser", "cause", "recipient", "form", "value", "pledged")),
        FieldGroup(title="捐赠方", fields=("giver_kind", "giver", "behalf")),
        FieldGroup(title="接收", fields=("received", "receipt"), hint="还没有收到的不填，收到后再登记接收。"),
        FieldGroup(title="物资和服务（现金不填）", fields=("quantity", "unit", "basis", "valuer")),
        FieldGroup(title="补充（可以不填）", fields=("restricted", "project", "series", "co_organisers", "reason")),
    )


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
            Section(name="uses", title="使用", table=Table(USES, uses, caption="使用")),
            Section(name="ledger", title="账本", table=Table(LINES, lines, caption="账本"), note=_LEDGER_NOTE),
        ]
        return [*shown, *match_sections(one, scope=self.request.scope)]

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


_LEDGER_NOTE = "账本只增不改：登记错了用冲正，每一行都和前一行封在一起。"


def _giver(gift: Gift, giver: Giver | None) -> str:
    """Return who gave: by name to those who may read persons, and never of one who wished to stay unnamed."""
    if gift.behalf is not None:
        said = str(gift.behalf)
    elif giver is not None:
        said = giver.person.name if giver.person else giver.name
    else:
        said = ""
    unnamed = gift.giver_kind == Gift.GiverKind.ANONYMOUS or not said
    return gift.get_giver_kind_display() if unnamed else said


def _valued(gift: Gift) -> str:
    if gift.form == Gift.Form.CASH:
        return ""
    return f"{gift.quantity}{gift.unit}，按{gift.get_basis_display()}计价，计价人：{gift.valuer}"
