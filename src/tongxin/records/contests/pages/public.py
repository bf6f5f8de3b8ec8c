"""What anybody reads of a contest: its call, and after publication the result with all it was computed from."""

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse

from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.records.contests import queries
from tongxin.records.contests.models import Award, Contest, Entry, Result, Round
from tongxin.records.contests.pages.naming import shown_names
from tongxin.records.contests.pages.sections import result_table
from tongxin.records.contests.rules import read_sealed, rule_named
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, Section
from tongxin.web.table import Column, Table

_MISSING: Final = "没有找到这项赛事，请核对网址是否完整。"


def contest_with(code: str) -> Contest:
    """Return the contest whose public page has this code; raise `NotFoundError` where there is none."""
    found = Contest.objects.with_secret(code=code).select_related("organiser").first()
    if found is None:
        raise NotFoundError(_MISSING)
    return found


def read(code: str) -> PublicCard:
    """Return what anybody reads of the contest with this code; raise `NotFoundError` where there is none."""
    contest = contest_with(code)
    published = contest.state == Contest.State.PUBLISHED
    rounds = list(queries.rounds_of(contest)) if published else []
    return PublicCard(
        title=contest.title,
        lead=_lead(contest),
        facts=tuple(one for one in _facts(contest) if one.value),
        sections=tuple(_sections(contest, rounds)) if published else (),
    )


def _lead(contest: Contest) -> str:
    if contest.state == Contest.State.PUBLISHED:
        until = contest.objections_until
        said = f"对结果有异议的，请在{chinese_date(until)}以前向主办单位书面提出。" if until else ""
        return f"结果已公布。{said}"
    if contest.state == Contest.State.CANCELLED:
        return "这项赛事已取消。"
    return "结果公布后，名次和每位评委的评分表在本页公开。"


def _facts(contest: Contest) -> Iterator[Fact]:
    days = chinese_date(contest.first_day)
    days += f"至{chinese_date(contest.last_day)}" if contest.last_day > contest.first_day else ""
    yield Fact(label="主办单位", value=contest.organiser.name)
    yield Fact(label="合办单位", value="、".join(one.name for one in contest.confirmed.all()))
    yield Fact(label="类别", value=contest.get_kind_display())
    yield Fact(label="日期", value=days)
    yield Fact(label="报名截止日期", value=contest.entries_until, kind=Kind.DATE)
    yield Fact(label="比赛地点", value=contest.venue)
    yield Fact(label="征集公告", value=contest.call_text)
    yield Fact(label="公布日期", value=contest.published_on, kind=Kind.DATE)


def _sections(contest: Contest, rounds: list[Round]) -> Iterator[Section]:
    entries = list(queries.every_entry(contest).filter(state=Entry.State.NUMBERED).select_related("sender"))
    names = shown_names(entries)
    by_number = {one.number: one for one in entries}
    awards = list(queries.awards_of(contest))
    if awards:
        yield _awards(awards, names)
    sealed: list[tuple[Round, Result]] = []
    for one in reversed(rounds):
        result = queries.result_of(one)
        table = result_table(contest, one, further=_whose(by_number, names))
        if result is not None and table is not None:
            sealed.append((one, result))
            yield Section(name=f"round{one.number}", title=f"{one}成绩", table=table, note=_rule(one), exportable=False)
    yield _replay(contest, sealed)


def _rule(one: Round) -> str:
    items = "、".join(
        f"{item} {item.maximum} 分" + (f"（权重 {item.weight}%）" if item.weight != 100 else "")
        for item in queries.items_of(one)
    )
    return f"{rule_named(one.rule).label}。评分项：{items}。" + (f"前 {one.goes_on} 件晋级。" if one.goes_on else "")


def _whose(by_number: dict[int | None, Entry], names: dict[int, str]) -> tuple[Column, ...]:
    def sender(row: Any) -> str:
        one = by_number.get(row["entry"])
        return one.sender.name if one is not None and one.sender is not None else ""

    def named(row: Any) -> str:
        one = by_number.get(row["entry"])
        return names.get(one.pk, "") if one is not None else ""

    return (
        Column(name="sender", label="选送单位", value=sender),
        Column(name="names", label="参赛人（同意公开的）", value=named),
    )


def _awards(awards: list[Award], names: dict[int, str]) -> Section:
    columns = (
        Column(name="level", label="奖项", value="level"),
        Column(name="number", label="参赛编号", value="entry.number"),
        Column(name="title", label="作品或节目名称", value="entry.title"),
        Column(name="names", label="参赛人（同意公开的）", value=lambda one: names.get(one.entry_id, "")),
        Column(name="state", label="状态", value="get_state_display"),
    )
    return Section(name="awards", title="奖项", table=Table(columns, awards, caption="奖项"), exportable=False)


def _replay(contest: Contest, sealed: list[tuple[Round, Result]]) -> Section:
    files = [
        {
            "round": one.title,
            "sha256": result.sha256,
            "sealed_at": result.sealed_at,
            "missing": len(read_sealed(result.content)["inputs"]["missing"]),  # why is for those who sealed it
            "file": reverse("contests.sealed", args=[contest.code, one.number]),
        }
        for one, result in sealed
    ]
    return Section(
        name="replay", title="自己算一遍", template="contests/replay.html", context={"files": files}, exportable=False
    )


RESULTS = PublicPage(prefix="contests", read=read)
