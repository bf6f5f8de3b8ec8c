"""What is known of a file that was looked at: plain values, without the parsers that found them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Blank = tuple[int, bytes, int]
"""A part to be written over: at which byte, with what, and up to where zeros follow."""


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A file found sound, of this type. A picture was drawn anew: `drawn` and `thumbnail` name the files to keep.

    Of a video `blanked` says what is to be written over before it is kept: at which byte, with what, and up to where zeros follow.
    """

    type: str
    drawn: str = ""
    thumbnail: str = ""
    width: int | None = None
    height: int | None = None
    blanked: Sequence[Blank] = field(default_factory=list)
