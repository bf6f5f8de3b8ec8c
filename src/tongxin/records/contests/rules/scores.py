"""Reading what a judge wrote: exact, in thousandths of a point, and nothing that is not plainly a score."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self

from tongxin.kernel.errors import InputError

UNIT: Final = 1_000
"""A point has so many of the whole numbers scores are kept in."""
MOST_DECIMALS: Final = 3
_AS_TYPED: Final = str.maketrans("０１２３４５６７８９．", "0123456789.")
_SCORE: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]+))?")
_BELOW: Final = re.compile(r"[-−－–]\s*[0-9]+(?:\.[0-9]+)?")
_BREAK: Final = re.compile(r"[\s、，,;；/|]+")


class Kept(Protocol):
    """A criterion as it is kept elsewhere."""

    title: str
    maximum: int
    weight: int
    decimals: int


@dataclass(frozen=True, kw_only=True)
class ScoreItem:
    """One thing that is judged: at most `maximum` points with so many `decimals`, times `weight` percent in the total."""

    title: str
    maximum: int
    weight: int = 100
    decimals: int = 2

    @classmethod
    def of(cls, kept: Kept) -> Self:
        """Return what is judged from where it is kept."""
        return cls(title=kept.title, maximum=kept.maximum, weight=kept.weight, decimals=kept.decimals)


def read_score(text: str, item: ScoreItem) -> int:
    """Return a score in thousandths. Full-width digits are read; raises `InputError` (field `scores`) for all else."""
    typed = str(text).strip()
    plain = typed.translate(_AS_TYPED)
    said = f"「{item.title}」的得分「{typed[:20]}」"
    allowed = f"请填写 0 至 {item.maximum} 之间的数"
    if _BELOW.fullmatch(plain):
        raise InputError(f"{said}低于 0 分，{allowed}。", field="scores")
    found = _SCORE.fullmatch(plain)
    if found is None:
        raise InputError(f"{said}不是分数，{allowed}。", field="scores")
    whole, decimals = found[1], found[2] or ""
    if len(decimals) > item.decimals:
        most = f"最多 {item.decimals} 位小数" if item.decimals else "只能是整数"
        raise InputError(f"{said}小数位数太多，{most}，请核对。", field="scores")
    score = int(whole) * UNIT + int(decimals.ljust(MOST_DECIMALS, "0"))
    if score > item.maximum * UNIT:
        raise InputError(f"{said}超过满分 {item.maximum}，{allowed}。", field="scores")
    return score


def read_scores(text: str | Sequence[str], items: Sequence[ScoreItem]) -> tuple[int, ...]:
    """Return the score of every item in order, from a text with blanks or enumeration commas between, or a list."""
    parts = [one for one in _BREAK.split(text) if one] if isinstance(text, str) else list(text)
    if len(parts) != len(items):
        titles = "、".join(item.title for item in items)
        raise InputError(
            f"这一轮有 {len(items)} 个评分项（{titles}），收到 {len(parts)} 个得分，请按顺序逐项填写。", field="scores"
        )
    return tuple(read_score(part, item) for part, item in zip(parts, items, strict=True))


def written(score: int) -> str:
    """Return a score as it is written: 9500 thousandths are 「9.5」."""
    whole, rest = divmod(score, UNIT)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")


def total_of(scores: Sequence[int], items: Sequence[ScoreItem]) -> int:
    """Return the weighted total, in hundredths of a thousandth of a point: exact."""
    return sum(score * item.weight for score, item in zip(scores, items, strict=True))
