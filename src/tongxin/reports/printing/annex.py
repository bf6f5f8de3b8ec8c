"""The words of the annex 数字说明 and of the verification block, the same in Word, PDF and HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from tongxin.figures.publication import RULES
from tongxin.kernel.period import SHANGHAI, chinese_date
from tongxin.reports.paper import Number, Paper, Reported, Series, Spot

TITLE: Final = "附件　数字说明"
HEADS: Final = ("编号", "数字", "指标和定义", "地区和时期", "完整度", "快照和凭据")
NOTES: Final = "说明"
VERIFY: Final = "核验"
DRAFT: Final = "草稿，未签发"
MOST_NAMES: Final = 10
HASH_LENGTH: Final = 16


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the annex: one figure or series. Each column holds one or more short lines, in the order of `HEADS`."""

    id: str
    address: str
    columns: Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What the reader of a printed report needs to verify it."""

    address: str
    code: str
    sentences: Sequence[str]


def entries(paper: Paper) -> tuple[Entry, ...]:
    """Return a line for each figure, then for each series; none in a paper of one page, whose figures have pages of their own."""
    return () if paper.compact else tuple(_entries(paper))


def _entries(paper: Paper) -> Iterator[Entry]:
    for number in paper.numbers:
        columns = (
            (number.id,),
            (number.text,),
            _meaning(number),
            (number.place.name, number.period),
            tuple(completeness(number)),
            (f"快照 {paper.snapshot}", *_evidence(number)),
        )
        yield Entry(id=number.id, address=paper.figure_address(number.id), columns=columns)
    tabled = paper.tabled()
    for series in paper.series:
        columns = (
            (series.id,),
            ("见表" if series.id in tabled else "见图",),
            _meaning(series),
            (series.place.name, series.period),
            ("—",),
            (f"快照 {paper.snapshot}",),
        )
        yield Entry(id=series.id, address=paper.figure_address(series.id), columns=columns)


def _meaning(one: Number | Series) -> tuple[str, str]:
    return f"{one.name}（第 {one.version} 版）", one.definition


def _evidence(number: Number) -> Iterator[str]:
    if number.evidence_hash:
        yield f"凭据 {number.evidence_hash[:HASH_LENGTH]}"


def completeness(number: Number) -> Iterator[str]:
    """Yield what is known of how complete the figure is, and what may not be said of it."""
    if number.completeness is None:
        yield "未统计完整度"
    else:
        yield from _reported(number.completeness)
    if number.estimated:
        yield "只能写作“据不完全统计”"
    if not number.public:
        yield f"核验页不显示准确数{f'：{number.why_not}' if number.why_not in RULES else ''}"


def _reported(known: Reported) -> Iterator[str]:
    if known.expected or known.pending:
        words = [f"上报 {known.reported}/{known.expected}", f"零报告 {known.nil}", f"已审 {known.approved}"]
        if known.pending:
            words.append(f"未到期 {known.pending}")
        yield "，".join(words)
    else:
        yield "不需要上报"
    if known.missing:
        yield f"缺报：{missing(known.missing)}"
    if known.resolved is not None and known.participations is not None:
        yield f"对上人员 {known.resolved}/{known.participations}"


def missing(spots: Sequence[Spot]) -> str:
    """Name units without a return: all, or the first ten and how many there are."""
    names = "、".join(spot.name for spot in spots[:MOST_NAMES])
    return names if len(spots) <= MOST_NAMES else f"{names}等 {len(spots)} 个"


def notes(paper: Paper) -> tuple[str, ...]:
    """Return the numbered notes."""
    return tuple(f"{index}. {note}" for index, note in enumerate(paper.notes, start=1))


def verification(paper: Paper) -> Verification | None:
    """Return what stands beside the code; None while the report is a draft."""
    if is_draft(paper) or not paper.address:
        return None
    known = [one.id for one in paper.numbers] or [one.id for one in paper.series]
    sentences = ["扫描二维码，或打开下面的网址，可以核验这份报告和其中每个数字。"]
    if known:
        sentences.append(f"单个数字的网址是在后面加上编号，例如 {paper.figure_address(known[0])}")
    if paper.readings:
        sentences.append(f"下列句子核数另有读法，签发人说明：{paper.because}")
        sentences += paper.readings
    if paper.seal:
        sentences.append(f"签发时操作日志的最近一次封存：{paper.seal}")
    return Verification(address=paper.address, code=paper.code, sentences=tuple(sentences))


def is_draft(paper: Paper) -> bool:
    """Tell whether the paper was not issued yet."""
    return not paper.number


def banner(paper: Paper, *, draft: str = DRAFT) -> str:
    """Return what stands at the head of every page; empty for an issued report on true data."""
    words = ("演示数据" if paper.demo else "", draft if is_draft(paper) else "")
    return "　".join(word for word in words if word)


def imprint(paper: Paper) -> tuple[str, ...]:
    """Return the line under the title: who, number, day."""
    return tuple(word for word in (paper.organisation, paper.number, day_in_words(paper.day)) if word)


def source(paper: Paper) -> str:
    """Return the sentence on the snapshot all figures were taken from."""
    taken = day_in_words(paper.taken_at)
    return f"以下数字全部取自快照 {paper.snapshot}{f'（{taken}）' if taken else ''}，地区、时期和定义逐个列出。"


def day_of(text: str) -> date | None:
    """Read the calendar day of a date or time in ISO form; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).date()


def day_in_words(text: str) -> str:
    """Write a date or time in ISO form as 2022年1月31日; anything else stays as it is."""
    day = day_of(text)
    return chinese_date(day) if day else text
