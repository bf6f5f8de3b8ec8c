"""What stands beside a figure's value where people read it: its shape in a table, how it counts, how complete it is."""

from collections.abc import Iterator

from tongxin.figures import Kind, Measure
from tongxin.figures.facts import ANY_GROUND, UNKNOWN_GROUND
from tongxin.figures.figure import Bounds, Completeness, EvidenceKept
from tongxin.kernel.numerals import grouped
from tongxin.web.format import Kind as Shape
from tongxin.web.format import percent


def shape(measure: Measure) -> Shape:
    """Return how a measure's values stand in a table and an exported cell."""
    if measure.kind in (Kind.COVERAGE, Kind.RATIO):
        return Shape.PERCENT
    if measure.kind is Kind.SUM:
        return {"元": Shape.FEN, "公斤": Shape.GRAM}.get(measure.unit, Shape.NUMBER)
    return Shape.NUMBER


KINDS = {
    Kind.COUNT: "次数：数记录，每条一次",
    Kind.PERSON_TIMES: "人次：同一个人每参加一次计一次",
    Kind.PERSONS: "人数：同一个人只计一次，合计不等于各地相加",
    Kind.SUM: "合计：逐条相加，精确到分或克",
    Kind.STOCK: "时点数：当日存在的",
    Kind.COVERAGE: "覆盖率：有一个以上的地区数 ÷ 同级全部地区数",
    Kind.RATIO: "比率：分子合计 ÷ 分母合计",
}

_COUNTED_BY_RECORD = "合计：每条记录一个数，逐条相加"


def kind_words(measure: Measure) -> str:
    """Say in words how a measure counts."""
    return _COUNTED_BY_RECORD if measure.bounds else KINDS[measure.kind]


NAMED = 10
"""Units named in a sentence; of more only the number is told."""


def completeness_words(complete: Completeness) -> list[str]:
    """Say in short sentences how complete the returns, the people and the evidence behind a figure are."""
    said = []
    returns = complete.returns
    if returns is not None and returns.rate is not None:
        said.append(f"上报 {returns.there}/{returns.expected}（{percent(returns.rate)}），其中零报告 {returns.nil}")
        said.append(f"逐级审核 {returns.approved}/{returns.expected}")
    if returns is not None and returns.pending:
        said.append(f"另有 {returns.pending} 份未到上报期限")
    if returns is not None and returns.missing:
        named = "、".join(place.name for place in returns.missing[:NAMED])
        more = f"等 {len(returns.missing)} 个" if len(returns.missing) > NAMED else ""
        said.append(f"缺报：{named}{more}")
    if returns is not None and not returns.expected and not returns.pending:
        said.append("这个时期没有上报记录")
    if complete.participations:
        rest = "" if complete.resolved == complete.participations else "，其余只计人次"
        said.append(f"{grouped(complete.resolved or 0)}/{grouped(complete.participations)} 条记录已对上人员{rest}")
    if complete.bounds is not None:
        said.extend(_bounds_words(complete.bounds))
    if complete.evidence is not None and complete.evidence.records:
        said.append(_evidence_words(complete.evidence))
    return said


def _bounds_words(bounds: Bounds) -> Iterator[str]:
    """Say on what grounds a sum is known, between what it lies where that is more than one number, and what is missing."""
    known = [one for one in bounds.grounds if one.code not in (UNKNOWN_GROUND, ANY_GROUND)]
    if known:
        yield "其中" + "、".join(f"{one.label} {grouped(one.amount)}" for one in known)
    if bounds.low != bounds.high:
        yield f"实际在 {grouped(bounds.low)} 至 {grouped(bounds.high)} 之间"
    if bounds.unknown:
        yield f"{grouped(bounds.unknown)}/{grouped(bounds.records)} 条记录没有人数，没有计入"


def _evidence_words(kept: EvidenceKept) -> str:
    classes = "、".join(f"{one.label} {grouped(one.records)}" for one in kept.classes)
    return f"{grouped(kept.there)}/{grouped(kept.records)} 条记录有佐证材料{f'（{classes}）' if classes else ''}"
