"""Which tellings of two organisations may be of one gift, and why: plain arithmetic over rows that were read already."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tongxin.records.giving.models import Match
from tongxin.records.giving.rules.ledgers import common_path

APART = 31
"""Days by which two tellings of one gift may differ."""
TOLD = ("pk", "value", "form", "cause_id", "received", "path", "organiser_id", "recipient_id", "receipt")
Pair = tuple[int, int, tuple[str, ...]]


class Told(NamedTuple):
    """One gift as an organisation tells of it: the values of `TOLD`."""

    number: int
    value: int
    form: str
    cause: int
    received: date
    path: str
    organiser: int
    recipient: int
    receipt: str


@dataclass(frozen=True)
class Decided:
    """What people have said of pairs: which gifts are one with which, and which are not."""

    same: dict[int, int]
    """By gift, another one that it is one with: followed to its end, the gift that stands for them all."""
    different: frozenset[frozenset[int]]

    @classmethod
    def of(cls, decisions: Iterable[tuple[int, int, str]]) -> "Decided":
        """Return what decisions come to: of two gifts that are one with a third nobody asks again."""
        found = cls({}, frozenset())
        different = set()
        for kept, other, state in decisions:
            if state == Match.State.DIFFERENT:
                different.add(frozenset((kept, other)))
            else:
                found.same[found.standing(other)] = found.standing(kept)
        return cls(found.same, frozenset(different))

    def standing(self, number: int) -> int:
        """Return the gift that stands for all that are one with this one."""
        while (next_one := self.same.get(number, number)) != number:
            number = next_one
        return number

    def knows(self, one: int, other: int) -> bool:
        """Tell whether it is settled of two gifts that they are one, or that they are two."""
        return self.standing(one) == self.standing(other) or frozenset((one, other)) in self.different


def alike(told: Iterable[Told], *, decided: Decided, of: int | None = None) -> Iterator[Pair]:
    """Yield the numbers of gifts that may be one, with the reasons; `told` comes latest first, and so do the pairs.

    With `of`, only the pairs of that gift.
    """
    before: dict[tuple[int, str, int], list[Told]] = defaultdict(list)
    for one in told:
        near = before[one.value, one.form, one.cause]
        while near and (near[0].received - one.received).days > APART:
            del near[0]
        for other in near:
            if of is not None and of not in (one.number, other.number):
                continue
            if (why := _reasons(one, other)) and not decided.knows(one.number, other.number):
                yield other.number, one.number, why
        near.append(one)


def _reasons(one: Told, other: Told) -> tuple[str, ...]:
    """Return why two gifts of one value, form and cause may be one; none where they are not."""
    if one.organiser == other.organiser:
        return ()
    above = common_path(one.path, other.path) in (one.path, other.path)
    same_recipient = one.recipient == other.recipient
    if not (above or same_recipient):
        return ()
    days = (other.received - one.received).days
    said = {
        "金额、形式和缘由相同": True,
        f"接收日期相差 {days} 天" if days else "同一天接收": True,
        "受赠方相同": same_recipient,
        "收据号相同": one.receipt == other.receipt,
        "上下级单位": above,
    }
    return tuple(word for word, holds in said.items() if holds)
