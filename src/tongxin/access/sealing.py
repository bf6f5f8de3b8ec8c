"""Sealing the journal: once a day a hash over every new line, chained to the one before, signed, never changed again.

A seal says nothing of what was written. Whoever holds the last value, on an issued report or in a copy elsewhere, can
show that no line up to then was changed, removed or put in between (see `access.verifying`).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, models, transaction

from tongxin.access import keyring
from tongxin.access.models import Entry, Seal
from tongxin.kernel import chain
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.period import SHANGHAI, chinese_date, today

TYP: Final = "journal-seal+jwt"
MARK: Final = 8
"""Hexadecimal digits of a line's hash kept as its mark: they point out a line, the whole hash proves."""
COLUMNS: Final = (
    "id", "path", "at", "account_id", "actor", "action", "record_type", "record_id", "record_label", "commitment", "before",
    "after", "batch",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Walked:
    """What lines come to: their numbers, the hash of each behind the one before, and that of all."""

    numbers: Sequence[int]
    hashes: Sequence[str]
    whole: str


def seal_journal() -> Seal:
    """Seal every line written before today and return the newest seal.

    The plain function for every night: a second call on a day does nothing, and a night left out is made up for by the
    next. Raises `UnavailableError` while something begun yesterday is still being written.
    """
    day = today() - timedelta(days=1)
    newest = _newest()
    if newest is not None and newest.day >= day:
        return newest
    one = _sealed(newest, day=day)
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError:  # somebody sealed the same day at the same time
        return _newest() or one
    return one


def nightly_seal() -> str:
    """Seal the journal and say in one sentence what was sealed: for the schedule and the command line."""
    one = seal_journal()
    return f"{chinese_date(one.day)}及以前的操作日志已封存：第 {one.number} 号，{one.count} 行，{one.seal}"


def last_seal() -> str:
    """Return the newest seal as it is printed: its day, its number, its value; empty before the first one."""
    newest = _newest()
    return f"{chinese_date(newest.day)}第 {newest.number} 号 {newest.seal}" if newest is not None else ""


def lines_between(after: int, last: int) -> models.QuerySet[Entry]:
    """Return the lines a seal covers, in their order."""
    return Entry.objects.for_worker().filter(pk__gt=after, pk__lte=last).order_by("pk")


def walked(previous: str, lines: Iterable[Sequence[Any]]) -> Walked:
    """Hash lines, given as the values of `COLUMNS`, each behind the one before."""
    numbers, hashes = [], []
    for line in lines:
        previous = chain.seal(previous, _said(line))
        numbers.append(int(line[0]))
        hashes.append(previous)
    return Walked(numbers=numbers, hashes=hashes, whole=previous)


def said_by(one: Seal) -> tuple[str | int, ...]:
    """Return what the value of a seal stands for, besides the one before."""
    return (one.number, one.day.isoformat(), one.after, one.last, one.count, one.lines)


def runs(numbers: Iterable[int]) -> list[list[int]]:
    """Return ascending numbers as runs of first and last: [[1, 40], [42, 90]]."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def signed(one: Seal) -> dict[str, Any]:
    """Return what the signature of a seal is over."""
    return {"number": one.number, "day": one.day.isoformat(), "last": one.last, "count": one.count, "seal": one.seal}


def _newest() -> Seal | None:
    return Seal.objects.public().defer("numbers", "marks").order_by("number").last()


def _sealed(newest: Seal | None, *, day: date) -> Seal:
    previous, after = (newest.seal, newest.last) if newest is not None else (chain.BEGINNING, 0)
    last = _last_before_today(after)
    found = walked(previous, lines_between(after, last).values_list(*COLUMNS).iterator(chunk_size=2_000))
    one = Seal(
        path="",
        number=newest.number + 1 if newest is not None else 1,
        day=day,
        after=after,
        last=last,
        count=len(found.numbers),
        numbers=runs(found.numbers),
        marks=bytes.fromhex("".join(each[:MARK] for each in found.hashes)),
        lines=found.whole,
        previous=previous,
    )
    one.seal = chain.seal(previous, said_by(one))
    one.signature = keyring.sign(signed(one), typ=TYP)
    return one


def _last_before_today(after: int) -> int:
    begin = datetime.combine(today(), time(), SHANGHAI)
    _refuse_unfinished(begin)
    newer = Entry.objects.counted().filter(pk__gt=after, at__lt=begin)
    return int(newer.aggregate(last=models.Max("pk"))["last"] or after)


def _refuse_unfinished(begin: datetime) -> None:
    """Refuse while a transaction of yesterday may still bring lines that belong before the last one."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_xid IS NOT NULL AND xact_start < %s",
            [begin],
        )
        if cursor.fetchone()[0]:
            raise UnavailableError("昨天开始的写入还没有结束，今天的封存请稍后再做。")


def _said(line: Sequence[Any]) -> Iterator[str | int]:
    for value in line:
        if isinstance(value, datetime):
            yield value.astimezone(UTC).isoformat()
        elif isinstance(value, dict):
            yield json.dumps(value, sort_keys=True, separators=(",", ":"))
        else:
            yield "" if value is None else value
