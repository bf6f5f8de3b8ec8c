"""An issued file handed in for verification: whose it says it is, and what stands at its figures now."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from tongxin.kernel.errors import InputError
from tongxin.office.limits import MEGABYTE, Limits
from tongxin.office.reading import read

MOST_BYTES: Final = 30 * MEGABYTE
_LIMITS: Final = Limits(content=MOST_BYTES, answer=8 * MEGABYTE)  # a page unpacks the answer
PICTURE: Final = "\x01"
"""Begins a picture among text, before the digest of its content. No XML holds this character."""
_BLANK = re.compile(r"[\s\u2060\u200b]+")
_CODE = re.compile(r"tongxin-code:([0-9a-z]{12})")
_PREFIX: Final = "tongxin_"
_MARK = re.compile(r"tongxin_(f\d+|t\d+_\d+)(?:__\d+)?")
_PICTURES = re.compile(f"(?:{PICTURE}(?:[0-9a-f]{{64}})?)+")


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A file as it is read: `shown` is what stands at each marked figure, None where the form marks none (PDF).

    `lines` are its stretches of text (paragraphs, cells) in order, squeezed, none empty; `asides` those of headers,
    footers and notes. A picture is told by its content (`PICTURE`). `drawn` names what else draws and is no
    text: nothing in a Word file that was issued.
    """

    form: str
    code: str
    lines: tuple[str, ...]
    asides: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    shown: dict[str, str] | None = field(default=None)

    @cached_property
    def text(self) -> str:
        """All of it, squeezed."""
        return "".join(self.lines)


def squeezed(text: str) -> str:
    """Return a text without anything that only lays it out."""
    return _BLANK.sub("", text)


def worded(line: str) -> str:
    """Return a line with a word for each picture in it."""
    return _PICTURES.sub("［图］", line)


def _squeezed_lines(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for line in map(squeezed, lines) if line)


def read_issued(content: bytes, *, name: str, isolated: bool = True) -> Handed:
    """Read an issued .html, .docx or .pdf; raises `InputError` for anything else. `isolated=False` for our own file only."""
    if len(content) > MOST_BYTES:
        raise InputError("文件超过 30 MB，不像是本系统签发的报告。", field="file")
    form = name.lower().rpartition(".")[2]
    readers = {"html": _html, "docx": _docx, "pdf": _pdf}
    if form not in readers:
        raise InputError("只能核验本系统签发的 .pdf、.docx 或 .html 文件。", field="file")
    handed = readers[form](content, isolated=isolated)
    if not handed.code:
        raise InputError("文件里没有核验信息，可能不是本系统签发的，或另存时丢失了；可改用核验码核验。", field="file")
    return handed


def _html(content: bytes, *, isolated: bool) -> Handed:
    found: dict[str, Any] = read("web_page", content, limits=_LIMITS, isolated=isolated)
    shown = {f"{series}:{row}" if series else identity: text for identity, series, row, text in found["data"]}
    return Handed(form="html", code=found["code"], lines=_squeezed_lines(found["lines"]), shown=shown)


def _docx(content: bytes, *, isolated: bool) -> Handed:
    found = read(
        "bookmarks", content, options={"prefix": _PREFIX, "picture": PICTURE}, limits=_LIMITS, isolated=isolated
    )
    lines, asides = _squeezed_lines(found["lines"]), _squeezed_lines(found["asides"])
    return Handed(
        form="docx",
        code=found["code"],
        lines=lines,
        asides=tuple(sorted(asides)),
        drawn=(*found["drawn"], *(["picture"] if any(map(_is_among_words, (*lines, *asides))) else [])),
        shown=_shown(found["marks"]),
    )


def _is_among_words(line: str) -> bool:
    """Tell whether a paragraph holds a picture beside words: where it was issued, it stands alone."""
    return PICTURE in line and _PICTURES.fullmatch(line) is None


def _shown(marks: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what stands at each marked figure; one stated several times with other words is shown with all of them."""
    shown: dict[str, dict[str, None]] = {}
    for name, words in marks:
        if found := _MARK.fullmatch(name):
            shown.setdefault(found[1].replace("_", ":"), {})[words] = None
    return {name: "／".join(said) for name, said in shown.items()}


def _pdf(content: bytes, *, isolated: bool) -> Handed:
    read_from = read("pdf", content, limits=_LIMITS, isolated=isolated)
    found = _CODE.search(read_from["keywords"])
    lines = _squeezed_lines(line for page in read_from["pages"] for line in page)
    return Handed(form="pdf", code=found[1] if found else "", lines=lines)
