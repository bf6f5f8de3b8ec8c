"""The paper: a report as it is read and printed, every number of it a figure. What Word, PDF and HTML are made from.

A paper is plain data. Issued, its JSON form is frozen and hashed; what was issued is read back from there and never
computed again. Values are decimal strings, exact; nothing here is a float.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self

SCHEMA: Final = 1


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place by code and name."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Reported:
    """How complete the returns and the people behind a figure are; counts are of units and periods they owe.

    `expected` is 0 where nobody had to report; `reported` counts nil returns, too. `missing` names units without a return. `resolved` of `participations`
    lines name a known person; both None where no person is behind the figure.
    """

    expected: int
    reported: int
    nil: int
    approved: int
    pending: int
    missing: Sequence[Spot]
    resolved: int | None
    participations: int | None


@dataclass(frozen=True, kw_only=True)
class Number:
    """A figure as the paper states it. `id` is f1, f2 … in the order of the text.

    `text` are the words printed (4200余人次), `value` the exact value (4236), a share with its n and d. `period` is the
    time in words. `public` tells whether anybody may see the exact value; `why_not` says why not. `estimated` marks a
    figure that may only stand with 据不完全统计.
    """

    id: str
    measure: str
    version: int
    name: str
    definition: str
    unit: str
    kind: str
    place: Spot
    begin: str | None
    end: str | None
    as_of: str | None
    period: str
    style: str
    text: str
    status: str
    value: str | None
    numerator: int | None
    denominator: int | None
    evidence_count: int | None
    evidence_hash: str | None
    completeness: Reported | None
    estimated: bool
    public: bool
    why_not: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a series: of a place, or of a piece of time (its label in `name`, first day in `code`).

    `role` is empty for these; `own` is what counts in the whole and at none of the places (省本级), `total` the whole.
    """

    code: str
    name: str
    status: str
    value: str | None
    numerator: int | None
    denominator: int | None
    text: str
    role: Literal["", "own", "total"] = ""


@dataclass(frozen=True, kw_only=True)
class Series:
    """A measure broken down, as a table column or chart shows it. `id` is t1, t2 …; `by` an axis (county, year …)."""

    id: str
    measure: str
    version: int
    name: str
    definition: str
    unit: str
    kind: str
    place: Spot
    begin: str | None
    end: str | None
    as_of: str | None
    period: str
    by: str
    cells: Sequence[Cell]

    @property
    def parts(self) -> Sequence[Cell]:
        """The cells that are places or pieces of time: what a chart draws."""
        return [cell for cell in self.cells if not cell.role]


@dataclass(frozen=True, kw_only=True)
class Run:
    """A stretch of text in a paragraph; a figure where `figure` names one."""

    text: str
    figure: str = ""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading: level 1 is 一、, level 2 （一）, level 3 1."""

    level: int
    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph of runs."""

    runs: Sequence[Run]
    kind: Literal["paragraph"] = "paragraph"

    @property
    def text(self) -> str:
        """The words as they are read."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Series side by side, a line for each place or piece of time. `heading` is the first column's."""

    caption: str
    heading: str
    series: Sequence[str]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Series drawn. `shape` is bar (places), column (what happened in years) or line (what was true on days)."""

    caption: str
    shape: str
    series: Sequence[str]
    kind: Literal["chart"] = "chart"


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole report. `number` and `code` are empty while it is a draft.

    `code` is the public verification code, `address` the page it leads to; `notes` are the official-style notes at the
    end. `digest` is not part of the frozen form: it is its sha256. `seal` is the last seal of the journal in words.
    A `compact` paper is one page: no annex, smaller letters. `readings` are sentences 核数 reads otherwise than their figures
    say, `because` is why whoever issued it let them stand.
    """

    title: str
    number: str
    code: str
    address: str
    organisation: str
    place: Spot
    day: str
    issued_at: str
    snapshot: str
    taken_at: str
    demo: bool
    blocks: Sequence[Block]
    numbers: Sequence[Number]
    series: Sequence[Series]
    notes: Sequence[str]
    schema: int = SCHEMA
    seal: str = ""
    compact: bool = False
    readings: Sequence[str] = ()
    because: str = ""

    def number_of(self, identity: str) -> Number:
        """Return the figure of this id; raises `KeyError`."""
        return {one.id: one for one in self.numbers}[identity]

    def series_of(self, identity: str) -> Series:
        """Return the series of this id; raises `KeyError`."""
        return {one.id: one for one in self.series}[identity]

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs in order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block

    def tabled(self) -> frozenset[str]:
        """Return the series that stand in a table."""
        return frozenset(one for block in self.blocks if isinstance(block, Table) for one in block.series)

    def figure_address(self, identity: str) -> str:
        """Return the public page of one figure or series; empty while the report is a draft."""
        return f"{self.address}{identity}/" if self.address else ""

    def json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `json` wrote."""
        return cls(
            **{
                **values,
                "place": Spot(**values["place"]),
                "blocks": tuple(_block(one) for one in values["blocks"]),
                "numbers": tuple(_number(one) for one in values["numbers"]),
                "series": tuple(_series(one) for one in values["series"]),
                "notes": tuple(values["notes"]),
                "readings": tuple(values.get("readings", ())),
            }
        )


def _block(values: Mapping[str, Any]) -> Block:
    match values["kind"]:
        case "heading":
            return Heading(**values)
        case "paragraph":
            return Paragraph(runs=tuple(Run(**run) for run in values["runs"]))
        case "table":
            return Table(**{**values, "series": tuple(values["series"])})
    return Chart(**{**values, "series": tuple(values["series"])})


def _number(values: Mapping[str, Any]) -> Number:
    known = values["completeness"]
    reported = known and Reported(**{**known, "missing": tuple(Spot(**one) for one in known["missing"])})
    return Number(**{**values, "place": Spot(**values["place"]), "completeness": reported})


def _series(values: Mapping[str, Any]) -> Series:
    cells = tuple(Cell(**one) for one in values["cells"])
    return Series(**{**values, "place": Spot(**values["place"]), "cells": cells})
