"""Loads contests with their entries, judges, score sheets, results and prizes; the results are computed by the rules."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tongxin.access import journal
from tongxin.access.guard import Guarded
from tongxin.attendance.demo import noon
from tongxin.network.demo import REASON, World, names
from tongxin.network.demo.people import chunks
from tongxin.records.contests.demo.planning import ITEMS, Planned, contests, scores
from tongxin.records.contests.models import (
    Award,
    Contest,
    Criterion,
    Entrant,
    Entry,
    Judge,
    Objection,
    Recusal,
    Result,
    Round,
    ScoreSheet,
    SheetVersion,
)
from tongxin.records.contests.rules import LATEST, Away, Given, Inputs, rule_named, sealed

_AT_ONCE = 60
_LEVELS = (("一等奖", 1), ("二等奖", 2), ("三等奖", 3))
_ACTIONS: tuple[tuple[type[Guarded], str], ...] = (
    (Contest, "contests.contest.call"),
    (Round, "contests.round.plan"),
    (Criterion, "contests.round.plan"),
    (Entry, "contests.entry.enter"),
    (Entrant, "contests.entry.enter"),
    (Judge, "contests.contest.appoint"),
    (Recusal, "contests.judge.recuse"),
    (ScoreSheet, "contests.sheet.hand_in"),
    (SheetVersion, ""),  # the sheet's own line tells of its first version
    (Result, "contests.round.seal"),
    (Award, "contests.contest.award"),
    (Objection, "contests.contest.object"),
)
_WORKS = ("同行", "初心", "新声", "追光", "匠心", "湘音", "山水之间", "我的创业路", "窑火", "奋斗者")


@dataclass
class _Rows:
    """What is written of one contest."""

    one: Planned
    contest: Contest
    round: Round
    items: list[Criterion] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    entrants: list[Entrant] = field(default_factory=list)
    judges: list[Judge] = field(default_factory=list)
    recusals: list[Recusal] = field(default_factory=list)
    sheets: list[ScoreSheet] = field(default_factory=list)
    versions: list[SheetVersion] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)

    def every(self) -> Iterator[Sequence[Guarded]]:
        """Yield the rows by table, in the order in which they point to each other."""
        yield from ([self.contest], [self.round], self.items, self.entries, self.entrants, self.judges, self.recusals)
        yield from (self.sheets, self.versions, self.results, self.awards, self.objections)


def load(world: World) -> None:
    """Write them."""
    for some in chunks(contests(world.network, years=world.years), size=_AT_ONCE):
        made = [_rows(one, world=world) for one in some]
        tables: Any = zip(*(rows.every() for rows in made), strict=True)
        for (model, action), groups in zip(_ACTIONS, tables, strict=True):
            written = model.objects.insert_rows(_pointing(row) for group in groups for row in group)
            if action:
                journal.write_many(written, by=world.by, action=action, reason=REASON)
        through: Any = Contest.co_organisers.through
        through.objects.bulk_create(
            through(contest_id=rows.contest.pk, organisation_id=world.organisations.of(rows.one.joint).pk)
            for rows in made
            if rows.one.joint is not None
        )


def _pointing(row: Any) -> Any:
    """Return a row that points to those before it, which had no number yet when it was made."""
    for key in row._meta.concrete_fields:
        if key.is_relation and key.is_cached(row):
            setattr(row, key.attname, getattr(key.get_cached_value(row), "pk", None))
    return row


def _rows(one: Planned, *, world: World) -> _Rows:
    organiser = world.organisations.of(one.organiser)
    is_open = one.is_judged
    contest = Contest(
        title=one.title, organiser=organiser, place_id=organiser.place_id, path=organiser.path, kind=one.kind,
        entries_until=one.first_day - timedelta(days=15), first_day=one.first_day, last_day=one.last_day,
        venue="示例会场", state=one.state, draw_seed=f"示例{one.number}" if is_open else "",
        published_on=one.last_day + timedelta(days=1) if one.state == Contest.State.PUBLISHED else None,
        objections_until=one.last_day + timedelta(days=8) if one.state == Contest.State.PUBLISHED else None,
        cancel_reason="疫情防控需要，暂不举办" if one.state == Contest.State.CANCELLED else "",
        recorded_at=noon(one.first_day - timedelta(days=60)),
    )  # fmt: skip
    state = Round.State.SEALED if one.is_sealed else Round.State.JUDGING if is_open else Round.State.WAITING
    round_ = Round(contest=contest, path=contest.path, number=1, title="决赛", rule=LATEST, state=state)
    rows = _Rows(one=one, contest=contest, round=round_)
    rows.items = [
        Criterion(round=round_, path=contest.path, position=position, title=item.title, maximum=item.maximum)
        for position, item in enumerate(ITEMS, start=1)
    ]
    _enter(rows, world=world)
    if is_open:
        _judge(rows)
    if one.is_sealed:
        _seal(rows)
    if one.state == Contest.State.PUBLISHED:
        _reward(rows)
    return rows


def _enter(rows: _Rows, *, world: World) -> None:
    """Enter works of members of the place, one in five together with somebody who is none; one in seven is refused."""
    one, path = rows.one, rows.contest.path
    pool = world.network.under(one.organiser.spot.path)
    number = 0
    for index in range(one.entries):
        refused = (one.number + index) % 7 == 0 and index > 0
        number += not refused
        state = Entry.State.REFUSED if refused else Entry.State.NUMBERED if one.is_judged else Entry.State.ENTERED
        entry = Entry(
            contest=rows.contest, path=path, title=f"{_WORKS[(one.number + index) % len(_WORKS)]}（{index + 1}）",
            number=number if one.is_judged and not refused else None, state=state,
            refusal="报名材料不全" if refused else "",
        )  # fmt: skip
        rows.entries.append(entry)
        several = 1 + (one.number + index) % 3
        for member in range(min(several, len(pool)) if pool else several):  # nobody enters one work twice
            place = (one.number * 97 + index * 13 + member) % len(pool) if pool else 0
            rows.entrants.append(
                Entrant(entry=entry, path=path, person_id=world.people[pool[place]]) if pool else _guest(entry, index)
            )
        if index % 5 == 0:
            rows.entrants.append(_guest(entry, one.number + index))


def _guest(entry: Entry, index: int) -> Entrant:
    return Entrant(entry=entry, path=entry.path, name=names.guest_name(index), unit=names.unit_name(index))


def _judge(rows: _Rows) -> None:
    """Let every judge score every entry but one who stands aside; a contest still being judged lacks the last judge."""
    one, path = rows.one, rows.contest.path
    rows.judges = [
        Judge(
            contest=rows.contest, path=path, number=number, name=names.guest_name(one.number * 11 + number),
            unit=names.unit_name(one.number * 11 + number),
        )
        for number in range(1, one.judges + 1)
    ]  # fmt: skip
    taking_part = [entry for entry in rows.entries if entry.number]
    if one.number % 6 == 0:
        relation = Recusal.Relation.COLLEAGUE
        rows.recusals = [Recusal(judge=rows.judges[0], entry=taking_part[0], path=path, relation=relation)]
    aside = {(recusal.judge.number, recusal.entry.number) for recusal in rows.recusals}
    done = rows.judges if one.is_sealed else rows.judges[:-1]
    source = list(ScoreSheet.Source)[one.number % 3]
    for judge in done:
        for entry in taking_part:
            if (judge.number, entry.number) in aside:
                continue
            given = scores(contest=one.number, entry=entry.number or 0, judge=judge.number)
            sheet = ScoreSheet(
                round=rows.round, judge=judge, entry=entry, path=path, scores=given, source=source,
                state=ScoreSheet.State.VALID,
            )  # fmt: skip
            rows.sheets.append(sheet)
            rows.versions.append(
                SheetVersion(
                    sheet=sheet, path=path, number=1, scores=given, source=source, given_at=noon(one.last_day),
                    given_by=f"{judge.number} 号评委",
                )
            )  # fmt: skip


def _seal(rows: _Rows) -> None:
    contest, at = rows.contest, noon(rows.one.last_day)
    content, digest = sealed(_inputs(rows))
    rows.results = [
        Result(
            round=rows.round, path=contest.path, content=content, sha256=digest, sealed_at=at,
            sealed_by=f"{contest.organiser.name}监督员（演示）",
        )
    ]  # fmt: skip


def _inputs(rows: _Rows) -> Inputs:
    return Inputs(
        title=rows.contest.title,
        organiser=rows.contest.organiser.name,
        round=rows.round.title,
        sealed_at=f"{rows.one.last_day}T12:00:00+08:00",
        goes_on=None,
        rule=rule_named(LATEST),
        items=ITEMS,
        entries=tuple(entry.number for entry in rows.entries if entry.number),
        judges=tuple(judge.number for judge in rows.judges),
        sheets=tuple(
            Given(
                judge=one.judge.number, entry=one.entry.number or 0, version=1, source=one.source,
                scores=tuple(one.scores),
            )
            for one in rows.sheets
        ),
        recusals=tuple(
            Away(judge=one.judge.number, entry=one.entry.number or 0, relation=one.relation) for one in rows.recusals
        ),
    )  # fmt: skip


def _reward(rows: _Rows) -> None:
    """Give prizes down the places; every fortieth contest met an objection that was not upheld."""
    contest, day = rows.contest, rows.one.last_day
    numbered = {entry.number: entry for entry in rows.entries if entry.number}
    places = iter(json.loads(rows.results[0].content)["result"]["places"])
    for position, (level, number) in enumerate(_LEVELS, start=1):
        for _, place in zip(range(number), places, strict=False):
            rows.awards.append(
                Award(
                    contest=contest, entry=numbered[place["entry"]], path=contest.path, position=position, level=level,
                    given_on=day + timedelta(days=1),
                )
            )  # fmt: skip
    if rows.one.number % 40 == 0:
        rows.objections = [
            Objection(
                contest=contest, path=contest.path, received=day + timedelta(days=3), text="认为得分合计有误。",
                state=Objection.State.REJECTED, decision="复核评分表，合计无误。", decided_on=day + timedelta(days=5),
            )
        ]  # fmt: skip
