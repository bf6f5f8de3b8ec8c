"""The tile map: one block per district group, placed roughly as on the map, one tile per place, coloured by value.

It is plain HTML, a list of lists, so it needs no script and reads well aloud. Where no positions are known, blocks
follow one another in the order given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Value = int | Fraction

STEPS = 5
NONE = "none"
WITHHELD = "withheld"
FULL = "4"


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A place. `tone` is the colour class (0 light … 4 strong, `none`, `withheld`); `text` is the value in words."""

    name: str
    title: str
    text: str
    tone: str
    link: str = ""
    shown: str = ""
    """What stands small below the name, where the value itself should be seen."""


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a block stands in the grid, counted from one, and how many rows it takes."""

    column: int
    row: int
    rows: int = 1


@dataclass(frozen=True, kw_only=True)
class Block:
    """A group of places under its own name."""

    code: str
    name: str
    tiles: Sequence[Tile]
    summary: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Key:
    """A line of the legend."""

    tone: str
    label: str


@dataclass(frozen=True, kw_only=True)
class TileMap:
    """Blocks with their positions, and what the colours mean. `large` gives wide tiles for a single block."""

    title: str
    blocks: Sequence[Block]
    legend: Sequence[Key]
    positions: Mapping[str, Position]
    large: bool = False

    @property
    def placed(self) -> bool:
        """Whether every block has a position; otherwise all of them flow."""
        return bool(self.positions) and all(block.code in self.positions for block in self.blocks)

    @property
    def columns(self) -> int:
        """Number of grid columns."""
        return max((position.column for position in self.positions.values()), default=1)

    def standing(self) -> list[tuple[Block, Position | None]]:
        """Return each block with its position, in reading order: row by row."""
        if not self.placed:
            return [(block, None) for block in self.blocks]
        at = {block.code: self.positions[block.code] for block in self.blocks}
        ordered = sorted(self.blocks, key=lambda block: (at[block.code].row, at[block.code].column))
        return [(block, at[block.code]) for block in ordered]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Which tone a value gets: the first step whose upper bound is not below it."""

    bounds: tuple[Value, ...]

    @classmethod
    def over(cls, values: Sequence[Value]) -> "Scale":
        """Cut the positive values into at most five steps of about equally many places."""
        ranked = sorted(value for value in values if value > 0)
        if not ranked:
            return cls(bounds=())
        cuts = {ranked[-(-len(ranked) * step // STEPS) - 1] for step in range(1, STEPS + 1)}
        return cls(bounds=tuple(sorted(cuts)))

    def tone(self, value: Value) -> str:
        """Return the tone: few steps use the stronger tones, so that one step alone is the full colour."""
        if value <= 0:
            return NONE
        step = next((index for index, bound in enumerate(self.bounds) if value <= bound), len(self.bounds) - 1)
        return str(STEPS - len(self.bounds) + step)

    def legend(self, *, unit: str, none: str) -> list[Key]:
        """Return the meaning of each tone used, with 「none」 first."""
        keys = [Key(tone=NONE, label=none)]
        low: Value = 1
        for bound in self.bounds:
            span = f"{low}" if low == bound else f"{low}–{bound}"
            keys.append(Key(tone=self.tone(bound), label=f"{span}{unit}"))
            low = bound + 1
        return keys
