"""What a stated number means: two intervals of exact values, one a careful writer would use it for, one it is true of.

The rows below are the only place where wording meets arithmetic. The check reads them forward; `phrasing` reads them
the other way round, so that what is written always fits. Change a row only together with `VERSION`.

Version 2 added fractions in words. 三分之二, 一半 without a marker fit within 5 % of the fraction and are true within 10 %;
半数以上, 过半, 近半, 不足三分之一 read like other marked figures, with ten per cent points as the place of the last digit.
七成半 is read half-up on its half (72.5 to 77.5), 六成多 like 60余 per cent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tongxin.claims.claim import Form, Written

VERSION: Final = 2


@dataclass(frozen=True, slots=True)
class Interval:
    """Exact values from `low` to `high`; None is unbounded. Each end is closed or open."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (self.low_closed and value == self.low)
        below = self.high is None or value < self.high or (self.high_closed and value == self.high)
        return above and below

    def __and__(self, other: "Interval") -> "Interval":
        low, low_closed = self.low, self.low_closed
        if other.low is not None and (low is None or other.low > low):
            low, low_closed = other.low, other.low_closed
        high, high_closed = self.high, self.high_closed
        if other.high is not None and (high is None or other.high < high):
            high, high_closed = other.high, other.high_closed
        return Interval(low, high, low_closed, high_closed)

    @property
    def closedness(self) -> str:
        """The brackets as mathematics writes them: `[]`, `[)`, `(]`, `()`."""
        return ("[" if self.low_closed else "(") + ("]" if self.high_closed else ")")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`fit`: what a careful writer would use these words for. `true`: what they are literally true of."""

    fit: Interval
    true: Interval


def _within(fit: Interval, true: Interval) -> Meaning:
    """Careful wording is always true wording."""
    return Meaning(fit & true, true)


def _around(value: Fraction, half: Fraction) -> Interval:
    return Interval(value - half, value + half, high_closed=False)


def _exact(n: Written) -> Meaning:
    if n.last < 1:
        return _half_up(n)
    only = Interval(n.value, n.value)
    return Meaning(only, only)


def _half_up(n: Written) -> Meaning:
    interval = _around(n.value, n.last / 2)
    return Meaning(interval, interval)


def _percent(n: Written) -> Meaning:
    """86% is read half-up; a fraction in words (三分之二, 一半) is as round as 约: within 5 % of it, true within 10 %."""
    if n.word != "分之":
        return _half_up(n)
    near, far = n.value / 20, n.value / 10
    return Meaning(Interval(n.value - near, n.value + near), Interval(n.value - far, n.value + far))


def _scaled(n: Written) -> Meaning:
    return _within(_around(n.value, n.last / 2), _around(n.value, max(n.last_nonzero, n.last) / 2))


def _about(n: Written) -> Meaning:
    near, far = min(n.last_nonzero / 2, n.value / 20), min(n.last_nonzero, n.value / 10)
    return Meaning(Interval(n.value - near, n.value + near), Interval(n.value - far, n.value + far))


def _more(n: Written) -> Meaning:
    reach = n.last_nonzero
    if n.scale > 1 and not n.marker_inside:
        reach = max(Fraction(n.scale), n.last_nonzero / 10)
    if n.last_nonzero == n.value:
        reach = min(reach, n.value / 2)
    true = Interval(n.value, n.value + n.last_nonzero, low_closed=False, high_closed=False)
    return _within(Interval(n.value, n.value + reach, low_closed=False, high_closed=False), true)


def _nearly(n: Written) -> Meaning:
    near, far = min(n.last_nonzero / 2, n.value / 10), min(n.last_nonzero, n.value / 5)
    return Meaning(Interval(n.value - near, n.value, high_closed=False), Interval(n.value - far, n.value))


def _reach(n: Written) -> Fraction:
    return min(n.last_nonzero, n.value / 2)


def _over(n: Written) -> Meaning:
    return Meaning(Interval(n.value, n.value + _reach(n), low_closed=False), Interval(n.value, None, low_closed=False))


def _at_least(n: Written) -> Meaning:
    return Meaning(Interval(n.value, n.value + _reach(n)), Interval(n.value, None))


def _below(n: Written) -> Meaning:
    return Meaning(
        Interval(n.value - _reach(n), n.value, high_closed=False), Interval(None, n.value, high_closed=False)
    )


def _at_most(n: Written) -> Meaning:
    return Meaning(Interval(n.value - _reach(n), n.value), Interval(None, n.value))


def _range(n: Written) -> Meaning:
    interval = Interval(n.value, n.upper)
    return Meaning(interval, interval)


def _vague(n: Written) -> Meaning:
    if n.word == "上":
        return Meaning(Interval(n.value, n.value * 2, high_closed=False), Interval(n.value, None))
    if n.word == "十几":
        step = n.last / 10
        interval = Interval(n.value + step, n.value + n.last - step)
        if step > 1:
            interval = Interval(n.value, n.value + n.last, low_closed=False, high_closed=False)
    else:
        interval = Interval(n.value * 2, n.value * 10, high_closed=False)
    return Meaning(interval, interval)


ROWS: Final[dict[Form, Callable[[Written], Meaning]]] = {
    Form.EXACT: _exact,
    Form.SCALED: _scaled,
    Form.PERCENT: _percent,
    Form.ABOUT: _about,
    Form.MORE: _more,
    Form.NEARLY: _nearly,
    Form.OVER: _over,
    Form.AT_LEAST: _at_least,
    Form.BELOW: _below,
    Form.AT_MOST: _at_most,
    Form.RANGE: _range,
    Form.VAGUE: _vague,
    Form.FULL: _exact,
    Form.GROWTH: _half_up,
    Form.POINTS: _half_up,
    Form.TIMES: _half_up,
}


def meaning(form: Form, written: Written) -> Meaning:
    """Return both intervals of a written number, in its own unit (percent for shares)."""
    return ROWS[form](written)
