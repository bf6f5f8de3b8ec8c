"""What the tables of a text say about themselves: totals of rows and columns, parts that are larger than their whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tongxin.claims.divisions import gazetteer
from tongxin.claims.grids import is_row_head
from tongxin.claims.heads import Cell, Line, Table, find_tables, without_unit
from tongxin.claims.incoherence import Incoherence
from tongxin.kernel.numerals import plain

_TOTAL: Final = re.compile("(?:合|总|共)计(?:数)?")
_SUBTOTAL: Final = re.compile("小计")
_PART: Final = re.compile("其中")
_NOT_ADDED: Final = re.compile("率|比|均|增|减|幅|价|指数|去重|不重复|排名|位次|编号|代码|截至|年末|年底|月末|累计")
_ROUNDED: Final = re.compile("^(?:百?万|千万|亿)")
_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Sum:
    """A total of a table and the numbers it is of; `whole` tells that none of them is missing."""

    total: Cell
    parts: tuple[Cell, ...]
    whole: bool


def find_sums(text: str) -> Iterator[Sum]:
    """Yield the totals of the tables of a text, by rows and by columns, with what each is the sum of."""
    for table in find_tables(text):
        yield from _of_columns(table)
        yield from _of_rows(table)


def sums_disagree(text: str) -> Iterator[Incoherence]:
    """Yield totals that are not the sum of their rows or columns, and parts that exceed their whole."""
    for one in find_sums(text):
        added, stated = sum(map(value_of, one.parts), Fraction(0)), value_of(one.total)
        off = (
            abs(added - stated) > _tolerance(one)
            if one.whole
            else added > stated and min(map(value_of, one.parts)) >= 0
        )
        if off:
            yield Incoherence("sum", _spans(one.total, *one.parts), _sentence(one, added))
    for table in find_tables(text):
        for whole, part in _of_which(table):
            if value_of(part) > value_of(whole):
                yield Incoherence(
                    "parts",
                    _spans(whole, part),
                    f"表中“{_named(part)}”的“{without_unit(part.column)}”是 {part.number.text}，"
                    f"多于它所属的 {whole.number.text}，部分不会多于整体。",
                )


def value_of(cell: Cell) -> Fraction:
    """Return the number of a cell as written, in its own unit."""
    return Fraction(cell.number.text.replace(",", "").rstrip("%"))


def _spans(*cells: Cell) -> tuple[tuple[int, int], ...]:
    return tuple((cell.number.start, cell.number.end) for cell in cells)


def _named(cell: Cell) -> str:
    return without_unit(cell.rows[-1]) if cell.rows else without_unit(cell.column)


def _sentence(one: Sum, added: Fraction) -> str:
    numbers = [part.number.text for part in one.parts]
    terms = " + ".join(numbers if len(numbers) <= _SHOWN else [*numbers[:3], "…", numbers[-1]])
    count = f"（共 {len(numbers)} 个数）" if len(numbers) > _SHOWN else ""
    missing = "" if one.whole else "，空着的还没有算"
    head = without_unit(one.total.column)
    return (
        f"表中“{_named(one.total)}”一行{f'“{head}”' if head else ''}与各项之和不一致："
        f"{terms}{count} = {plain(added)}{missing}，写的是 {one.total.number.text}。"
    )


def _tolerance(one: Sum) -> Fraction:
    """Return how far rounded numbers may stray from their rounded total."""
    cells = (one.total, *one.parts)
    decimals = max(len(cell.number.text.partition(".")[2].rstrip("%")) for cell in cells)
    if not decimals and not any(_ROUNDED.match(cell.unit) for cell in cells):
        return Fraction(0)
    return Fraction(len(cells), 2 * 10**decimals)


def _of_columns(table: Table) -> Iterator[Sum]:
    """Yield the totals in the rows of a table, column by column."""
    sums = list(_summed_lines(table.lines))
    for column, path in enumerate(table.columns):
        if _NOT_ADDED.search("".join(path)):
            continue
        for total, lines in sums:
            found = _sum(total.cells[column], [line.cells[column] for line in lines])
            if found:
                yield found


def _summed_lines(lines: Sequence[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Yield each row that is a total with the rows it is of: those above it, or all below one that stands first."""
    if len(lines) > 2 and _kind(lines[0]) is _TOTAL and not any(_kind(line) is _TOTAL for line in lines[1:]):
        below = [line for line in lines[1:] if _kind(line) is None]
        yield from [(lines[0], below)] if _is_flat(below) else []
        lines = lines[1:]
    since_total: list[Line] = []
    since_subtotal: list[Line] = []
    for line in lines:
        kind = _kind(line)
        if kind is None:
            since_total.append(line)
            since_subtotal.append(line)
        elif kind is _SUBTOTAL or kind is _TOTAL:
            of = since_total if kind is _TOTAL else since_subtotal
            if len(of) > 1 and _is_flat(of):
                yield line, list(of)
            since_subtotal = []
            since_total = [] if kind is _TOTAL else since_total


def _kind(line: Line) -> re.Pattern[str] | None:
    """Tell totals, subtotals and parts (其中) from plain rows."""
    for head in line.heads:
        for kind in (_SUBTOTAL, _TOTAL, _PART):
            if kind.match(head):
                return kind
    if line.heads and line.heads[-1].startswith(("全", "平均")) and is_row_head(line.heads[-1]):
        return _PART
    return None


def _is_flat(lines: Sequence[Line]) -> bool:
    """Tell rows that stand beside each other from such as hold one another: a city and its counties."""
    known = gazetteer()
    names = {known.canonical(head) for line in lines for head in line.heads[-1:]}
    return not any(above in names for name in names for above in known.above.get(name, ()))


def _sum(total: Cell | str | None, parts: Sequence[Cell | str | None]) -> Sum | None:
    if not isinstance(total, Cell) or any(isinstance(part, str) for part in parts):
        return None
    known = tuple(part for part in parts if isinstance(part, Cell))
    alike = len({cell.unit for cell in (total, *known)}) == 1 and total.unit not in {"%", "‰"}
    return Sum(total, known, whole=len(known) == len(parts)) if len(known) > 1 and alike else None


def _of_rows(table: Table) -> Iterator[Sum]:
    """Yield the totals in columns: of times or places beside each other, or of what stands under one head."""
    for at, path in enumerate(table.columns):
        if not path or not (_TOTAL.match(path[-1]) or _SUBTOTAL.match(path[-1])):
            continue
        beside = [
            other for other, heads in enumerate(table.columns) if other != at and heads[:-1] == path[:-1] and heads
        ]
        heads = [without_unit(table.columns[other][-1]) for other in beside]
        plain_heads = not any(_NOT_ADDED.search(head) or _PART.match(head) or _TOTAL.match(head) for head in heads)
        if len(beside) > 1 and plain_heads and (len(path) > 1 or all(map(is_row_head, heads))):
            for line in table.lines:
                if found := _sum(line.cells[at], [line.cells[other] for other in beside]):
                    yield found


def _of_which(table: Table) -> Iterator[tuple[Cell, Cell]]:
    """Yield each part that a column or a row calls 其中 with its whole."""
    for at, path in enumerate(table.columns):
        whole = next((n for n in range(at - 1, -1, -1) if table.columns[n] == path[:-1]), None)
        if whole is not None and _PART.match(path[-1]):
            yield from _pairs((line.cells[whole], line.cells[at]) for line in table.lines)
    before: Line | None = None
    for line in table.lines:
        if not (line.heads and _PART.match(line.heads[-1])):
            before = line
        elif before is not None:
            yield from _pairs(zip(before.cells, line.cells, strict=True))


def _pairs(pairs: Iterator[tuple[Cell | str | None, Cell | str | None]]) -> Iterator[tuple[Cell, Cell]]:
    for whole, part in pairs:
        if isinstance(whole, Cell) and isinstance(part, Cell) and whole.unit == part.unit and part.unit != "%":
            yield whole, part
