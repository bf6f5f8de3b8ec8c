"""Find every checkable figure of a text: one pass over its characters, deterministic, linear."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from tongxin.claims.characters import CLAUSE_ENDS, JOINERS, names_and_titles
from tongxin.claims.claim import Claim, Form, Written
from tongxin.claims.heads import find_cells, is_counted
from tongxin.claims.legible import Legible, legible
from tongxin.claims.markers import FIRST_CHARACTERS
from tongxin.claims.nonclaims import states_nothing
from tongxin.claims.numbers import Figure, bare_form, read_figure, written_of
from tongxin.claims.units import read_unit, unit_at
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.numerals import read_numeral

_STARTS: Final = FIRST_CHARACTERS | frozenset("0123456789零〇一二两三四五六七八九十百千万亿上数几全均翻-¥")
_START: Final = re.compile(f"[{re.escape(''.join(sorted(_STARTS)))}]|[多大]半")
_CHANGE_WORDS: Final = word_lists("tongxin.claims", "changes.txt")
_KIND_WORDS: Final = word_lists("tongxin.claims", "kinds.txt")
_GROWTH_VERBS: Final = _CHANGE_WORDS["growth verbs"]
_GROWTH_FILLERS: Final = _CHANGE_WORDS["growth fillers"]
_FILLERS_BY_LENGTH: Final = sorted(_GROWTH_FILLERS, key=len, reverse=True)
_LEVELS: Final = _CHANGE_WORDS["rates of change"]
_OBJECT: Final = 8
_COVERED: Final = ("覆盖",)
_UNITS_OF_A_WHOLE: Final = _KIND_WORDS["covering units"]
_ALREADY: Final = _KIND_WORDS["already"]
_NOT_A_WHOLE: Final = _KIND_WORDS["not a whole"]
_COMPLETED: Final = _KIND_WORDS["completed"]
_IN_PLACE: Final = re.compile(f"[一-鿿]{{1,3}}?(?:{'|'.join(_KIND_WORDS['in place'])})")
"""Whatever was done: 全部拨付到位, 全部安装完毕."""
_MEANS: Final = frozenset("人户场日月年平")  # 人均已 is a mean
_MULTIPLE: Final = {"一": 2, "两": 4, "二": 4, "1": 2, "2": 4, "三": 8, "3": 8}


def _one(value: int) -> Written:
    return Written(Fraction(value), 1, Fraction(1), Fraction(1), arabic=False)


def _doubled(text: str, start: int) -> Figure | None:
    """Read 翻番, 翻一番, 翻了两番."""
    if text[start] != "翻":
        return None
    index = start + 1 + text.startswith("了", start + 1)
    times = _MULTIPLE.get(text[index : index + 1])
    end = index + (times is not None)
    if not text.startswith("番", end):
        return None
    return Figure(start, start, end + 1, Form.TIMES, "倍", _one(times or 2))


def _whole(text: str, start: int) -> Figure | None:
    """Read 全覆盖, and 全部 where the units of a whole are its subject (街道全部设站) or a thing is done (整改全部完成)."""
    if text.startswith("全覆盖", start):
        return Figure(start, start, start + 3, Form.FULL, "%", _one(100))
    if (
        text.startswith("均已", start)
        and text[start - 1 : start] not in _MEANS
        and text.startswith(_COMPLETED, start + 2)
    ):
        return Figure(start, start, start + 2, Form.FULL, "%", _one(100))
    if not text.startswith("全部", start) or text.startswith(_NOT_A_WHOLE, start + 2):
        return None
    subject = text[max(start - 12, 0) : start]
    for word in _ALREADY:
        subject = subject.removesuffix(word)
    done = text.startswith(_COMPLETED, start + 2) or _IN_PLACE.match(text, start + 2)
    if done or subject.endswith(tuple(_UNITS_OF_A_WHOLE)):
        return Figure(start, start, start + 2, Form.FULL, "%", _one(100))
    return None


def _covered(text: str, figure: Figure) -> Figure:
    """Read 100%覆盖 and 百分之百覆盖 as the full coverage they claim."""
    if figure.form is Form.PERCENT and figure.written.value == 100 and text.startswith(_COVERED, figure.end):
        return replace(figure, form=Form.FULL, end=figure.end + len("覆盖"))
    return figure


def is_change(text: str, start: int) -> bool:
    """Tell a change (同比增长18.6%, 降低成本15%) from a level (提高到86%, 占86%) by the words before the figure."""
    before = text[max(start - 16, 0) : start]
    for index in range(len(before) - 1, -1, -1):
        if before[index] in CLAUSE_ENDS or before[index] in "、（(0123456789%":
            before = before[index + 1 :]
            break
    stem = before
    for filler in _FILLERS_BY_LENGTH:
        stem = stem.removesuffix(filler)
    if stem.endswith(_LEVELS) or (
        stem.endswith(_GROWTH_VERBS) and (stem == before or before.endswith(("了", "约", "近", "超", "超过", "达")))
    ):
        return True
    tail = before[-_OBJECT:]
    positions = [tail.rfind(verb) for verb in ("增长", "下降", "降低", "减少", "提高", "提升", "节约", "增加")]
    verb = max(positions)
    return verb >= 0 and not set(tail[verb:]) & set("到至占为率达比的后")


def _figures(text: str, unread: list[tuple[int, int]]) -> Iterator[Figure]:
    """Yield the figures of a folded text outside names and titles; never looks back.

    `unread` is told where numbers stand of which only the end could be read.
    """
    closed = iter([*names_and_titles(text), (len(text), len(text))])
    barrier, reopen = next(closed)
    index = 0
    while index < len(text):
        if index >= barrier:
            index = max(index, reopen)
            barrier, reopen = next(closed, (len(text), len(text)))
            continue
        start = _START.search(text, index, barrier)
        index = start.start() if start else barrier
        if start is None:
            continue
        figure = _whole(text, index) or _doubled(text, index) or read_figure(text, index)
        if figure and figure.end <= barrier and not (_is_rest(text, figure) or states_nothing(text, figure)):
            yield _covered(text, figure)
            index = figure.end
        else:
            if figure and figure.unit and _is_rest(text, figure):
                unread.append((_number_start(text, figure.start), figure.end))
            index = _past(text, index)


def _is_rest(text: str, figure: Figure) -> bool:
    """Tell a part of a number that was not understood as a whole: it is never taken for the number."""
    return (
        figure.start == figure.number_start
        and figure.form is not Form.FULL
        and text[figure.start - 1 : figure.start] in _IN_NUMBERS
    )


def _number_start(text: str, start: int) -> int:
    while start and text[start - 1] in _IN_NUMBERS:
        start -= 1
    return start


_IN_NUMBERS: Final = frozenset("0123456789零〇一二两三四五六七八九十百千万亿")


def _past(text: str, index: int) -> int:
    """Step over a numeral that states nothing, so that its digits are not read again."""
    if text[index] in FIRST_CHARACTERS:
        return index + 1
    end = index
    while text[end : end + 1].isascii() and text[end : end + 1].isdigit():
        end += 1
    numeral = read_numeral(text, index, implied_one=True)
    return max(end, numeral.end if numeral else 0, index + 1)


_TO_THE_UNIT: Final = re.compile(r"(?:(?:、|和|与|及|以及)[0-9.,]+[万亿]?)+")


def _shared_form(text: str, figure: Figure) -> Form:
    """A number that waits for the unit of its list is worded as the last one: 提高2.6和1.1个百分点."""
    rest = _TO_THE_UNIT.match(text, figure.end) if not figure.unit and figure.form is Form.EXACT else None
    return bare_form(figure.written, unit_at(text, rest.end())) if rest else figure.form


@dataclass(frozen=True, slots=True)
class Extracted:
    """The checkable figures of a text in order, where numbers stand that were not understood as a whole, and the text as read."""

    claims: list[Claim]
    unread: list[tuple[int, int]]
    read: Legible


def extract(text: str) -> list[Claim]:
    """Return the checkable figures of a text in order; offsets count its characters."""
    return extracted(text).claims


def extracted(text: str) -> Extracted:
    """Return the checkable figures of a text, and what was not read."""
    read = legible(text)
    unread: list[tuple[int, int]] = []
    claims: list[Claim] = []
    ends: list[int] = []
    for figure in _figures(read.text, unread):
        form = _shared_form(read.text, figure)
        joined = bool(claims) and claims[-1].form is Form.GROWTH and read.text[ends[-1] : figure.start] in JOINERS
        if form is Form.PERCENT and (is_change(read.text, figure.start) or joined):
            form = Form.GROWTH
        start, end = read.original(figure.start, figure.end)
        claims.append(Claim(start, end, text[start:end], form, figure.unit, figure.written))
        ends.append(figure.end)
    tabled = _tabled(read, text, taken=[(claim.start, claim.end) for claim in claims])
    spans = [read.original(*span) for span in unread]
    return Extracted(sorted([*claims, *tabled], key=lambda claim: claim.start), spans, read)


def _tabled(read: Legible, text: str, *, taken: list[tuple[int, int]]) -> Iterator[Claim]:
    """Yield the bare numbers of tables, in the unit their heads give."""
    starts = [start for start, _ in taken]
    for cell in find_cells(read.text):
        start, end = read.original(cell.number.start, cell.number.end)
        before = bisect_left(starts, end) - 1
        numeral = read_numeral(cell.number.text.lstrip("-"))
        if numeral is None or not is_counted(cell) or (before >= 0 and taken[before][1] > start):
            continue
        unit = read_unit(cell.unit)
        written = written_of(numeral, factor=unit.factor)
        if cell.number.text.startswith("-"):
            written = replace(written, value=-written.value)
        yield Claim(start, end, text[start:end], bare_form(written, unit.word), unit.word, written)
