"""Which experts fit a request, and why: a list with its reasons, in the order of the roster, and no score. Plain Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from tongxin.kernel.period import chinese_date, months_after

CHECKED_AFTER: Final = (3, 6, 12)
"""After how many months somebody looks at what came of a service."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a request asks for: the field in words, the place of the firm, the day wished for where one is."""

    field: str
    place: str
    path: str
    day: date | None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An expert of the roster as matching sees one: `busy` are days already taken, `interest` that the firm is the own one."""

    number: int
    field: str
    region: str
    region_path: str
    begin: date
    end: date | None
    accepted: bool
    interest: bool
    busy: frozenset[date]


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One expert with what speaks for and against, in words. Who is `barred` cannot be proposed at all."""

    expert: int
    fits: tuple[str, ...]
    against: tuple[str, ...]
    barred: tuple[str, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Everything that is said of the expert and this request."""
        return (*self.barred, *self.fits, *self.against)


def suggestions(asked: Asked, experts: Iterable[Listed], *, today: date) -> list[Suggestion]:
    """Return every expert: first those of whom nothing speaks against it, each part in the order of the roster."""
    made = [_suggestion(asked, one, today=today) for one in experts]
    return sorted(made, key=lambda one: (bool(one.barred), bool(one.against)))  # the order of the roster stays within


def _suggestion(asked: Asked, one: Listed, *, today: date) -> Suggestion:
    day = asked.day or today
    said = (
        (one.field == asked.field, f"领域相同：{one.field}", f"领域不同：专家是{one.field}，需求是{asked.field}"),
        (
            asked.path.startswith(one.region_path),
            f"服务地区{one.region}包含{asked.place}",
            f"服务地区{one.region}不包含{asked.place}",
        ),
        _on(day, one) if asked.day else (True, "没有希望的日期，可以商定", ""),
    )
    barred = (
        (one.interest, "与该企业同一单位，须回避"),
        (not one.accepted, "还没有接受现行的服务声明"),
        (day < one.begin or (one.end is not None and day >= one.end), f"{chinese_date(day)}不在任期内"),
    )
    return Suggestion(
        expert=one.number,
        fits=tuple(yes for holds, yes, _ in said if holds),
        against=tuple(no for holds, _, no in said if not holds),
        barred=tuple(why for holds, why in barred if holds),
    )


def _on(day: date, one: Listed) -> tuple[bool, str, str]:
    return day not in one.busy, f"{chinese_date(day)}没有其他安排", f"{chinese_date(day)}已有安排"


@dataclass(frozen=True, kw_only=True)
class Waits:
    """How many days requests waited for their answer: the median of the answered ones, and of all.

    An unanswered one waits longer than any answered one; where half or more are unanswered no number of days is the
    median of all: None.
    """

    received: int
    answered: int
    of_answered: Fraction | None
    of_all: Fraction | None


def waits(spans: Sequence[tuple[date, date | None]]) -> Waits:
    """Return the waits of requests: the day each was received, and the day it was answered, if it was."""
    days = sorted((until - since).days for since, until in spans if until is not None)
    return Waits(
        received=len(spans),
        answered=len(days),
        of_answered=_median(days, of=len(days)),
        of_all=_median(days, of=len(spans)),
    )


def _median(days: Sequence[int], *, of: int) -> Fraction | None:
    """Return the middle of so many, of which these are the smallest; the mean of the two middle ones of an even number."""
    low, high = (of - 1) // 2, of // 2
    return Fraction(days[low] + days[high], 2) if of and high < len(days) else None


def check_days(held: date) -> tuple[tuple[int, date], ...]:
    """Return after how many months, and on which days, somebody looks at what came of a service held on a day."""
    return tuple((months, months_after(held, months)) for months in CHECKED_AFTER)
