"""Questions: which measure, where, when - checked against the measure before anything is computed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongxin.figures.measures import Kind, Measure
from tongxin.figures.narrowing import Of
from tongxin.figures.registry import Registry
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, Step, chinese_date, today
from tongxin.kernel.places import Level


class Axis(StrEnum):
    """What a figure is broken down by. There is no axis of persons."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    YEAR = "year"
    MONTH = "month"

    @property
    def level(self) -> Level | None:
        """The place level of this axis, None for a time axis."""
        return Level(self.value) if self in (Axis.PROVINCE, Axis.PREFECTURE, Axis.COUNTY) else None

    @property
    def step(self) -> Step | None:
        """The calendar unit of this axis, None for a place axis."""
        return Step(self.value) if self in (Axis.YEAR, Axis.MONTH) else None


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: the measure's code, a place code, and either a period (flow) or a day (stock).

    `of` narrows it to the records of one organisation, base or series.
    """

    measure: str
    place: str
    period: Period | None = None
    as_of: date | None = None
    of: Of | None = None


def is_stock(measure: Measure, *, registry: Registry) -> bool:
    """Tell whether the measure is true on a day rather than over a period. A ratio follows its numerator."""
    if measure.kind is Kind.RATIO:
        return is_stock(registry.measure(str(measure.numerator)), registry=registry)
    return registry.fact(measure.fact).is_stock


def check_time(question: Question, *, stock: bool) -> None:
    """Raise `InputError` unless the question names the kind of time its measure needs, and none that is still to come."""
    if question.period is not None and question.as_of is not None:
        raise InputError("时点和时期只能给一个：时点数用 as_of，时期数用 from 和 to。", field="as_of")
    if stock and question.as_of is None:
        raise InputError("这个指标是时点数，请给出日期 as_of，例如 2022-09-26。", field="as_of")
    if not stock and question.period is None:
        raise InputError("这个指标是时期数，请给出起止日期 from 和 to，例如 2021-01-01 至 2021-12-31。", field="from")
    check_past(question)


def check_past(question: Question) -> None:
    """Raise `InputError` when the question's time has not begun yet."""
    last = question.as_of or (question.period.start if question.period else None)
    if last is not None and last > today():
        raise InputError(
            f"{chinese_date(last)}还没有到，请改用今天或以前的日期。", field="as_of" if question.as_of else "from"
        )


def day_of(question: Question) -> date:
    """Return the day the question's place register and stocks are read on: the day itself, or the period's last day."""
    if question.as_of is not None:
        return question.as_of
    if question.period is None:
        raise InputError("请给出日期或起止日期。", field="from")
    return question.period.last
