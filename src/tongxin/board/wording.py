"""How a figure's value is written where people read it. A number never stands without its unit."""

from dataclasses import dataclass
from fractions import Fraction

from tongxin.figures import Kind, Measure, Status, Value
from tongxin.figures.figure import Completeness
from tongxin.kernel.numerals import grouped
from tongxin.web.format import Kind as Shape
from tongxin.web.format import percent

_DECIMALS = {"元": 2, "万元": 6, "公斤": 3, "吨": 6}
"""Decimal places between the integers summed (fen, grams) and the unit they are stated in."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A value in words: `text` with its `unit`, `note` for what stands under it (104/122), `known` when it has a value."""

    text: str
    unit: str = ""
    note: str = ""
    known: bool = True

    @property
    def whole(self) -> str:
        """Text and unit in one run."""
        return f"{self.text} {self.unit}" if self.unit else self.text


def shown(result: Value, *, measure: Measure) -> Shown:
    """Write a value; withheld and undefined ones say why there is none."""
    if result.status is Status.WITHHELD:
        small = not result.reason or result.reason.startswith("涉及不足")
        text = f"不足 {measure.public_k} 人，不公开" if small else "不公开"
        return Shown(text=text, note="" if small else result.reason.rstrip("。"), known=False)
    if result.status is not Status.OK or result.value is None:
        return Shown(text="无法计算", note=result.reason, known=False)
    if measure.kind in (Kind.COVERAGE, Kind.RATIO):
        return Shown(
            text=percent(result.value), note=f"{grouped(result.numerator or 0)}/{grouped(result.denominator or 0)}"
        )
    return Shown(text=_amount(int(result.value), measure=measure), unit=measure.unit)


def _amount(value: int, *, measure: Measure) -> str:
    places = _DECIMALS.get(measure.unit, 0) if measure.kind is Kind.SUM else 0
    if not places:
        return grouped(value)
    return grouped(Fraction(value, 10**places), decimals=2)


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


def kind_words(measure: Measure) -> str:
    """Say in words how a measure counts."""
    return KINDS[measure.kind]


NAMED = 10
"""Units named in a sentence; of more only the number is told."""


def completeness_words(complete: Completeness) -> list[str]:
    """Say in short sentences how complete the returns and the people behind a figure are."""
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
    return said
