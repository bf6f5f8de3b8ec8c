"""All that a check depends on, as one value that can be written down and taken up again exactly."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final, Self

from tongxin.claims.check import Overrides
from tongxin.claims.facts import Fact, FactsTable
from tongxin.kernel.period import Period

LARGE: Final = 50_000
"""Characters above which a check is no longer answered at once (about a second on one core)."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """A text with the day and place it is read from, what it is held against, and what a person decided.

    `facts` None means the register as of `snapshot`. `other` is the text of an earlier report it is compared with, if any.
    """

    text: str
    published: date
    home: str
    facts: tuple[Fact, ...] | None = None
    snapshot: str = ""
    overrides: Overrides
    other: str = ""

    @property
    def table(self) -> FactsTable | None:
        """The facts ready to answer; None where the register answers."""
        return None if self.facts is None else FactsTable(self.facts)

    @property
    def is_large(self) -> bool:
        """Whether the check takes longer than a page may."""
        return len(self.text) + len(self.other) > LARGE

    def choosing(self, span: tuple[int, int], key: str | None) -> Self:
        """Return the same with one candidate chosen by hand; None says that no record speaks of the figure."""
        return replace(self, overrides={**self.overrides, span: key})

    def forgetting(self, span: tuple[int, int]) -> Self:
        """Return the same with the text deciding again."""
        return replace(self, overrides={one: key for one, key in self.overrides.items() if one != span})

    def as_json(self) -> dict[str, Any]:
        """Return JSON values; numbers are fractions in lowest terms, never floats."""
        return {
            "text": self.text,
            "date": self.published.isoformat(),
            "home": self.home,
            "facts": None if self.facts is None else facts_as_json(self.facts),
            "snapshot": self.snapshot,
            "overrides": overrides_as_json(self.overrides),
            "other": self.other,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            text=values["text"],
            published=date.fromisoformat(values["date"]),
            home=values["home"],
            facts=None if values["facts"] is None else facts_from_json(values["facts"]),
            snapshot=values["snapshot"],
            overrides=overrides_from_json(values["overrides"]),
            other=values.get("other", ""),  # what was handed in before there was one
        )


def facts_as_json(facts: tuple[Fact, ...]) -> list[list[str | None]]:
    """Return one list per fact: key, measure, unit, place, first day, last day, value, denominator."""
    return [
        [
            fact.key,
            fact.measure,
            fact.unit,
            fact.place,
            fact.period.start.isoformat(),
            fact.period.last.isoformat(),
            str(fact.value),
            None if fact.denominator is None else str(fact.denominator),
        ]
        for fact in facts
    ]


def facts_from_json(rows: list[list[Any]]) -> tuple[Fact, ...]:
    """Read what `facts_as_json` wrote."""
    return tuple(
        Fact(
            key=key,
            measure=measure,
            unit=unit,
            place=place,
            period=Period.between(date.fromisoformat(first), date.fromisoformat(last)),
            value=Fraction(value),
            denominator=None if denominator is None else Fraction(denominator),
        )
        for key, measure, unit, place, first, last, value, denominator in rows
    )


def overrides_as_json(overrides: Overrides) -> list[list[int | str | None]]:
    """Return start, end and chosen key per override, in the order of the text."""
    return [[start, end, key] for (start, end), key in sorted(overrides.items())]


def overrides_from_json(rows: list[list[Any]]) -> dict[tuple[int, int], str | None]:
    """Read what `overrides_as_json` wrote."""
    return {(start, end): key for start, end, key in rows}


def written(values: Mapping[str, Any]) -> bytes:
    """Write JSON values compactly, Chinese as it is."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def one_line_end(text: str) -> str:
    """Return the text with one kind of line end, so that offsets mean the same everywhere."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
