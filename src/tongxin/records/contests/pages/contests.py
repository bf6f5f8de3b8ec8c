"""The list and the page of a contest."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import list_of
from tongxin.lifecycle.pages import RecordActPage, RecordList, RecordPage, column_of, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.network.views.organised import OrganisedEntry
from tongxin.ports.public import public_path
from tongxin.records.contests.life import CONTEST, ENTRY, OBJECTION, SHEET
from tongxin.records.contests.models import Contest
from tongxin.records.contests.pages.public import RESULTS
from tongxin.records.contests.pages.sections import contest_sections
from tongxin.records.contests.queries import with_entries
from tongxin.web.filters import text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, FieldGroup, Link, Section
from tongxin.web.table import Column


class ContestList(RecordList):
    """The contests the asker may see, latest first."""

    life = CONTEST
    order = ("-last_day", "-id")
    narrowed_by = (text("title"), year("last_day"), place_filter(), "state", "kind")
    shown = (
        "title",
        "organiser",
        column_of(Contest, "place", hidden=True),
        column_of(Contest, "first_day", hidden=True),
        "last_day",
        "kind",
        "state",
        Column(name="entries", label="参赛作品", value="entries", kind=Kind.NUMBER, unit="件"),
    )
    nothing = Empty(title="还没有赛事", hint="写明评分项和截止日期即可登记；作品可以逐件登记，也可以用表格导入。")

    def get_queryset(self) -> QuerySet[Contest]:
        return with_entries(super().get_queryset().select_related("organiser", "place"))

    def links(self) -> Sequence[Link]:
        """Offer a new contest, and the lists of what hangs on them all."""
        own = (Link(label="评分表", url=list_of(SHEET)), Link(label="异议", url=list_of(OBJECTION)))
        recorded = own if self.request.scope.may_anywhere(Verb.RECORD) else ()
        return (*super().links(), Link(label="参赛作品", url=list_of(ENTRY)), *recorded)


def _open_to_all(contest: Contest) -> str:
    return "任何人都可以查看结果" if contest.state == Contest.State.PUBLISHED else ""


class ContestPage(RecordPage):
    """One contest: facts, rounds, entries, judges, result, objections, prizes, what was written."""

    life = CONTEST
    related = ("organiser", "place", "series")

    def card(self) -> Sequence[Fact | str]:
        one: Contest = self.record
        days = chinese_date(one.first_day)
        days += f"至{chinese_date(one.last_day)}" if one.last_day > one.first_day else ""
        return (
            Fact(label="状态", value=state_words(one), hint=one.cancel_reason),
            "organiser",
            "co_organisers",
            "series",
            "place",
            "kind",
            Fact(label="日期", value=days),
            "entries_until",
            "venue",
            "call_text",
            "draw_seed",
            "published_on",
            Fact(label="公开页", value=_open_to_all(one), link=public_path("contests", one.code)),
            "objections_until",
            self._public(one),
            "recorded_at",
        )

    def _public(self, one: Contest) -> Fact:
        if not self.request.scope.may(Verb.RECORD, one.path):
            return Fact(label="公开页", value="")
        hint = "有地址的人都可以看，结果公布后有名次和评分表"
        return Fact(label="公开页", value="打开", link=public_path(RESULTS.prefix, one.code), hint=hint)

    def links(self) -> Sequence[Link]:
        """Offer the acts, and keying in paper sheets as long as a round is judged."""
        one: Contest = self.record
        may_key = one.state == Contest.State.JUDGING and self.request.scope.may(Verb.RECORD, one.path)
        keyed = Link(label="录入纸质评分表", url=reverse("contests.paper", args=[one.pk]), icon="edit")
        return [*super().links(), *([keyed] if may_key else [])]

    def own_sections(self) -> Sequence[Section]:
        return contest_sections(self.record, scope=self.request.scope, account=self.request.actor.account_id)


class CertifyPage(RecordActPage):
    """Issues the certificates of prizes, with the address this site is reached by on their codes."""

    subtitle = "给每一件获奖作品的参赛人各签发一张，已有证书的不重复签发；证书在赛事页面「获奖证书」里打印。"

    def save(self, values: dict[str, Any]) -> Any:
        """Do it, and say how many there are."""
        self.done = str(super().save({**values, "address": self.request.build_absolute_uri("/")}))
        return self.subject


class ContestEntry(OrganisedEntry):
    """A contest in one page: what it is, and what is judged."""

    groups = (
        FieldGroup(title="赛事", fields=("title", "organiser", "kind", "first_day", "last_day", "entries_until")),
        FieldGroup(title="评分", fields=("criteria", "rounds", "rule")),
        FieldGroup(title="补充（可以不填）", fields=("venue", "series", "co_organisers", "call_text")),
    )
