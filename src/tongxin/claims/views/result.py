"""What every page with a checked text shows: marks, notes, counts to filter by, and parts of a long text."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tongxin.claims.shown import Shown, Tally, part_of, parts
from tongxin.claims.verdict import Verdict
from tongxin.kernel.errors import InputError


@dataclass(frozen=True)
class Chip:
    """A verdict to filter by."""

    tally: Tally
    url: str
    pressed: bool


@dataclass(frozen=True)
class Part:
    """A part of a long text."""

    number: int
    url: str
    here: bool
    count: int


def result_context(shown: Shown, text: str, *, asked: QueryDict) -> dict[str, Any]:
    """Return the context of `claims/parts/result.html` for the verdict and part asked for."""
    wanted, number, last = _verdict(asked), _part(asked), parts(text)
    if number > last:
        raise InputError(f"这份报告只分成 {last} 部分。", field="part")
    notes, passages = shown.part(text, number)
    return {
        "shown": shown,
        "notes": notes,
        "passages": passages,
        "wanted": wanted,
        "chips": [
            Chip(
                tally,
                _address(asked, verdict="" if tally.verdict == wanted else tally.verdict),
                tally.verdict == wanted,
            )
            for tally in shown.tallies()
        ],
        "all_url": _address(asked, verdict=""),
        "parts": list(_parts(shown, asked, wanted=wanted, here=number, last=last)) if last > 1 else [],
    }


def _parts(shown: Shown, asked: QueryDict, *, wanted: str, here: int, last: int) -> Iterator[Part]:
    counts = Counter(part_of(note.start) for note in shown.notes if not wanted or note.verdict == wanted)
    for number in range(1, last + 1):
        yield Part(number, _address(asked, part=str(number)), number == here, counts[number])


def _verdict(asked: QueryDict) -> str:
    wanted = asked.get("verdict", "")
    if wanted and wanted not in set(Verdict):
        raise InputError("没有这种结论，请点页面上的结论来筛选。", field="verdict")
    return wanted


def _part(asked: QueryDict) -> int:
    number = asked.get("part", "1")
    if not (number.isascii() and number.isdigit() and int(number[:6]) >= 1 and len(number) <= 6):
        raise InputError("没有这一部分，请点页面上的部分。", field="part")
    return int(number)


def _address(asked: QueryDict, **changes: str) -> str:
    query = asked.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
