"""A draft as Word for review: what is written may be changed there, and its figures are still known when it comes back."""

from dataclasses import dataclass
from typing import Any

from tongxin.board.links import figure_url
from tongxin.office.reading import read
from tongxin.reports.paper import Number, Paper
from tongxin.reports.printing.package import Slots
from tongxin.reports.printing.word import word
from tongxin.reports.slots import Slot
from tongxin.reports.styles import Style
from tongxin.reports.verifying import time_of

_PREFIX = "tongxin_"


def for_review(paper: Paper, *, address: str) -> bytes:
    """Return a draft as .docx: said to be one on every page, each figure with its slot and a way to its page.

    `address` is where the site is reached.
    """
    root = address.rstrip("/")
    slots = Slots(
        tokens={one.id: token_of(one) for one in paper.numbers},
        pages={
            one.id: f"{root}{figure_url(one.measure, place=one.place.code, time=time_of(one))}" for one in paper.numbers
        },
    )
    return word(paper, digest="", slots=slots)


def token_of(one: Number) -> str:
    """Return a figure of a paper as it is written in a text."""
    return Slot(measure=one.measure, place=one.place.code, time=time_of(one), style=Style(one.style)).token


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A figure of a file that was out for review: its slot, and the words that stand there now, empty where it was deleted."""

    figure: str
    token: str
    words: str


def figures_of(content: bytes) -> tuple[Kept, ...]:
    """Return the figures of a draft that comes back from review, in their order; raises `InputError` for anything unreadable."""
    found: dict[str, Any] = read("bookmarks", content, options={"prefix": _PREFIX})
    words = {name.removeprefix(_PREFIX): text for name, text in found["marks"]}
    return tuple(Kept(figure=one, token=token, words=words.get(one, "")) for one, token in found["slots"])
