"""Lists and pages of calls, papers and answers."""

from collections.abc import Sequence

from django.db.models import QuerySet

from tongxin.access import site
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.ports.public import public_path
from tongxin.records.proposals import queries
from tongxin.records.proposals.life import ANSWER, CALL, PAPER
from tongxin.records.proposals.models import Answer, Call, Proposal
from tongxin.records.proposals.queries import PUBLIC_PREFIX
from tongxin.records.proposals.rules import Deadline
from tongxin.web.filters import choice, text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link, Section
from tongxin.web.table import Column, Table

_WAITING = [(queries.LATE, "已超期"), (queries.VERY_LATE, "严重超期"), (queries.UNKNOWN, "节假日表未公布，无法计算")]
_STEPS = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE),
    Column(name="kind", label="办理", value="get_kind_display"),
    Column(name="body", label="单位", value="body"),
    Column(name="joint", label="会办单位", value="joint"),
    Column(name="note", label="说明", value="note"),
    Column(name="voided", label="作废", value=lambda step: "已作废" if step.voided else ""),
)
_ANSWERS = (
    Column(name="body", label="答复单位", value="body", link=address_of),
    Column(name="day", label="答复日期", value="day", kind=Kind.DATE),
    Column(name="grade", label="分类", value=lambda answer: answer.get_grade_display() or "待分类"),
    Column(name="view", label="提出方意见", value="get_view_display"),
)
_AUTHORS = (
    Column(name="name", label="姓名", value=lambda author: author.person.name if author.person else author.name),
    Column(
        name="person",
        label="人员",
        value=lambda author: "已对上" if author.person_id else "未对上",
        link=lambda author: address_of(author.person) if author.person_id else None,
    ),
)


class CallList(RecordList):
    """The calls the asker may see."""

    life = CALL
    order = ("-opens", "-id")
    narrowed_by = (text("title"), year("opens"), place_filter())
    shown = ("title", "organiser", "place", "opens", "closes")
    nothing = Empty(title="还没有征集", hint="发起征集后，建言可以归到它的名下，分别统计。")


class CallPage(RecordPage):
    """One call, with the papers written for it."""

    life = CALL
    related = ("organiser", "place", "series")

    def card(self) -> Sequence[Fact | str]:
        one: Call = self.record
        day = site.current().day
        state = "未开始" if day < one.opens else "征集中" if day <= one.closes else "已截止"
        return (
            Fact(label="状态", value=state),
            "organiser",
            "place",
            "opens",
            "closes",
            "series",
            "subject",
        )

    def own_sections(self) -> Sequence[Section]:
        rows = Proposal.objects.visible_to(self.request.scope).filter(call=self.record).select_related("organiser")
        table = Table(_PAPERS, list(rows.order_by("-received", "-id")[:200]), caption="建言")
        return [Section(name="papers", title="建言", table=table, empty="还没有归到这次征集的建言。")]


class PaperList(RecordList):
    """The papers the asker may see, latest first; among them those that wait too long."""

    life = PAPER
    order = ("-received", "-id")
    narrowed_by = (
        text("title"),
        year("received"),
        place_filter(),
        "state",
        "kind",
        choice(
            "waiting", lambda: _WAITING, label="时限", narrow=lambda rows, value: queries.waiting(rows, value, day=site.current().day)
        ),
    )  # fmt: skip
    shown = ("title", "organiser", "place", "received", "kind", "channel", "delivered", "state")
    nothing = Empty(title="还没有建言", hint="收到或写好一篇后登记，送审、报送、答复都在它的页面上办。")

    def links(self) -> Sequence[Link]:
        """Lead to what waits: answers without a class, too."""
        waiting = f"{list_of(ANSWER)}?state={Answer.State.UNCLASSIFIED}"
        return (*super().links(), Link(label="待分类的答复", url=waiting, icon="list"))


class PaperPage(RecordPage):
    """One paper: what it says, whom it reached, what it waits for, what came of it."""

    life = PAPER
    related = ("organiser", "place", "call", "series")

    def card(self) -> Sequence[Fact | str]:
        one: Proposal = self.record
        delivery = f"{one.get_channel_display()}：{one.body}" if one.delivered else ""
        waiting = queries.deadline_of(one, steps=list(queries.steps_of(one)), day=site.current().day)
        return (
            Fact(label="状态", value=state_words(one), hint=one.withdraw_reason),
            "organiser",
            "co_organisers",
            "place",
            "kind",
            Fact(label="所属征集", value=one.call or "", link=address_of(one.call) if one.call else ""),
            "series",
            "received",
            Fact(label="报送", value=delivery, hint=f"回执：{one.receipt}" if one.receipt else ""),
            "delivered",
            *([_clock(*waiting)] if waiting else []),
            _public(one),
        )

    def own_sections(self) -> Sequence[Section]:
        one: Proposal = self.record
        steps, answers = list(queries.steps_of(one)), list(queries.answers_to(one))
        shown = [
            Section(name="text", title="正文", template="web/prose.html", context={"text": one.text}),
            Section(name="steps", title="办理情况", table=Table(_STEPS, steps, caption="办理情况")),
            Section(name="answers", title="答复", table=Table(_ANSWERS, answers, caption="答复")),
        ]
        if self.request.scope.may(Verb.MEMBERS, one.path):
            rows = list(queries.authors_of(one, scope=self.request.scope))
            shown.append(Section(name="authors", title="执笔人", table=Table(_AUTHORS, rows, caption="执笔人")))
        return shown


class AnswerList(RecordList):
    """The answers the asker may see; those without a class are work to be done."""

    life = ANSWER
    order = ("-day", "-id")
    narrowed_by = (text("proposal__title", "body", label="题目或单位"), year("day"), place_filter(), "state", "grade")
    shown = (
        Column(name="paper", label="建言", value=lambda answer: answer.proposal.title),
        "body",
        "day",
        "grade",
        "view",
        "state",
    )
    nothing = Empty(title="还没有答复", hint="答复在建言的页面上登记。")

    def get_queryset(self) -> QuerySet[Answer]:
        return super().get_queryset().select_related("proposal")


class AnswerPage(RecordPage):
    """One answer."""

    life = ANSWER
    related = ("proposal",)

    def card(self) -> Sequence[Fact | str]:
        one: Answer = self.record
        return (
            Fact(label="建言", value=one.proposal.title, link=address_of(one.proposal)),
            Fact(label="状态", value=state_words(one)),
            "body",
            "day",
            Fact(label="分类", value=one.get_grade_display() or "待分类"),
            Fact(label="提出方意见", value=one.get_view_display(), hint=one.view_note),
        )

    def own_sections(self) -> Sequence[Section]:
        return [Section(name="text", title="答复内容", template="web/prose.html", context={"text": self.record.text})]


def _public(one: Proposal) -> Fact:
    if not one.public_code:
        return Fact(label="公开", value="未公开")
    return Fact(label="公开", value="已公开题目和办理情况", link=public_path(PUBLIC_PREFIX, one.public_code))


def _clock(what: str, deadline: Deadline) -> Fact:
    label = f"{what}期限"
    if deadline.day is None:
        return Fact(label=label, value="无法计算", hint="这一年的法定节假日表还没有公布，公布并更新后再算。")
    late = "已严重超期" if deadline.very_late else "已超期" if deadline.late else ""
    return Fact(label=label, value=chinese_date(deadline.day), hint=late)


_PAPERS = (
    Column(name="title", label="题目", value="title", link=address_of),
    Column(name="organiser", label="提出单位", value="organiser"),
    Column(name="received", label="收到日期", value="received", kind=Kind.DATE),
    Column(name="state", label="状态", value="get_state_display"),
)
