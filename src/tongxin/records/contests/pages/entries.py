"""The list and the page of entries."""

from collections.abc import Sequence

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordList, RecordPage
from tongxin.records.contests.life import ENTRY
from tongxin.records.contests.models import Entrant, Entry
from tongxin.records.contests.queries import entrants_of
from tongxin.web.filters import text
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Section
from tongxin.web.table import Column, Table

_ENTRANT = (
    Column(name="name", label="姓名", value="shown_name"),
    Column(
        name="person",
        label="人员",
        value=lambda one: "已对上" if one.person_id else "未对上",
        link=lambda one: address_of(one.person) if one.person_id else None,
    ),
    Column(name="unit", label="所写单位", value="unit"),
)


class EntryList(RecordList):
    """The entries the asker may see, latest first."""

    life = ENTRY
    order = ("-id",)
    narrowed_by = (text("title"), text("contest__title", label="赛事", name="contest"), "state")
    shown = ("title", "contest", "number", "sender", "team", "state")
    nothing = Empty(title="还没有参赛作品", hint="逐件登记，或者在“导入”页面上传表格。")


class EntryPage(RecordPage):
    """One entry: facts, the work, and those behind it for whoever may read persons."""

    life = ENTRY
    related = ("contest", "sender")

    def card(self) -> Sequence[Fact | str]:
        one: Entry = self.record
        return (
            "contest",
            "number",
            "title",
            "sender",
            "team",
            Fact(label="状态", value=one.get_state_display(), hint=one.refusal),
            Fact(label="作品链接", value=one.link, link=one.link),
            Fact(label="参赛人", value=entrants_of(one).count(), kind=Kind.NUMBER),
        )

    def own_sections(self) -> Sequence[Section]:
        if not self.request.scope.may(Verb.MEMBERS, self.record.path):
            return ()
        table = Table(_ENTRANT, list(entrants_of(self.record)), caption="参赛人", model=Entrant)
        return (Section(name="entrants", title="参赛人", table=table),)
