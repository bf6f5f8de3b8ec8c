"""Suggestion boxes with their addresses, and the queue of what was handed in."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.ports.open_forms import FORM_PAGE
from tongxin.records.proposals.life import BOX, SUGGESTION
from tongxin.records.proposals.models import Suggestion, SuggestionBox
from tongxin.records.proposals.queries import BOX_PREFIX, handed_in
from tongxin.web.filters import year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link, Section
from tongxin.web.table import Column, Table

_MOST_SHOWN = 200
_LONGEST = 60


def _short(one: Suggestion) -> str:
    """Return how a suggestion begins; of one that was withdrawn nothing is left."""
    text = " ".join(one.text.split()) or "（已撤回）"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_HANDED_IN = (
    Column(name="text", label="意见", value=_short, link=address_of, personal=True),
    Column(name="received", label="收到日期", value="received", kind=Kind.DATE),
    Column(name="state", label="状态", value="get_state_display"),
)


class BoxList(RecordList):
    """The boxes."""

    life = BOX
    order = ("path", "id")
    narrowed_by = (place_filter(), "state")
    shown = (Column(name="name", label="意见箱", value=str), "organiser", "base", "state")
    nothing = Empty(title="还没有意见箱", hint="开设后把地址或二维码贴出来，不用登录就能提意见。")


class BoxPage(RecordPage):
    """One box: its address to be put up, and what was handed in."""

    life = BOX
    related = ("organiser", "base")

    def card(self) -> Sequence[Fact | str]:
        box: SuggestionBox = self.record
        where = reverse(FORM_PAGE, args=[BOX_PREFIX, box.token]) if self._receives() else ""
        shown = self.request.build_absolute_uri(where) if where else ""
        code = f"{where}code.svg?download" if where else ""
        return (
            Fact(label="状态", value=state_words(box)),
            "organiser",
            Fact(label="所在基地", value=box.base or "", link=address_of(box.base) if box.base else ""),
            Fact(label="填写地址", value=shown, link=where, hint="发给大家或贴在现场，不用登录"),
            Fact(label="二维码", value="下载（SVG）" if code else "", link=code),
        )

    def own_sections(self) -> Sequence[Section]:
        if not self._receives():
            return ()
        rows = list(handed_in(self.record, scope=self.request.scope)[:_MOST_SHOWN])
        table = Table(_HANDED_IN, rows, caption="收到的意见")
        return (Section(name="handed_in", title="收到的意见", table=table, empty="还没有收到意见。", exportable=False),)

    def _receives(self) -> bool:
        return self.request.scope.may(Verb.RECORD, self.record.path)


class SuggestionList(RecordList):
    """What was handed in, the latest first; what waits is work to be done."""

    life = SUGGESTION
    order = ("-id",)
    narrowed_by = (place_filter(), "state", year("received"))
    shown = (
        Column(name="text", label="意见", value=_short, personal=True),
        Column(name="box", label="意见箱", value="box"),
        "received",
        "state",
    )
    nothing = Empty(title="还没有收到意见", hint="开设意见箱后，扫码提交的意见列在这里。")

    def get_queryset(self) -> QuerySet[Suggestion]:
        return super().get_queryset().select_related("box__organiser", "box__base")

    def links(self) -> Sequence[Link]:
        return (Link(label="意见箱", url=list_of(BOX), icon="list"),)


class SuggestionPage(RecordPage):
    """One suggestion, and what was made of it."""

    life = SUGGESTION
    related = ("box__organiser", "box__base", "proposal")

    def card(self) -> Sequence[Fact | str]:
        one: Suggestion = self.record
        return (
            Fact(label="状态", value=state_words(one)),
            Fact(label="意见箱", value=one.box, link=address_of(one.box)),
            "received",
            "answer",
            Fact(label="写成的建言", value=one.proposal or "", link=address_of(one.proposal) if one.proposal else ""),
        )

    def own_sections(self) -> Sequence[Section]:
        return [Section(name="text", title="意见", template="web/prose.html", context={"text": self.record.text})]
