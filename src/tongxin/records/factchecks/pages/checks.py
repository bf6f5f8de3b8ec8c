"""The list and the page of a check."""

from collections.abc import Iterator, Sequence

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.ports.public import public_path
from tongxin.records.factchecks import queries
from tongxin.records.factchecks.life import CHECK
from tongxin.records.factchecks.models import FactCheck, Version
from tongxin.records.factchecks.rules.log import differences_of, entries_of
from tongxin.web.filters import text, year
from tongxin.web.format import percent
from tongxin.web.pages import Empty, Fact, Section
from tongxin.web.table import Column, Table

State = FactCheck.State
_SEARCHED = (State.RECEIVED, State.SET_ASIDE, State.RESEARCHING, State.REVIEW)
_PASSAGES = 3
_ASKERS = (
    Column(name="name", label="称呼", value=lambda row: row.person.name if row.person else row.name, personal=True),
    Column(name="unit", label="单位", value="unit"),
    Column(name="mobile", label="手机号", value="mobile"),
    Column(
        name="person",
        label="人员",
        value=lambda row: "已对上" if row.person_id else "未对上",
        link=lambda row: address_of(row.person) if row.person_id else None,
    ),
)
_ALIKE = (
    Column(name="title", label="核查题目", value=lambda one: str(one.record), link=lambda one: _page_of(one.record)),
    Column(name="organiser", label="核查单位", value=lambda one: one.record.organiser.name),
    Column(name="state", label="状态", value=lambda one: one.record.get_state_display()),
    Column(name="verdict", label="结论", value=lambda one: one.record.get_verdict_display()),
    Column(name="part", label="相同片段占", value=lambda one: percent(one.shared.part, decimals=0)),
    Column(
        name="passages",
        label="相同的地方",
        value=lambda one: "、".join(f"「{passage}」" for passage in one.shared.passages[:_PASSAGES]),
    ),
)


class CheckList(RecordList):
    """The checks the asker may see, newest first."""

    life = CHECK
    order = ("-received", "-id")
    narrowed_by = (
        text("title", "claim", label="说法"),
        year("received"),
        place_filter(),
        "state",
        "verdict",
        "through",
    )
    shown = ("title", "organiser", "place", "received", "state", "verdict", "kind", "published")
    nothing = Empty(title="还没有辟谣线索", hint="登记一条，或在「线索征集」开放网上表单，让大家提交。")


class CheckPage(RecordPage):
    """One check: the claim, what it shares with others, sources, finding, reply, and what the public was shown."""

    life = CHECK
    related = ("organiser", "place", "series", "same_as")

    def card(self) -> Sequence[Fact | str]:
        one: FactCheck = self.record
        verdict = one.get_verdict_display() + (f"（{one.get_kind_display()}）" if one.kind else "")
        public = public_path(queries.PUBLIC_PREFIX, one.public_code) if one.public_code else ""
        return (
            Fact(label="状态", value=state_words(one), hint=one.get_ground_display()),
            Fact(label="结论", value=verdict, hint=one.summary),
            Fact(label="公开页面", value="打开" if public else "", link=public),
            Fact(label="同一说法", value=one.same_as or "", link=_page_of(one.same_as) if one.same_as else ""),
            "organiser",
            "co_organisers",
            "place",
            "series",
            "received",
            "through",
            "seen_in",
            "appeared",
            "published",
        )

    def own_sections(self) -> Sequence[Section]:
        return list(self._sections(self.record))

    def _sections(self, one: FactCheck) -> Iterator[Section]:
        versions = list(queries.versions_of(one))
        if one.state == State.AMENDING:
            yield _pending(one, versions[-1])
        yield Section(name="claim", title="网传说法", template="factchecks/quoted.html", context={"text": one.claim})
        if one.state in _SEARCHED:
            found = queries.alike(one.claim, scope=self.request.scope, but=one.pk)
            yield Section(
                name="alike",
                title="可能是同一说法",
                table=Table(_ALIKE, found, caption="可能是同一说法"),
                note="按相同的文字片段找出，是否同一说法由人判断" if found else "",
                empty="没有找到文字相近的说法。",
                exportable=False,
            )
        rows = list(queries.sources_of(one))
        context = {"sources": rows, "exception": one.exception, "marked": True}
        yield Section(name="sources", title="来源", template="factchecks/sources.html", context=context)
        yield Section(name="text", title="核查经过", template="factchecks/text.html", context={"text": one.text})
        yield Section(name="reply", title="答复", template="factchecks/reply.html", context={"one": one})
        if versions:
            context = {"entries": entries_of(versions)}
            yield Section(name="versions", title="发布和修订记录", template="factchecks/versions.html", context=context)
        if self.request.scope.may(Verb.MEMBERS, one.path):
            askers = list(queries.askers_of(one, scope=self.request.scope))
            yield Section(name="askers", title="提出人", table=Table(_ASKERS, askers, caption="提出人"))


def _pending(one: FactCheck, shown: Version) -> Section:
    pending = one.pending
    context = {
        "kind": dict(Version.Kind.choices).get(pending["kind"], ""),
        "reason": pending["reason"],
        "differences": differences_of(shown.said, shown.said | pending["values"]),
    }
    return Section(name="pending", title="待复核的修订", template="factchecks/pending.html", context=context)


def _page_of(one: FactCheck) -> str:
    """Return the page of another check; the public one where there is one, as that opens to everybody."""
    return public_path(queries.PUBLIC_PREFIX, one.public_code) if one.public_code else address_of(one)
