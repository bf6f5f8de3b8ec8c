"""Hash chains: every line is sealed together with the seal of the line before, so that a changed line shows.

A text about a person is not sealed itself but by a commitment under a random salt: text and salt may be erased, and the
chain stays whole without saying what the text was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex

BEGINNING = "0" * 64
"""What the first line of a chain names as the seal before it."""
_SALT_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class Link:
    """One line as it stands: its number, what it says, the seal before it and its own."""

    number: int
    said: tuple[str | int, ...]
    previous: str
    seal: str


@dataclass(frozen=True, kw_only=True)
class Break:
    """The first line at which a chain does not hold, and why, in words."""

    number: int
    why: str


def seal(previous: str, said: Iterable[str | int]) -> str:
    """Return the seal of what a line says behind the seal before it: no two lists of values give the same bytes."""
    parts = [previous.encode()]
    for value in said:
        kind = "text" if isinstance(value, str) else "number"
        content = f"{kind}:{value}".encode("utf-8", "surrogatepass")
        parts += (len(content).to_bytes(8, "big"), content)
    return sha256(b"".join(parts)).hexdigest()


def new_salt() -> str:
    """Return a fresh salt of 128 random bits."""
    return token_hex(_SALT_BYTES)


def commitment(text: str, *, salt: str) -> str:
    """Return what stands for a text in a sealed line: whoever has text and salt can show it, nobody else can guess it."""
    return seal(salt, [text])


def first_break(links: Iterable[Link]) -> Break | None:
    """Return the first line at which a chain, read from its beginning, does not hold; None where it holds to its end."""
    before = BEGINNING
    for number, link in enumerate(links, start=1):
        if link.number != number:
            return Break(number=number, why=f"缺少第 {number} 行")
        if link.previous != before:
            return Break(number=number, why=f"第 {number} 行与前一行接不上")
        if link.seal != seal(before, link.said):
            return Break(number=number, why=f"第 {number} 行的内容被改动过")
        before = link.seal
    return None
