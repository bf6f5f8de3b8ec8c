"""The parts of a contest's page: rounds, result, prizes, objections, judges, entries - each for those who may read it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from tongxin.attendance.certificates.pages import certificates_for
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address, address_of
from tongxin.lifecycle.life import Act, Life
from tongxin.records.contests import queries
from tongxin.records.contests.life import AWARD, ENTRY, JUDGE, OBJECTION, ROUND, SHEET
from tongxin.records.contests.models import Award, Contest, Entry, Judge, Objection, Round
from tongxin.records.contests.rules import rule_named
from tongxin.web.format import Kind
from tongxin.web.pages import Link, Section
from tongxin.web.table import Column, Table

_CHANGING = (Contest.State.CALL, Contest.State.ENTRIES, Contest.State.JUDGING)
_DROPPED = {"highest": "（去掉的最高分）", "lowest": "（去掉的最低分）", "": ""}
_ENTRIES = (
    Column(name="number", label="参赛编号", value="number", kind=Kind.NUMBER),
    Column(name="title", label="作品或节目名称", value="title", link=address_of),
    Column(name="sender", label="选送单位", value=lambda one: str(one.sender) if one.sender_id else ""),
    Column(name="state", label="状态", value="get_state_display"),
)
_AWARDS = (
    Column(name="level", label="奖项", value="level"),
    Column(name="entry", label="获奖作品", value=lambda one: one.entry.title, link=lambda one: address_of(one.entry)),
    Column(name="given_on", label="颁发日期", value="given_on", kind=Kind.DATE),
    Column(name="state", label="状态", value="get_state_display"),
)
_OBJECTIONS = (
    Column(name="received", label="收到日期", value="received", kind=Kind.DATE),
    Column(name="entry", label="所指作品", value=lambda one: str(one.entry) if one.entry_id else ""),
    Column(name="raised_by", label="提出人", value="raised_by"),
    Column(name="text", label="异议内容", value="text"),
    Column(name="state", label="状态", value="get_state_display"),
    Column(name="decision", label="处理意见", value="decision"),
)
_JUDGES = (
    Column(name="number", label="评委编号", value="number", kind=Kind.NUMBER),
    Column(name="name", label="姓名", value="shown_name"),
    Column(name="unit", label="所写单位", value="unit"),
    Column(name="state", label="状态", value="get_state_display"),
)


def contest_sections(contest: Contest, *, scope: Scope, account: int | None) -> list[Section]:
    """Return the parts of a contest's page this asker may see, in the order of what is asked for most."""
    records, names = scope.may(Verb.RECORD, contest.path), scope.may(Verb.MEMBERS, contest.path)
    rounds = list(queries.rounds_of(contest))
    shown = [_rounds(rounds, scope=scope, account=account)]
    if records or contest.state == Contest.State.PUBLISHED:
        shown += list(_results(contest, rounds))
        shown += _awards(contest, scope=scope, account=account)
    if records:
        shown += _objections(contest, scope=scope, account=account)
    if names:
        shown += _judges(contest, scope=scope, account=account)
    if names and contest.state == Contest.State.PUBLISHED:
        given = queries.awards_of(contest).values_list("pk", flat=True)
        shown.append(certificates_for(Award, list(given), title="获奖证书"))
    numbered = records or contest.state in (Contest.State.SEALED, Contest.State.PUBLISHED)
    return [*shown, _entries(contest, may_enter=records and contest.state == Contest.State.CALL, numbered=numbered)]


def result_table(contest: Contest, one: Round, *, further: Sequence[Column] = ()) -> Table | None:
    """Return the places of a sealed round with every sheet by judge number and what was dropped; None before the seal."""
    outcome = queries.outcome_of(one)
    if not outcome:
        return None
    places = outcome["places"]
    titles = queries.numbered(contest, [place["entry"] for place in places])
    judges = sorted({sheet["judge"] for place in places for sheet in place["sheets"]})
    columns = (
        Column(name="rank", label="名次", value=lambda row: row["rank"] or "未评分"),
        Column(name="entry", label="参赛编号", value=lambda row: row["entry"], kind=Kind.NUMBER),
        Column(name="title", label="作品或节目名称", value=lambda row: titles[row["entry"]].title),
        *further,
        Column(name="value", label="得分", value=lambda row: row["value"]),
        Column(name="settled", label="同分处理", value=lambda row: row["settled"]),
        *(_sheet_of(judge) for judge in judges),
    )
    return Table(columns, places, caption=f"{one}成绩")


def _sheet_of(judge: int) -> Column:
    def read(row: Mapping[str, Any]) -> str:
        given = next((one for one in row["sheets"] if one["judge"] == judge), None)
        return f"{given['total']}{_DROPPED[given['dropped']]}" if given else "—"

    return Column(name=f"judge{judge}", label=f"{judge} 号评委", value=read)


def _results(contest: Contest, rounds: Sequence[Round]) -> Iterator[Section]:
    for one in reversed(rounds):
        table = result_table(contest, one)
        if table is not None:
            sealed = queries.result_of(one)
            assert sealed is not None  # there is an outcome  # noqa: S101
            yield Section(
                name=f"result{one.number}",
                title=f"{one}成绩",
                table=table,
                note=f"{rule_named(one.rule).label}；封存文件指纹 {_grouped(sealed.sha256)}",
                more=Link(label="封存文件", url=reverse("contests.round.file", args=[one.pk]), icon="download"),
            )


def _grouped(digest: str) -> str:
    """Return a hash in groups of eight: it breaks on a phone, and can be read aloud."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _rounds(rounds: Sequence[Round], *, scope: Scope, account: int | None) -> Section:
    def items(one: Round) -> str:
        return "、".join(f"{item} {item.maximum} 分" for item in queries.items_of(one))

    def progress(one: Round) -> str:
        if one.state != Round.State.JUDGING:
            return ""
        given, waiting, missing = queries.progress_of(one)
        return (
            f"已交 {given} 份"
            + (f"，{waiting} 份待核对" if waiting else "")
            + (f"，还缺 {missing} 份" if missing else "")
        )

    columns = (
        Column(name="title", label="轮次", value="title"),
        Column(name="rule", label="计分规则", value=lambda one: rule_named(one.rule).label),
        Column(name="items", label="评分项", value=items),
        Column(name="goes_on", label="晋级件数", value="goes_on", kind=Kind.NUMBER),
        Column(name="state", label="状态", value="get_state_display"),
        Column(name="progress", label="评分表", value=progress),
        *_offered(ROUND, rounds, scope=scope, account=account),
    )
    running = next((one for one in rounds if one.state == Round.State.JUDGING), None)
    more = None
    if running is not None and scope.may(Verb.RECORD, running.path):
        url = reverse(f"{SHEET.code}.hand_in", query={"contest": running.contest.full_name})
        more = Link(label="登记评分表", url=url, icon="plus")
    barred = running is not None and account is not None and running.opened_by == account
    note = "评分由您开始，封存成绩要由另一位同事办理" if barred else ""
    table = Table(columns, rounds, caption="轮次")
    return Section(name="rounds", title="轮次", table=table, more=more, note=note, exportable=False)


def _entries(contest: Contest, *, may_enter: bool, numbered: bool) -> Section:
    """Return the entries; whoever only reads sees no number beside a sender before the seal, as he or she may judge."""
    columns = _ENTRIES if numbered else _ENTRIES[1:]
    rows = list(queries.every_entry(contest).select_related("sender"))
    url = reverse(f"{ENTRY.code}.enter", query={"contest": contest.full_name})
    more = Link(label="登记参赛作品", url=url, icon="plus") if may_enter else None
    return Section(
        name="entries", title="参赛作品", table=Table(columns, rows, caption="参赛作品", model=Entry), more=more
    )


def _awards(contest: Contest, *, scope: Scope, account: int | None) -> list[Section]:
    rows = list(queries.awards_of(contest))
    columns = (*_AWARDS, *_offered(AWARD, rows, scope=scope, account=account))
    table = Table(columns, rows, caption="奖项", model=Award)
    return [Section(name="awards", title="奖项", table=table)] if rows else []


def _objections(contest: Contest, *, scope: Scope, account: int | None) -> list[Section]:
    rows = list(queries.objections_of(contest))
    columns = (*_OBJECTIONS, *_offered(OBJECTION, rows, scope=scope, account=account))
    table = Table(columns, rows, caption="异议", model=Objection)
    return [Section(name="objections", title="异议", table=table)] if rows else []


def _judges(contest: Contest, *, scope: Scope, account: int | None) -> list[Section]:
    rows = list(queries.judges_of(contest))
    aside: dict[int, list[str]] = {}
    for one in queries.recusals_of(contest):
        aside.setdefault(one.judge_id, []).append(f"{one.entry}（{one.get_relation_display()}）")
    columns = (
        *_JUDGES,
        Column(name="aside", label="回避", value=lambda one: "、".join(aside.get(one.pk, ()))),
        *(_offered(JUDGE, rows, scope=scope, account=account) if contest.state in _CHANGING else ()),
    )
    table = Table(columns, rows, caption="评委", model=Judge)
    return [Section(name="judges", title="评委", table=table)] if rows else []


def _offered(life: Life, rows: Sequence[Any], *, scope: Scope, account: int | None) -> list[Column]:
    """Return a column for every act with a form that some row offers, leading to the page of the act."""
    offers = {row.pk: {one.code for one in life.offered(row, scope=scope, account=account)} for row in rows}
    asked = [one for one in life.acts if one.form is not None and any(one.code in codes for codes in offers.values())]
    return [_act_column(life, one, offers) for one in asked]


def _act_column(life: Life, one: Act, offers: Mapping[int, set[str]]) -> Column:
    def word(row: Any) -> str:
        return one.label if one.code in offers[row.pk] else ""

    def link(row: Any) -> str | None:
        return address(life, one.code, row.pk) if one.code in offers[row.pk] else None

    return Column(name=one.code, label=one.label, value=word, link=link)
