"""A library's style sheet pared down to what pages of the product can use: an eighth of it on a slow line.

Which classes those are is read from the product's own files: every word in its templates, scripts and Python, and whatever
begins with a word that ends in a hyphen, such as `alert-` before a variable. A word too many costs a few bytes, never a look.
The style sheet is one that was made small: no nesting but of rules in `@media`, no comments but the licence on top.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

READ: Final = frozenset({".html", ".js", ".py"})
_WORD: Final = re.compile(r"[A-Za-z_][\w-]*")
_MARK: Final = re.compile(r"\"[^\"]*\"|'[^']*'|[{}]")
_INSIDE: Final = re.compile(r"\([^()]*\)")
_NAME: Final = re.compile(r"[.\[]((?:[\w-]|\\.)+)")
_LICENCE: Final = re.compile(r"[^{]*?(/\*!.*?\*/)", re.DOTALL)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_OF_RULES: Final = ("@media", "@supports", "@layer", "@container")
_VARIABLE: Final = re.compile(r"(?<=[{;])(--[\w-]+):[^;{}]*(?:;|(?=}))")
_ASKED: Final = re.compile(r"var\(\s*(--[\w-]+)")


@dataclass(frozen=True)
class Words:
    """The words of files: which names of classes may stand in a page made from them."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Read the files below a folder."""
        found: set[str] = set()
        for file in folder.rglob("*"):
            if file.suffix in READ:
                found.update(_WORD.findall(file.read_text(encoding="utf-8")))
        return cls(frozenset(found), tuple(word for word in found if word.endswith("-") and len(word) > 2))

    def __contains__(self, name: str) -> bool:
        return name in self.whole or name.startswith(self.beginnings)


def pared(css: str, *, words: Words, beside: Iterable[str] = ()) -> str:
    """Return a small style sheet without the rules no page can need, and without variables nothing asks for.

    `beside` are the style sheets read after it, which may ask for its variables.
    """
    licence = _LICENCE.match(css)
    rules = _rules(_COMMENT.sub("", css), words)
    return (licence[1] if licence else "") + _without_unasked(rules, "".join(beside))


def _rules(css: str, words: Words) -> str:
    return "".join(_rule(before, inside, words) for before, inside in _blocks(css))


def _rule(before: str, inside: str, words: Words) -> str:
    head = before.rpartition(";")[2].strip()  # `@charset` and the like need not be said
    if head.startswith("@"):
        inside = _rules(inside, words) if head.startswith(_OF_RULES) else inside
    else:
        head = ",".join(one for one in _selectors(head) if _is_usable(one, words))
    return f"{head}{{{inside}}}" if head and inside else ""


def _selectors(head: str) -> Iterator[str]:
    """Yield what stands between the commas that are in no brackets."""
    start = depth = 0
    for at, sign in enumerate(head):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            yield head[start:at]
            start = at + 1
    yield head[start:]


def _is_usable(selector: str, words: Words) -> bool:
    """Tell whether a page may have all classes and attributes of a selector; what stands in its brackets does not matter."""
    bare = selector
    while bare != (bare := _INSIDE.sub("", bare)):
        pass
    return all(name in words for name in _NAME.findall(bare))


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and inside each outermost pair of braces."""
    depth = start = opened = 0
    for mark in _MARK.finditer(css):
        if mark[0] == "{":
            opened = opened if depth else mark.start()
            depth += 1
        elif mark[0] == "}":
            depth -= 1
            if not depth:
                yield css[start:opened], css[opened + 1 : mark.start()]
                start = mark.end()


def _without_unasked(css: str, beside: str) -> str:
    """Leave out variables nobody asks for, and again those only they asked for."""
    asked = set(_ASKED.findall(css + beside))
    left = _VARIABLE.sub(lambda found: found[0] if found[1] in asked else "", css)
    return css if left == css else _without_unasked(left, beside)
