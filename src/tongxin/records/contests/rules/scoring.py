"""The scoring rules: data with a version. A rule that has sealed a result is never changed; a changed one is a new version."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from tongxin.kernel.errors import InputError


class Method(StrEnum):
    """How the sheets of an entry become one value."""

    MEAN = "mean"
    RANK_SUM = "rank_sum"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule.

    From `drop_from` sheets up (0: never) so many highest and lowest are left out. The value is rounded half up to `decimals`;
    ties are decided at `tie_decimals`, then by the means of the criteria in order, rounded to as many; then the place is shared.
    """

    name: str
    version: int
    label: str
    method: Method
    decimals: int = 2
    tie_decimals: int = 3
    drop_from: int = 0
    drop_highest: int = 0
    drop_lowest: int = 0

    @property
    def code(self) -> str:
        """What is stored: name and version."""
        return f"{self.name}-{self.version}"

    @property
    def data(self) -> dict[str, Any]:
        """The rule as plain data, for the sealed file."""
        return {**asdict(self), "method": self.method.value}


RULES: Final = (
    Rule(
        name="trimmed-mean",
        version=1,
        label="五份以上去掉一个最高分、一个最低分后取平均，保留两位小数",
        method=Method.MEAN,
        drop_from=5,
        drop_highest=1,
        drop_lowest=1,
    ),
    Rule(name="plain-mean", version=1, label="全部评分表取平均，保留两位小数", method=Method.MEAN),
    Rule(
        name="twice-trimmed-mean",
        version=1,
        label="九份以上去掉两个最高分、两个最低分后取平均，保留两位小数",
        method=Method.MEAN,
        drop_from=9,
        drop_highest=2,
        drop_lowest=2,
    ),
    Rule(name="rank-sum", version=1, label="各评委名次相加，和小者在前", method=Method.RANK_SUM, decimals=1),
)
LATEST: Final = RULES[0].code
_BY_CODE: Final = {rule.code: rule for rule in RULES}


def rule_named(code: str) -> Rule:
    """Return a rule by its code or raise `InputError`."""
    if code not in _BY_CODE:
        raise InputError(f"没有「{code[:30]}」这条计分规则，可用的有：{'、'.join(_BY_CODE)}。", field="rule")
    return _BY_CODE[code]
