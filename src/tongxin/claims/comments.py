"""Give the user's own Word file back with a comment at each figure; nothing else of the file changes."""

import copy
import io
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from tongxin.claims.check import Check
from tongxin.claims.documents import Piece, Report
from tongxin.claims.explain import LABELS, reason
from tongxin.kernel.errors import InputError

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
AUTHOR: Final = "核数"


def annotate(report: Report, check: Check) -> bytes:
    """Return the .docx with one comment per finding. Figures in footnotes and text boxes cannot carry one and are left alone."""
    from docx.text.run import Run

    if report.word is None:
        raise InputError("只有 .docx 报告可以加批注，请把报告存为 .docx。", field="annotate")
    body = report.word.element.body
    for finding in reversed(check.findings):
        runs = [run for run in _runs(report.pieces, finding.claim.start, finding.claim.end) if _inside(run, body)]
        if runs:
            proxies = [Run(run, report.word._body) for run in (runs[0], runs[-1])]  # noqa: SLF001 - the only parent at hand
            text = f"【{LABELS[finding.verdict]}】{reason(finding)}"
            report.word.add_comment(proxies, text=text, author=AUTHOR, initials=AUTHOR[:1])
    stream = io.BytesIO()
    report.word.save(stream)
    return stream.getvalue()


def _inside(run: "BaseOxmlElement", body: "BaseOxmlElement") -> bool:
    """Tell whether a run stands in the body itself: Word allows no comment in footnotes and text boxes."""
    ancestors = list(run.iterancestors())
    return body in ancestors and not any(ancestor.tag == f"{_WORD}txbxContent" for ancestor in ancestors)


def _runs(pieces: list[Piece], start: int, end: int) -> list["BaseOxmlElement"]:
    """Return runs that hold exactly [start, end), splitting runs at its borders; figures are asked for from last to first."""
    first = bisect_right([piece.start for piece in pieces], start) - 1
    runs = []
    index = max(first, 0)
    while index < len(pieces) and pieces[index].start < end:
        piece = pieces[index]
        left, right = max(start - piece.start, 0), min(end - piece.start, len(piece.text))
        if left < right:
            runs.append(_cut(pieces, index, left, right))
        index += 1
    return runs


def _cut(pieces: list[Piece], index: int, left: int, right: int) -> "BaseOxmlElement":
    """Split a run of plain text into before, figure and after, each with the same formatting; return the figure's run."""
    piece = pieces[index]
    texts = [child for child in piece.run if child.tag == f"{_WORD}t"]
    if len(texts) != 1 or any(child.tag not in {f"{_WORD}t", f"{_WORD}rPr"} for child in piece.run):
        return piece.run
    middle = piece.run
    if right < len(piece.text):
        after = copy.deepcopy(middle)
        _write(after, piece.text[right:])
        middle.addnext(after)
    if left > 0:
        before = copy.deepcopy(middle)
        _write(before, piece.text[:left])
        middle.addprevious(before)
        pieces[index] = Piece(piece.start, piece.text[:left], before)
    _write(middle, piece.text[left:right])
    return middle


def _write(run: "BaseOxmlElement", text: str) -> None:
    for child in run:
        if child.tag == f"{_WORD}t":
            child.text = text
            child.set(_SPACE, "preserve")
