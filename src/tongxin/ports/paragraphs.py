"""What a room says of its work in reports: sentences with its figures in them, ready for any place and time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Subject(Protocol):
    """What a report is about: a place and a time. Its methods return slots that become figures."""

    @property
    def name(self) -> str:
        """The place."""

    @property
    def time(self) -> str:
        """The time in words: 2021年, 今年以来, 本季."""

    @property
    def day(self) -> str:
        """The day stocks stand on in words: 截至2021年12月31日."""

    def flow(self, measure: str, style: str = "exact") -> str:
        """Return a slot over the time."""

    def so_far(self, measure: str) -> str:
        """Return a slot over the year up to the day."""

    def stock(self, measure: str, style: str = "exact") -> str:
        """Return a slot on the day."""

    def chart(self, measure: str) -> str:
        """Return a chart over the last years."""

    def is_province(self) -> bool:
        """Tell whether the place is a province."""


Say = Callable[[Subject], str]


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A room's part of a report under its heading, in the order of headings.

    `summary` is what a year's report says, `bulletin` a quarter's, `page` a one-page overview; none where the room has
    nothing to say there. `flows` and `stocks` are the measures it adds to the tables by place.
    """

    heading: str
    order: int
    summary: Say | None = None
    bulletin: Say | None = None
    page: Say | None = None
    flows: tuple[str, ...] = ()
    stocks: tuple[str, ...] = ()
