"""A figure: the only form in which a number leaves this room."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from tongxin.figures.facts import UNKNOWN_GROUND
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.narrowing import Of
from tongxin.figures.question import Question
from tongxin.figures.register import Place
from tongxin.figures.reporting import Reporting
from tongxin.kernel.characters import plain
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period

RATIO_PLACES = 6


class Status(StrEnum):
    """Whether a figure has a value."""

    OK = "ok"
    UNDEFINED = "undefined"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class KeptOf:
    """How many records have evidence of one class: its code and label."""

    code: str
    label: str
    records: int


@dataclass(frozen=True, kw_only=True)
class EvidenceKept:
    """How many of the records behind a figure have evidence on file, and of which classes; no class without a record."""

    records: int
    classes: tuple[KeptOf, ...]

    @property
    def there(self) -> int:
        """How many have any."""
        return sum(one.records for one in self.classes)

    def json(self) -> dict[str, Any]:
        """Return it as the public contract writes it."""
        classes = [{"code": one.code, "label": one.label, "records": one.records} for one in self.classes]
        return {"records": self.records, "kept": self.there, "classes": classes}


@dataclass(frozen=True)
class Ground:
    """How much of a sum is known on one ground, and of how many records: its code and label."""

    code: str
    label: str
    amount: int
    records: int


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Between what a sum truly lies, both included, and on what grounds its parts are known; no ground without a record."""

    low: int
    high: int
    grounds: tuple[Ground, ...]

    @property
    def records(self) -> int:
        """How many records are summed, those without an amount included."""
        return sum(one.records for one in self.grounds)

    @property
    def unknown(self) -> int:
        """Of how many records the amount is not known: they add nothing."""
        return sum(one.records for one in self.grounds if one.code == UNKNOWN_GROUND)

    def json(self) -> dict[str, Any]:
        """Return it as the public contract writes it."""
        grounds = [
            {"code": one.code, "label": one.label, "amount": one.amount, "records": one.records} for one in self.grounds
        ]
        return {"low": self.low, "high": self.high, "grounds": grounds}


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """How complete the records behind a figure are.

    `resolved` of `participations` rows name a known person, so that distinct persons lie between the value and the
    person-times; both None where no persons are counted. `returns` tells which units have reported for the figure's
    time, None for a measure nobody reports on. `evidence` tells what is on file for the records, None where the fact does
    not say. `bounds` tells of a sum of counted and estimated numbers what it lies between, None for all others.
    """

    resolved: int | None = None
    participations: int | None = None
    returns: Reporting | None = None
    evidence: EvidenceKept | None = None
    bounds: Bounds | None = None

    def json(self) -> dict[str, Any]:
        """Return it as the public contract writes it: the rate as a decimal string to six places, null if nothing was due."""
        rate = self.returns.rate if self.returns else None
        return {
            "reporting_rate": None if rate is None else ratio_text(rate),
            "returns": self.returns.json() if self.returns else None,
            "resolved": self.resolved,
            "participations": self.participations,
            "evidence": self.evidence.json() if self.evidence else None,
            "bounds": self.bounds.json() if self.bounds else None,
        }


@dataclass(frozen=True, kw_only=True)
class Value:
    """What a cell holds: exact numerator and denominator; `value` is their quotient, or the numerator alone."""

    status: Status
    numerator: int | None = None
    denominator: int | None = None
    reason: str = ""

    @property
    def value(self) -> Fraction | int | None:
        """The exact value, None when undefined or withheld."""
        if self.status is not Status.OK or self.numerator is None:
            return None
        return Fraction(self.numerator, self.denominator) if self.denominator is not None else self.numerator


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a breakdown: of a place, or of a piece of time (a period, or a day for stocks)."""

    result: Value
    place: Place | None = None
    period: Period | None = None
    as_of: date | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A measure's value at a place and time on a snapshot, with what it takes to check it."""

    measure: Measure
    question: Question
    place: Place
    result: Value
    snapshot: str
    uncovered: tuple[Place, ...] = ()
    completeness: Completeness | None = None
    evidence_count: int | None = None
    evidence_hash: str | None = None
    exact: bool = True
    """False for the public version, which never shows evidence records."""

    @property
    def status(self) -> Status:
        """Whether there is a value."""
        return self.result.status

    @property
    def value(self) -> Fraction | int | None:
        """The exact value."""
        return self.result.value

    @property
    def numerator(self) -> int | None:
        """The exact numerator of a ratio or coverage; the value itself otherwise."""
        return self.result.numerator

    @property
    def denominator(self) -> int | None:
        """The exact denominator of a ratio or coverage, else None."""
        return self.result.denominator

    @property
    def is_earned(self) -> bool:
        """Whether the plain figure may be stated; otherwise only with 据不完全统计.

        It is not where units owed returns for its time, and fewer than the measure asks for are there or some are
        still to come, nor where the amount of more records than that is not known. Where nobody owed any there is
        nothing to hold against it.
        """
        bounds = self.completeness.bounds if self.completeness else None
        if bounds and bounds.unknown * 100 > bounds.records * (100 - self.measure.complete_percent):
            return False
        returns = self.completeness.returns if self.completeness else None
        if returns is None or not (returns.expected or returns.pending):
            return True
        return not returns.pending and (returns.rate or 0) * 100 >= self.measure.complete_percent

    def json(self) -> dict[str, Any]:
        """Return the public contract's document, without evidence rows and cells."""
        period = self.question.period
        return {
            "measure": measure_json(self.measure),
            "place": place_json(self.place),
            "from": period.start.isoformat() if period else None,
            "to": period.last.isoformat() if period else None,
            "as_of": self.question.as_of.isoformat() if self.question.as_of else None,
            **result_json(self.result, measure=self.measure),
            "uncovered": [place_json(place) for place in self.uncovered],
            "completeness": self.completeness.json() if self.completeness else None,
            "snapshot": self.snapshot,
            "evidence_count": self.evidence_count,
            "evidence_hash": self.evidence_hash,
            "of": of_json(self.question.of),
        }


def measure_json(measure: Measure) -> dict[str, Any]:
    """Return what names a measure."""
    return {
        "code": measure.code,
        "version": measure.version,
        "name": measure.name,
        "names": list(measure.names),
        "unit": measure.unit,
        "kind": measure.kind.value,
    }


def place_json(place: Place) -> dict[str, str]:
    """Return what names a place."""
    return {"code": place.code, "name": place.name}


def of_json(of: Of | None, *, name: str | None = None) -> dict[str, Any] | None:
    """Return what a figure is narrowed to, null where it is not; the name is for the caller to find."""
    return {"subject": of.subject, "id": of.id, "name": name} if of else None


def result_json(result: Value, *, measure: Measure) -> dict[str, Any]:
    """Return value, numerator, denominator and status; the value is an exact decimal string or null."""
    value = result.value
    return {
        "status": result.status.value,
        "reason": result.reason or None,
        "value": None if value is None else decimal_text(value, measure=measure),
        "numerator": result.numerator if result.denominator is not None or result.status is not Status.OK else None,
        "denominator": result.denominator,
    }


def ratio_text(value: Fraction) -> str:
    """Write a share as a decimal string to six places, half-up."""
    exact = value * 10**RATIO_PLACES
    rounded = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return format(Decimal(rounded).scaleb(-RATIO_PLACES), f".{RATIO_PLACES}f")


_SHIFT = {"元": 2, "万元": 6, "公斤": 3, "吨": 6}
"""Decimal places between the integers summed (fen, grams) and the unit a sum is stated in."""
_DECIMAL = re.compile(r"[0-9]{1,24}(?:\.[0-9]{1,24})?")
_TOO_LARGE = 10**18


def decimal_text(value: Fraction | int, *, measure: Measure) -> str:
    """Write a value as a decimal string: ratios to six places half-up, money and weight in their unit, all else as it is."""
    if measure.kind in (Kind.COVERAGE, Kind.RATIO):
        return ratio_text(Fraction(value))
    whole, shift = int(value), _shift(measure)
    return format(Decimal(whole).scaleb(-shift).normalize(), "f") if shift and whole else str(whole)


def whole_value(text: str, *, measure: Measure) -> int:
    """Read a decimal string in a measure's unit as the whole number kept of it (fen, grams, persons): exact, or `InputError`.

    The inverse of `decimal_text` for all but shares; of a share it reads the numerator.
    """
    written = plain(text).replace(",", "")
    if not _DECIMAL.fullmatch(written):
        raise InputError(f"数值应为数字，例如 4236 或 3800.5，收到的是「{text[:30]}」。", field="value")
    factor: int = 10 ** _shift(measure)
    exact = Fraction(written) * factor
    if exact.denominator != 1:
        raise InputError(
            f"「{text[:30]}」比这个指标能记的更细，请按「{measure.unit}」写到最小的整数单位。", field="value"
        )
    if exact >= _TOO_LARGE:
        raise InputError(f"「{text[:30]}」太大，请核对单位是否为「{measure.unit}」。", field="value")
    return exact.numerator


def _shift(measure: Measure) -> int:
    return _SHIFT.get(measure.unit, 0) if measure.kind is Kind.SUM else 0
