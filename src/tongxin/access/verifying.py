"""Does the journal still hold? Every seal and every line under it is looked at; the first gap is named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from tongxin.access import keyring, sealing
from tongxin.access.models import Entry, Seal, commitment_of
from tongxin.kernel import chain
from tongxin.kernel.errors import InputError, TongxinError
from tongxin.kernel.period import SHANGHAI, chinese_date, today

LONGEST_OPEN: Final = timedelta(days=2)
"""A line older than this without a seal above it is a gap: a night was left out, or a seal is gone."""


class BrokenJournalError(TongxinError):
    """The journal is not what was sealed (exit 1: contradicted, not misunderstood)."""

    exit_status = 1


@dataclass(frozen=True, kw_only=True)
class Held:
    """A journal that holds: how many seals there are, lines below them, and lines that wait for the next one."""

    seals: int
    lines: int
    waiting: int


def verify_journal(*, printed: str = "") -> Held:
    """Return what holds; raise `BrokenJournalError` in one sentence that names the first gap.

    `printed` is the value of a seal as it stands on paper: it must be among those of this journal.
    """
    seals = list(Seal.objects.public().order_by("number"))
    _verify_chain(seals)
    for previous, one in zip([None, *seals], seals, strict=False):
        _verify_signature(one)
        if one.after != (previous.last if previous else 0):
            raise BrokenJournalError(f"{one}没有从前一次封存的最后一行接着封，封存记录被改动过。")
        _verify_lines(one)
    if printed and printed not in {one.seal for one in seals}:
        raise BrokenJournalError(f"没有值为 {printed[:64]} 的封存：这份操作日志不是纸面所证明的那一份。")
    last = seals[-1].last if seals else 0
    return Held(seals=len(seals), lines=sum(one.count for one in seals), waiting=_verify_end(last))


def _verify_chain(seals: Sequence[Seal]) -> None:
    links = (
        chain.Link(number=one.number, said=sealing.said_by(one), previous=one.previous, seal=one.seal) for one in seals
    )
    if found := chain.first_break(links):
        raise BrokenJournalError(f"封存记录有缺口：{found.why}。请与备份核对。")


def _verify_signature(one: Seal) -> None:
    try:
        said = keyring.verify(one.signature, typ=sealing.TYP)
    except InputError as error:
        raise BrokenJournalError(f"{one}的签名不对：{error.message}") from error
    if said != sealing.signed(one):
        raise BrokenJournalError(f"{one}的签名是为别的封存签的，封存记录被改动过。")


def _verify_lines(one: Seal) -> None:
    """Hash the lines below a seal once more, and look whether what was typed is what each of them stands for."""
    rows = sealing.lines_between(one.after, one.last)
    typed = rows.values_list(*sealing.COLUMNS, "detail_id", "detail__reason", "detail__said", "detail__salt")
    changed: list[int] = []
    lines = _noting_changed(typed.iterator(chunk_size=2_000), changed=changed)
    found = sealing.walked(one.previous, lines)
    if found.whole != one.lines:
        raise BrokenJournalError(_first_gap(one, found))
    if changed:
        raise BrokenJournalError(f"操作日志第 {changed[0]} 行的原因与封存时不符，被改动过。")


def _noting_changed(rows: Iterator[Any], *, changed: list[int]) -> Iterator[Any]:
    """Pass on the columns that are sealed; note lines beside which stands something else than was typed."""
    place = sealing.COLUMNS.index("commitment")
    for row in rows:
        *line, detail, reason, said, salt = row
        was_typed = detail is not None and salt is not None  # what was erased is known by nobody any more
        if was_typed and commitment_of(reason, said, salt=salt) != line[place]:
            changed.append(line[0])
        yield line


def _first_gap(one: Seal, found: sealing.Walked) -> str:
    there = [number for first, last in one.numbers for number in range(first, last + 1)]
    marks = bytes(one.marks).hex()
    for place, number in enumerate(there):
        now = found.numbers[place] if place < len(found.numbers) else None
        if now is None or now > number:
            return f"操作日志缺少第 {number} 行（{chinese_date(one.day)}{one}）。"
        if now < number:
            return _added(now, one)
        if found.hashes[place][: sealing.MARK] != marks[place * sealing.MARK : (place + 1) * sealing.MARK]:
            return f"操作日志第 {number} 行与封存时不符，被改动过（{chinese_date(one.day)}{one}）。"
    return _added(found.numbers[len(there)], one) if len(found.numbers) > len(there) else f"{one}被改动过。"


def _added(number: int, one: Seal) -> str:
    return f"操作日志第 {number} 行是封存以后补进去的（{chinese_date(one.day)}{one}）。"


def _verify_end(last: int) -> int:
    """Return how many lines wait for a seal; refuse where one has waited too long."""
    waiting = Entry.objects.for_worker().filter(pk__gt=last).order_by("pk")
    first = waiting.first()
    if first is not None and first.at.astimezone(SHANGHAI).date() < today() - LONGEST_OPEN:
        raise BrokenJournalError(
            f"操作日志第 {first.pk} 行（{chinese_date(first.at.astimezone(SHANGHAI).date())}）起没有封存：封存被删除，或夜间没有封存。"
        )
    return waiting.count()
