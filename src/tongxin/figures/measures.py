"""Measures: what a figure means, as immutable data with a closed vocabulary."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tongxin.figures.errors import DeclarationError
from tongxin.kernel.places import Level


class Kind(StrEnum):
    """How a measure counts."""

    COUNT = "count"
    PERSON_TIMES = "person_times"
    PERSONS = "persons"
    SUM = "sum"
    STOCK = "stock"
    COVERAGE = "coverage"
    RATIO = "ratio"


Where = tuple[tuple[str, tuple[object, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Roster:
    """The lines of rosters a sum may have taken its numbers from: those of `fact` that `where` keeps.

    `listed` is the FLAG column of the sum's own fact that tells which of its rows have theirs from a roster.
    """

    fact: str
    where: Where
    listed: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure. A changed definition is a new `version` of the same `code`, never a new code.

    `names` are further names reports use; `words` its measure words (家, 个, 人次). `subject` is the column counted
    distinct, None counts rows; `value` the column summed; `where` keeps rows whose column holds one of the values.
    `level` is the place level a coverage is over; `numerator` and `denominator` are the measure codes of a ratio.
    `public_k` is the smallest number of distinct persons behind a public cell. `expected` is the code of the fact that
    says which units owed a return for it, empty where nobody reports on it; below `complete_percent` of them the figure
    may only be stated with 据不完全统计.

    `bounds` are the columns that hold the least and the most a summed value may truly be, `grounds` the CODE column that
    tells how each is known; of a row with the code `none` nothing is known, and its value is 0. `single` makes a sum that
    means something of one row only: of several it is undefined. `since` is where a running total begins: whoever names
    no time speaks of all since then. `roster` is of a sum that adds up people whose number may be that of a roster: in public
    it is as closed as the roster. `said_with` are words of which a sentence must say one to speak of the measure at all.
    """

    code: str
    name: str
    unit: str
    kind: Kind
    definition: str
    grain: str
    fact: str = ""
    version: int = 1
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    subject: str | None = None
    value: str | None = None
    where: Where = ()
    level: Level | None = None
    numerator: str | None = None
    denominator: str | None = None
    public: bool = True
    public_k: int = 5
    expected: str = ""
    complete_percent: int = 95
    bounds: tuple[str, str] | None = None
    grounds: str = ""
    single: bool = False
    since: date | None = None
    roster: Roster | None = None
    said_with: tuple[str, ...] = ()

    @property
    def outside_rosters(self) -> "Measure":
        """The measure as it is public of one record: of those whose number is no roster's. Itself for all other measures."""
        if not (self.single and self.roster):
            return self
        return replace(self, where=(*self.where, (self.roster.listed, (False,))), roster=None)

    def __post_init__(self) -> None:
        room, _, name = self.code.partition(".")
        if not (room.isidentifier() and name.isidentifier()):
            raise DeclarationError(f"measure code {self.code!r} is not room.name")
        if (self.kind is Kind.COVERAGE) != (self.level is not None):
            raise DeclarationError(f"{self.code}: exactly a coverage has a level")
        if (self.kind is Kind.SUM) != (self.value is not None):
            raise DeclarationError(f"{self.code}: exactly a sum has a value column")
        if (self.kind is Kind.RATIO) != bool(self.numerator and self.denominator) or bool(self.fact) == (
            self.kind is Kind.RATIO
        ):
            raise DeclarationError(f"{self.code}: a ratio has two measures and no fact of its own, all others one fact")
        if self.kind is Kind.PERSONS and self.subject is None:
            raise DeclarationError(f"{self.code}: persons are counted by a subject column")
        if self.version < 1 or self.public_k < 1 or not 1 <= self.complete_percent <= 100:
            raise DeclarationError(f"{self.code}: version and public_k begin at 1, a percentage ends at 100")
        self._check_sum()

    def _check_sum(self) -> None:
        if self.kind is not Kind.SUM and (self.bounds or self.grounds or self.single or self.roster):
            raise DeclarationError(f"{self.code}: only a sum has bounds, grounds, a roster, or is of one row")
        if bool(self.bounds) != bool(self.grounds):
            raise DeclarationError(f"{self.code}: what has bounds says on what grounds it is known")
