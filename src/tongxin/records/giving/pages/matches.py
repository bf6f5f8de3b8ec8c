"""Which gifts two levels may have told of both: the queue of them all, those of one gift, and what was decided."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import path, reverse

from tongxin.access.views import SignedIn
from tongxin.kernel.quantity import show_money
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.naming import numbered_name
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.records.giving import queries
from tongxin.records.giving.life import MATCH
from tongxin.records.giving.models import COUNTED, Gift, Match
from tongxin.records.giving.queries import Candidate
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, Empty, Fact, Link, Section
from tongxin.web.table import Column, Table

QUEUE = "giving.match.queue"


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


class CandidatesPage(SignedIn, DetailPage):
    """Every pair of gifts that may be one, the latest first, until people have decided."""

    title = "捐赠核对"
    subtitle = "县、市、省可能登记了同一笔。系统只提示，是否同一笔由您核对；认定会记住，可以撤销。"
    verb = Verb.CONFIRM
    record: queries.Candidates

    def heading(self) -> str:
        return self.title

    def get_record(self) -> queries.Candidates:
        return queries.candidates(self.request.scope)

    def links(self) -> Sequence[Link]:
        return (Link(label="已认定的", url=reverse("giving.match.list"), icon="list"),)

    def sections(self) -> Sequence[Section]:
        found = self.record
        more = f"，先列最近的 {len(found.pairs)} 对" if found.every > len(found.pairs) else ""
        return (
            Section(
                name="likely",
                title="可能是同一笔",
                table=Table(_PAIRS, found.pairs, caption="可能是同一笔"),
                note=f"{found.every} 对{more}" if found.every else "",
                empty="没有要核对的。金额、形式和缘由相同、日期相近的捐赠登记后会列在这里。",
            ),
        )


def match_sections(one: Gift, *, scope: Scope) -> list[Section]:
    """Return what was decided of a gift and others, and which may still be the same."""
    decided = list(queries.matches_of(one).select_related("kept", "other"))
    likely = queries.candidates(scope, gift=one).pairs if one.state in COUNTED else []
    shown = []
    if decided:
        shown.append(Section(name="matches", title="核对结果", table=Table(_MATCHES, decided, caption="核对结果")))
    if likely:
        table = Table(_PAIRS, likely, caption="可能是同一笔")
        shown.append(Section(name="likely", title="可能是同一笔", table=table, note=_LIKELY_NOTE))
    return shown


def _deciding(pair: Candidate, decision: str) -> str:
    """Return the form that decides of a pair, filled in but for the reason."""
    asked = {"one": numbered_name(pair.one), "other": numbered_name(pair.other), "decision": decision}
    return f"{reverse('giving.match.decide')}?{urlencode(asked)}"


_LIKELY_NOTE = "认定为同一笔后，在共同的地区只计一次，各自的地区照计；认定可以撤销。"
_MATCHES = (
    Column(name="state", label="认定", value="get_state_display", link=address_of),
    Column(name="kept", label="计入的一笔", value="kept", link=lambda match: address_of(match.kept)),
    Column(name="other", label="抵减的一笔", value="other", link=lambda match: address_of(match.other)),
)
_PAIRS: tuple[Column, ...] = (
    Column(name="one", label="这一笔", value="one", link=lambda pair: address_of(pair.one)),
    Column(name="one_by", label="登记单位", value="one.organiser"),
    Column(name="other", label="另一笔", value="other", link=lambda pair: address_of(pair.other)),
    Column(name="other_by", label="另一笔的登记单位", value="other.organiser"),
    Column(name="value", label="价值", value=lambda pair: show_money(pair.one.value)),
    Column(name="received", label="接收日期", value="one.received", kind=Kind.DATE),
    Column(name="why", label="为什么", value=lambda pair: "、".join(pair.reasons)),
    Column(name="same", label="认定", value=lambda _: "是同一笔", link=lambda pair: _deciding(pair, "same")),
    Column(name="different", label="或", value=lambda _: "不是同一笔", link=lambda pair: _deciding(pair, "different")),
)
PAGES = (path("gift-candidates/", CandidatesPage.as_view(), name=QUEUE),)
