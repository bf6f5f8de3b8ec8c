"""A paper as PDF: set by Typst, fonts embedded, the same paper always the same bytes."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from tongxin.office.reading import read
from tongxin.reports.paper import Paper
from tongxin.reports.printing import annex
from tongxin.reports.printing.press import set_type
from tongxin.reports.printing.sheet import Grid, Part, Picture, Title, parts, printable
from tongxin.web.codes import qr_svg

_SIZE: Final = 16
_SIZES: Final = (14, 13, 12, 11, 10, 9)
"""Points of the letters of a report, and of one of one page."""


def pdf(paper: Paper, *, digest: str, font_paths: Sequence[Path] | None = None) -> bytes:
    """Return the report as PDF. `digest` is the sha256 of the frozen form; it and the code stand in the keywords.

    `font_paths` are folders with an organisation's own fonts, by default the one in the data folder. Raises
    `UnavailableError` where the machine has no Chinese font.
    """
    paper = printable(paper)
    data = data_of(paper, digest=digest)
    if not paper.compact:
        return set_type("report.typ", data=data, fonts=font_paths)
    for size in _SIZES:  # the largest letters with which it is one page
        content = set_type("report.typ", data=data | {"size": size}, fonts=font_paths)
        if len(read("pdf", content, options={"texts": False}, isolated=False)["pages"]) == 1:
            break
    return content


def data_of(paper: Paper, *, digest: str) -> dict[str, Any]:
    """Return everything the template prints, as plain values."""
    day = annex.day_of(paper.day)
    return {
        "title": paper.title,
        "author": [paper.organisation],
        "keywords": [f"tongxin-code:{paper.code}", f"tongxin-digest:{digest}", f"tongxin-schema:{paper.schema}"],
        "day": _numbers(day) if day else None,
        "banner": annex.banner(paper),
        "imprint": list(annex.imprint(paper)),
        "parts": [_part(one) for one in parts(paper)],
        "compact": paper.compact,
        "size": _SIZE,
        "annex": _annex(paper) if annex.entries(paper) else None,
        "notes": {"title": annex.NOTES, "lines": list(annex.notes(paper))},
        "verify": _verify(paper),
    }


def _numbers(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Title):
        return {"kind": part.kind, "level": part.level, "text": part.text}
    if isinstance(part, Grid):
        lines = [[line.name, *(box.cell.text if box else "" for box in line.boxes)] for line in part.lines]
        return {
            "kind": part.kind, "caption": part.caption, "note": part.note, "heads": list(part.heads), "lines": lines
        }  # fmt: skip
    if isinstance(part, Picture):
        drawings = [one.data() for one in part.drawings]
        return {"kind": part.kind, "caption": part.caption, "note": part.note, "drawings": drawings}
    return {"kind": part.kind, "pieces": [{"text": one.text, "address": one.address} for one in part.pieces]}


def _annex(paper: Paper) -> dict[str, Any]:
    entries = [
        {"address": one.address, "columns": [list(lines) for lines in one.columns]} for one in annex.entries(paper)
    ]
    return {"title": annex.TITLE, "source": annex.source(paper), "heads": list(annex.HEADS), "entries": entries}


def _verify(paper: Paper) -> dict[str, Any] | None:
    known = annex.verification(paper)
    if known is None:
        return None
    return {
        "title": annex.VERIFY,
        "address": known.address,
        "alt": f"核验网址二维码：{known.address}",
        "code": f"核验码：{known.code}",
        "sentences": list(known.sentences),
        "qr": qr_svg(known.address).decode(),
    }
