"""The list and the page of score sheets, for those who record them."""

from collections.abc import Sequence

from django.db.models import QuerySet

from tongxin.lifecycle.pages import RecordList, RecordPage
from tongxin.records.contests.life import SHEET
from tongxin.records.contests.models import ScoreSheet
from tongxin.records.contests.queries import items_of, versions_of
from tongxin.web.filters import text
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Section
from tongxin.web.table import Column, Table

_VERSION = (
    Column(name="number", label="版本", value="number", kind=Kind.NUMBER),
    Column(name="scores", label="各项得分", value=lambda one: "、".join(one.scores)),
    Column(name="source", label="来源", value="get_source_display"),
    Column(name="given_at", label="时间", value="given_at", kind=Kind.TIME),
    Column(name="given_by", label="录入人", value="given_by"),
    Column(name="reason", label="更正原因", value="reason"),
)


class SheetList(RecordList):
    """The score sheets the asker records, latest first; judges by number."""

    life = SHEET
    order = ("-id",)
    narrowed_by = (text("round__contest__title", label="赛事", name="contest"), "state", "source")
    shown = (
        Column(name="contest", label="赛事", value="round.contest.title"),
        Column(name="round", label="轮次", value="round.title"),
        Column(name="judge", label="评委编号", value=lambda one: one.judge.number, kind=Kind.NUMBER),
        Column(name="entry", label="参赛编号", value=lambda one: one.entry.number, kind=Kind.NUMBER),
        Column(name="scores", label="各项得分", value=lambda one: "、".join(one.scores)),
        "version",
        "source",
        "state",
    )
    nothing = Empty(title="还没有评分表")

    def get_queryset(self) -> QuerySet[ScoreSheet]:
        return super().get_queryset().select_related("round__contest", "judge", "entry")


class SheetPage(RecordPage):
    """One score sheet with all its versions."""

    life = SHEET
    related = ("round__contest", "judge", "entry")

    def card(self) -> Sequence[Fact | str]:
        one: ScoreSheet = self.record
        scores = "、".join(f"{item} {score}" for item, score in zip(items_of(one.round), one.scores, strict=False))
        return (
            Fact(label="赛事", value=one.round.contest.title),
            Fact(label="轮次", value=one.round.title),
            Fact(label="评委编号", value=one.judge.number, kind=Kind.NUMBER),
            Fact(label="参赛编号", value=one.entry.number, kind=Kind.NUMBER),
            Fact(label="各项得分", value=scores),
            "source",
            "state",
        )

    def own_sections(self) -> Sequence[Section]:
        table = Table(_VERSION, list(versions_of(self.record)), caption="各版本")
        return (Section(name="versions", title="各版本", table=table, exportable=False),)
