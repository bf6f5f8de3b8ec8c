"""A drawing: rectangles, lines, points and words with their places. Lengths are units, y goes down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

WIDTH: Final = 640.0
SIZE: Final = 12.0
"""How high letters are."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    tone: int


@dataclass(frozen=True, kw_only=True)
class Stroke:
    """A line from point to point."""

    points: Sequence[tuple[float, float]]
    tone: int

    @property
    def svg(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{x},{y}" for x, y in self.points)


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A point of a line."""

    x: float
    y: float
    tone: int


@dataclass(frozen=True, kw_only=True)
class Label:
    """Text whose middle height is at y; `anchor` tells which end of it stands at x: start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str
    muted: bool = False


@dataclass(kw_only=True)
class Drawing:
    """A finished drawing."""

    height: float
    width: float = WIDTH
    bars: list[Bar] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "width": self.width,
            "height": self.height,
            "bars": [vars(one) for one in self.bars],
            "strokes": [vars(one) for one in self.strokes],
            "dots": [vars(one) for one in self.dots],
            "labels": [vars(one) for one in self.labels],
        }
