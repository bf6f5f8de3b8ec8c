"""Excel files of 核数: what was found, and the empty table to fill in."""

import io
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.check import Check
from tongxin.claims.explain import LABELS, reason, spoken_period
from tongxin.claims.finding import Finding
from tongxin.claims.intervals import meaning
from tongxin.claims.shown import recorded, wording
from tongxin.kernel.numerals import plain
from tongxin.kernel.period import Period, chinese_date
from tongxin.office.timeless import new_workbook
from tongxin.web.spreadsheet import cell_text

_HEAD: Final = {"bold": True, "bg_color": "#2f5d8a", "font_color": "#ffffff", "border": 1, "valign": "vcenter"}
_WRAPPED: Final = {"text_wrap": True, "valign": "top"}
_PLACES: Final = 6

Cell = str | int | Fraction
_FINDINGS: Final = (
    ("编号", 6),
    ("报告里的数字", 16),
    ("所指区间", 20),
    ("结论", 8),
    ("理由", 60),
    ("对应指标", 24),
    ("地区", 12),
    ("时期", 24),
    ("记录值", 16),
    ("宜写作", 16),
    ("人工指定", 10),
)
_FACTS: Final = (
    ("编号", 20),
    ("指标", 24),
    ("单位", 8),
    ("地区", 12),
    ("起", 14),
    ("止", 14),
    ("数值", 16),
    ("分母", 12),
    ("用于第几个数字", 18),
)


def findings_workbook(check: Check) -> bytes:
    """Return three sheets: every finding, where the text disagrees with itself, and the records that were used."""
    stream = io.BytesIO()
    with new_workbook(stream, in_memory=True) as book:
        title = f"核数结果：发布日期 {chinese_date(check.published)}，地区 {check.home}"
        _sheet(book, "逐项结果", _FINDINGS, _finding_rows(check), title=title)
        own: list[list[Cell]] = [[number, found.sentence] for number, found in enumerate(check.incoherences, 1)]
        _sheet(book, "文内自相矛盾", (("编号", 6), ("说明", 90)), own, title="报告自身的数字之间")
        if check.notices:
            noticed: list[list[Cell]] = [[number, found.sentence] for number, found in enumerate(check.notices, 1)]
            _sheet(book, "另请注意", (("编号", 6), ("说明", 90)), noticed, title="核对时没有读懂或不能对照的")
        _sheet(book, "用到的记录", _FACTS, _fact_rows(check), title="核对时用到的记录")
    return stream.getvalue()


def _sheet(
    book: Any, name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]], *, title: str
) -> None:
    sheet = book.add_worksheet(name)
    head, wrapped = book.add_format(_HEAD), book.add_format(_WRAPPED)
    sheet.write_string(0, 0, cell_text(title), book.add_format({"bold": True, "font_size": 14}))
    for position, (label, width) in enumerate(columns):
        sheet.set_column(position, position, width)
        sheet.write_string(1, position, label, head)
    sheet.freeze_panes(2, 2)
    for line, cells in enumerate(rows, 2):
        for position, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(line, position, cell_text(cell), wrapped)
            else:  # a spreadsheet holds binary floats only; the exact value stands in the JSON
                sheet.write_number(line, position, float(cell), wrapped)


def _finding_rows(check: Check) -> Iterator[list[Cell]]:
    for number, finding in enumerate(check.findings, 1):
        candidate = finding.candidate
        yield [
            number,
            finding.claim.text,
            stated_interval(finding),
            LABELS[finding.verdict],
            reason(finding),
            candidate.title if candidate else "",
            (candidate.place if candidate else None) or finding.place,
            spoken_period(finding.period) if finding.period else "",
            recorded(finding),
            wording(finding),
            "是" if finding.override else "",
        ]


def stated_interval(finding: Finding) -> str:
    """Write the values the wording stands for: 「[4,001, 5,000) 人次」 as brackets of mathematics."""
    fit = meaning(finding.claim.form, finding.claim.written).fit
    low, high = (_end(value) for value in (fit.low, fit.high))
    if fit.low is not None and fit.low == fit.high:
        return f"{low}{finding.claim.unit}"
    return f"{fit.closedness[0]}{low}, {high}{fit.closedness[1]}{finding.claim.unit}"


def _end(value: Fraction | None) -> str:
    return "不限" if value is None else plain(value, decimals=_PLACES)


def _fact_rows(check: Check) -> Iterator[list[Cell]]:
    used: dict[tuple[str, str, str, Period], tuple[Candidate, Answer, list[int]]] = {}
    for number, finding in enumerate(check.findings, 1):
        candidate, answer, period = finding.candidate, finding.answer, finding.period
        if candidate is not None and answer is not None and period is not None:
            at = candidate.key, candidate.title, candidate.place or finding.place, period
            used.setdefault(at, (candidate, answer, []))[2].append(number)
    for (key, title, place, period), (candidate, answer, numbers) in used.items():
        value = answer.value if answer.numerator is None else answer.numerator
        yield [
            key,
            title,
            candidate.unit,
            place,
            period.start.isoformat(),
            period.last.isoformat(),
            "" if value is None else value,
            "" if answer.denominator is None else answer.denominator,
            "、".join(map(str, numbers)),
        ]
