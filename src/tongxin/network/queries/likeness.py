"""Whether two records may be of one person: the rules, on what is kept of both. A likeness belongs to a pair, never to a person."""

from dataclasses import dataclass
from functools import lru_cache

from tongxin.kernel.characters import plain
from tongxin.network.models.firm_names import without_form

SURE, LIKELY = 90, 70
# What stands for "no particular employer"; two who wrote it have nothing in common.
NO_UNIT = {"无", "个体", "个体户", "个体工商户", "自由职业", "自由职业者", "自由职业人员", "待业", "退休", "其他"}


@dataclass(frozen=True, kw_only=True)
class Face:
    """What is compared: the name written plainly, how it is read, the employer, the keyed hash of the mobile number."""

    name: str
    sound: str
    unit: str
    mobile_index: str


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """Why a person on record may be the one meant. `score` (0 to 100) grades this match and nothing else.

    `two` says what the two may be. `person` is None where somebody outside the asker's scope has the same mobile number: that alone is told.
    """

    person: int | None
    score: int
    reasons: tuple[str, ...]
    two: str = "同一人"

    @property
    def is_sure(self) -> bool:
        """Whether it is the same person without asking."""
        return self.score >= SURE and self.person is not None

    @property
    def label(self) -> str:
        """The grade in words."""
        if self.score >= SURE:
            return self.two
        return f"很可能是{self.two}" if self.score >= LIKELY else "需要核对"


Match = tuple[int, tuple[str, ...]]


@lru_cache(maxsize=100_000)
def plain_unit(text: str) -> str:
    """Return what two ways to write one employer have in common; empty for none in particular."""
    written = plain(text).lower().replace(" ", "")
    return "" if written in NO_UNIT else without_form(written)


def match(one: Face, other: Face, *, together: bool = False) -> Match | None:
    """Return score and reasons of a pair, None where nothing says it is one person; `together`: in one organisation.

    Two different mobile numbers keep people of one name apart, and so do two employers, unless they are in one organisation.
    """
    name = _name(one, other)
    if one.mobile_index and one.mobile_index == other.mobile_index:
        unit = ("单位相同",) if one.unit and one.unit == other.unit else ()
        return {"姓名相同": 100, "姓名读音相同": 95}.get(name, 60), ("手机号相同", name, *unit)
    if name == _OTHER_NAME or (one.mobile_index and other.mobile_index):
        return None
    return _without_mobile(one, other, name=name, together=together)


_OTHER_NAME = "姓名不同"


def _name(one: Face, other: Face) -> str:
    if one.name == other.name:
        return "姓名相同"
    return "姓名读音相同" if one.sound == other.sound else _OTHER_NAME


def _without_mobile(one: Face, other: Face, *, name: str, together: bool) -> Match | None:
    same_name = name == "姓名相同"
    joined = ("同在一个组织",) if together else ()
    if one.unit and other.unit and one.unit != other.unit:
        return (60, (name, *joined, "单位不同")) if same_name and together else None
    if one.unit and other.unit:
        return (80 if same_name else 60, (name, "单位相同", *joined))
    return (70, (name, *joined)) if same_name and together else None
