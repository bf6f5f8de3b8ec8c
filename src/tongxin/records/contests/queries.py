"""Reads of contests."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from tongxin.network.models import Person
from tongxin.network.models.tokens import hashed
from tongxin.records.contests.models import (
    Award,
    Contest,
    Criterion,
    Entrant,
    Entry,
    HallScreen,
    Judge,
    Objection,
    Recusal,
    Result,
    Round,
    ScoreSheet,
    SheetVersion,
)


def standing() -> QuerySet[Contest]:
    """Return the contests something may be entered for or scored in, wherever they are: all but cancelled ones."""
    return Contest.objects.public().exclude(state=Contest.State.CANCELLED).select_related("organiser")


def rounds_of(contest: Contest) -> QuerySet[Round]:
    """Return the rounds in order."""
    return Round.objects.children_of(contest).order_by("number")


def current_round(contest: Contest) -> Round | None:
    """Return the round that is being judged."""
    return rounds_of(contest).filter(state=Round.State.JUDGING).first()


def items_of(one: Round) -> QuerySet[Criterion]:
    """Return what is judged in a round, in order."""
    return Criterion.objects.children_of(one).order_by("position")


def every_entry(contest: Contest) -> QuerySet[Entry]:
    """Return all that was entered."""
    return Entry.objects.children_of(contest).order_by("number", "id")


def entries_of(one: Round) -> QuerySet[Entry]:
    """Return what is judged in a round, by number: in the first all that take part, then what the round before let through."""
    rows = Entry.objects.children_of(one.contest).filter(state=Entry.State.NUMBERED).order_by("number")
    before = rounds_of(one.contest).filter(number=one.number - 1).first()
    return rows.filter(number__in=outcome_of(before).get("goes_on", ())) if before is not None else rows


def result_of(one: Round) -> Result | None:
    """Return the sealed result of a round: the newest version."""
    return Result.objects.children_of(one).order_by("-version").first()


def outcome_of(one: Round) -> Mapping[str, Any]:
    """Return the result of a sealed round as plain data: `places` and `goes_on`; nothing before the seal."""
    found = result_of(one) if one.state == Round.State.SEALED else None
    result: dict[str, Any] = json.loads(found.content)["result"] if found else {}
    return result


def last_outcome(contest: Contest) -> Mapping[str, Any]:
    """Return the result of the last round; nothing before it is sealed."""
    last = rounds_of(contest).last()
    return outcome_of(last) if last else {}


def judges_of(contest: Contest) -> QuerySet[Judge]:
    """Return the judges by number; pages that show who they are ask for 人员信息 first."""
    return Judge.objects.children_of(contest).order_by("number").select_related("person")


def judge_with_token(token: str) -> Judge | None:
    """Return the judge whose address for giving scores ends with this token."""
    rows = Judge.objects.with_secret(token_hash=hashed(token))
    return rows.filter(state=Judge.State.APPOINTED).select_related("contest").first()


def judging_of(person: Person) -> QuerySet[Judge]:
    """Return the contests a person judges, newest first."""
    rows = Judge.objects.of_self(person).filter(state=Judge.State.APPOINTED)
    return rows.select_related("contest").order_by("-id")


def recusals_of(contest: Contest) -> QuerySet[Recusal]:
    """Return who stands aside for which entry."""
    judges = Judge.objects.children_of(contest).values("pk")
    return Recusal.objects.children_of_numbered(Judge, judges).select_related("judge", "entry")


def is_aside(judge: Judge, entry: Entry) -> bool:
    """Tell whether a judge must not score an entry: it was declared, or the judge is one of those who entered it."""
    if Recusal.objects.children_of(judge).filter(entry=entry).exists():
        return True
    return judge.person_id is not None and entrants_of(entry).filter(person=judge.person_id).exists()


def entrants_of(*entries: Entry) -> QuerySet[Entrant]:
    """Return who is behind entries, in the order they were written; pages ask for 人员信息 first."""
    return Entrant.objects.children_of(*entries).order_by("entry_id", "id").select_related("person")


def every_entrant(contest: Contest) -> QuerySet[Entrant]:
    """Return who is behind all entries of a contest."""
    entries = Entry.objects.children_of(contest).values("pk")
    return Entrant.objects.children_of_numbered(Entry, entries)


def sheets_of(one: Round) -> QuerySet[ScoreSheet]:
    """Return the score sheets of a round that were not made void, by entry and judge."""
    rows = ScoreSheet.objects.children_of(one).exclude(state=ScoreSheet.State.VOID)
    return rows.select_related("judge", "entry").order_by("entry__number", "judge__number")


def sheet_of(judge: Judge, one: Round, entry: int) -> ScoreSheet | None:
    """Return what a judge gave an entry in a round, void or not; the caller has checked who asks."""
    return ScoreSheet.objects.children_of(judge).filter(round=one, entry__number=entry).first()


def versions_of(sheet: ScoreSheet) -> QuerySet[SheetVersion]:
    """Return every version of a sheet, newest first."""
    return SheetVersion.objects.children_of(sheet).order_by("-number")


def pairs_aside(contest: Contest) -> dict[tuple[int, int], str]:
    """Return judge and entry, by row, of every sheet that is not due because the judge stands aside, with the relation."""
    aside = {(one.judge_id, one.entry_id): one.relation for one in recusals_of(contest)}
    persons = {one.person_id: one.pk for one in judges_of(contest) if one.person_id}
    own = every_entrant(contest).filter(person__in=persons).values_list("person_id", "entry_id")
    return {(persons[person], entry): Recusal.Relation.SELF.value for person, entry in own} | aside


def missing_of(one: Round) -> list[tuple[Judge, Entry]]:
    """Return the sheets still due in a round: of every judge in office for every entry, those who stand aside left out."""
    given = set(sheets_of(one).values_list("judge_id", "entry_id"))
    done = given | set(pairs_aside(one.contest))
    judges = [judge for judge in judges_of(one.contest) if judge.state == Judge.State.APPOINTED]
    return [(judge, entry) for entry in entries_of(one) for judge in judges if (judge.pk, entry.pk) not in done]


def objections_of(contest: Contest) -> QuerySet[Objection]:
    """Return what was objected, newest first."""
    return Objection.objects.children_of(contest).select_related("entry").order_by("-id")


def awards_of(contest: Contest) -> QuerySet[Award]:
    """Return the prizes, the best first, those taken back included."""
    return Award.objects.children_of(contest).select_related("entry", "contest").order_by("position", "entry__number")


def award_recipients(award: Award) -> QuerySet[Entrant]:
    """Return who gets a prize, for certificates; the caller has checked that the asker may read persons."""
    return entrants_of(award.entry)


def with_entries(rows: QuerySet[Contest]) -> QuerySet[Contest]:
    """Return contests, each with `entries`: how many take part, or are entered so far."""
    counted = (
        Entry.objects.counted()
        .exclude(state__in=(Entry.State.REFUSED, Entry.State.WITHDRAWN))
        .order_by()
        .values("contest")
        .annotate(number=Count("pk"))
    )
    mine = counted.filter(contest=OuterRef("pk")).values("number")
    return rows.annotate(entries=Coalesce(Subquery(mine, output_field=IntegerField()), 0))


def texts_of(contest: Contest) -> tuple[str, str]:
    """Return the boxes 轮次 and 评分项 as they would be written for a contest."""
    rounds = list(rounds_of(contest))
    if not rounds:
        return "", ""
    items: dict[int, list[str]] = {one.pk: [] for one in rounds}
    for one in Criterion.objects.children_of(*rounds).order_by("position"):
        items[one.round_id].append(_line(one))
    named = "\n".join(one.title + (f" 晋级{one.goes_on}" if one.goes_on else "") for one in rounds)
    if len({tuple(lines) for lines in items.values()}) == 1:
        return named, "\n".join(items[rounds[0].pk])
    return named, "\n".join("\n".join((f"{one.title}：", *items[one.pk])) for one in rounds)


def _line(one: Criterion) -> str:
    weight = f" 权重{one.weight}%" if one.weight != 100 else ""
    decimals = f" {one.decimals}位小数" if one.decimals != 2 else ""
    return f"{one.title} {one.maximum}{weight}{decimals}"


def progress_of(one: Round) -> tuple[int, int, int]:
    """Return how many sheets of a round are given, how many wait for a second person or a third look, and how many are still due."""
    sums = (
        sheets_of(one)
        .order_by()
        .aggregate(given=Count("pk"), waiting=Count("pk", filter=~Q(state=ScoreSheet.State.VALID)))
    )
    return sums["given"], sums["waiting"], len(missing_of(one))


def numbered(contest: Contest, numbers: Sequence[int]) -> dict[int, Entry]:
    """Return the entries of a contest with these blind numbers."""
    rows = Entry.objects.children_of(contest).filter(number__in=numbers).select_related("sender")
    return {one.number: one for one in rows if one.number is not None}


def screen_of(contest: Contest) -> HallScreen | None:
    """Return the screen of a contest."""
    return HallScreen.objects.children_of(contest).first()


def screen_with_token(token: str) -> HallScreen | None:
    """Return the screen whose address ends with this token, as long as it is open."""
    rows = HallScreen.objects.with_secret(token_hash=hashed(token)).filter(expires__gt=timezone.now())
    return rows.exclude(contest__state=Contest.State.CANCELLED).select_related("contest").first()
