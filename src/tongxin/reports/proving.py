"""A printed file read back before it is kept: at the place of every figure stands that figure's text, and nothing else.

What was to be printed is walked through part by part beside what is read of the file. Web page and Word mark their figures,
so the marks are walked through, too; a PDF has its text alone, page by page in the order it is set.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tongxin.kernel.characters import RADICALS
from tongxin.kernel.errors import ConflictError
from tongxin.office.reading import read
from tongxin.reports.paper import Paper
from tongxin.reports.printing import annex
from tongxin.reports.printing.lines import Box
from tongxin.reports.printing.sheet import Grid, Part, Picture, Title, Words, parts, printable
from tongxin.reports.reading import squeezed

_OPEN, _SHUT = "\ue000", "\ue001"
"""Around a marked figure: not in any text, which holds no such character that is seen."""
_MARK: Final = re.compile(f"{_OPEN}[^=]*=|{_SHUT}")
_AGAIN: Final = re.compile(r"__\d+$")
_FORMS: Final = {"html": "网页", "docx": "Word", "pdf": "PDF"}
_SHOWN: Final = 40


@dataclass(frozen=True, kw_only=True)
class _Unit:
    """A stretch that is printed in one go. `again` may stand before it once more, as the head of a table on a new page.

    `exact` units hold figures; other text may be printed with signs no reader knows. `after_picture` follows words of a
    drawing, which are in no order.
    """

    text: str
    exact: bool = False
    again: str = ""
    after_picture: bool = False


def prove(content: bytes, *, paper: Paper, form: str) -> None:
    """Raise `ConflictError` with one sentence unless the printed file says of every figure what the paper says."""
    paper = printable(paper)
    marked = form != "pdf"
    printed = _segments(content, form=form) if marked else _pages(content, paper=paper)
    position, lost = 0, False
    for unit in _units(paper, marked=marked):
        start = printed.find(unit.text, position) if lost or unit.after_picture else _at(printed, position, unit)
        if start >= 0:
            position, lost = start + len(unit.text), False
        elif unit.exact:
            said = _MARK.sub("", unit.text)
            raise ConflictError(
                f"{_FORMS[form]}文件里「{said[:_SHOWN]}」印出来和正文不一样，没有签发；请把这一处的特殊字符改掉，或重新输入这一段。"
            )
        else:
            lost = True


def _at(printed: str, position: int, unit: _Unit) -> int:
    """Return where a unit stands: here, or behind the head of its table; -1 where it does not."""
    if printed.startswith(unit.text, position):
        return position
    behind = position + len(unit.again)
    return behind if unit.again and printed.startswith(unit.again + unit.text, position) else -1


def _flat(text: str) -> str:
    return squeezed(text).translate(RADICALS)


def _segments(content: bytes, *, form: str) -> str:
    found: list[tuple[str, str]] = read(
        "segments", content, options={"form": form, "prefix": "tongxin_"}, isolated=False
    )
    return "".join(_marked(_AGAIN.sub("", mark), text) for mark, text in found)


def _marked(mark: str, text: str) -> str:
    return f"{_OPEN}{mark}={_flat(text)}{_SHUT}" if mark else _flat(text)


def _pages(content: bytes, *, paper: Paper) -> str:
    """Return the text of all pages without what stands at their heads and feet."""
    pages: list[list[str]] = read("pdf", content, isolated=False)["pages"]
    return "".join(_flat("".join(_between(page, banner=annex.banner(paper)))) for page in pages)


def _between(page: list[str], *, banner: str) -> list[str]:
    lines = page[1:] if banner and page[:1] == [banner] else page
    is_foot = bool(lines) and lines[-1].startswith("—") and lines[-1].strip("— ").isdigit()
    return lines[:-1] if is_foot else lines


def _units(paper: Paper, *, marked: bool) -> Iterator[_Unit]:
    after = True  # the banner, and whatever a page begins with
    for text in (paper.title, *annex.imprint(paper)):
        yield _Unit(text=_flat(text), after_picture=after)
        after = False
    for part in parts(paper):
        for unit in _of(part, marked=marked):
            yield _Unit(text=unit.text, exact=unit.exact, again=unit.again, after_picture=after)
            after = False
        after = isinstance(part, Picture)


def _of(part: Part, *, marked: bool) -> Iterator[_Unit]:
    match part:
        case Title():
            yield _Unit(text=_flat(part.text))
        case Words():
            text = "".join(
                _marked(piece.number.id, piece.text) if marked and piece.number else _flat(piece.text)
                for piece in part.pieces
            )
            yield _Unit(text=text, exact=any(piece.number for piece in part.pieces))
        case Picture():
            yield _Unit(text=_flat(part.caption + part.note))
        case Grid():
            head = _flat("".join(part.heads))
            yield _Unit(text=_flat(part.caption + part.note) + head)
            for line in part.lines:
                yield _Unit(text=_flat(line.name) + _cells(line.boxes, marked=marked), exact=True, again=head)


def _cells(boxes: Sequence[Box | None], *, marked: bool) -> str:
    def words(box: Box) -> str:
        return _marked(f"{box.series.id}_{box.index}", box.cell.text) if marked else _flat(box.cell.text)

    return "".join(words(box) for box in boxes if box is not None)
