"""A paper as an editable Word file in the look of GB/T 9704. Every figure is a bookmark that keeps its name."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tongxin.reports.paper import Paper
from tongxin.reports.printing import annex
from tongxin.reports.printing.lines import Box
from tongxin.reports.printing.ooxml import (
    bookmarked,
    cell,
    keep_together,
    linked,
    paragraph,
    picture_run,
    row,
    run,
    table,
)
from tongxin.reports.printing.package import Slots, new_document, saved
from tongxin.reports.printing.press import pictures
from tongxin.reports.printing.sheet import Grid, Part, Picture, Piece, Title, parts, printable
from tongxin.web.codes import qr_png

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_WIDTH: Final = 8844
"""156 mm between the margins, in twentieths of a point."""
_PICTURE: Final = 150
"""Millimetres: within the margins, whatever an office suite adds around a picture."""
_TOGETHER: Final = 24
"""Lines of a table that fit on a page below its caption."""
_ANNEX: Final = (620, 1360, 2174, 1240, 1800, 1650)
_MOST_COLUMN: Final = 2400


def word(paper: Paper, *, digest: str, font_paths: Sequence[Path] | None = None, slots: Slots | None = None) -> bytes:
    """Return the report as .docx. `digest` is the sha256 of the frozen form; it and the code stand in a part of the file.

    Of a draft that goes out for review `slots` say what each figure is; its figures then lead to their pages. Charts are pictures from the same drawings as in PDF: where there is one, a machine without Chinese fonts raises
    `UnavailableError`.
    """
    return _Writer(printable(paper), digest=digest, fonts=font_paths, slots=slots).written()


class _Writer:
    def __init__(self, paper: Paper, *, digest: str, fonts: Sequence[Path] | None, slots: Slots | None) -> None:
        self.paper = paper
        self.slots = slots
        self.word: Document = new_document(paper, digest=digest, slots=slots)
        self.identities = count(1)
        self.times: Counter[str] = Counter()
        self.parts = parts(paper)
        drawings = [one.data() for part in self.parts if isinstance(part, Picture) for one in part.drawings]
        self.pictures = iter(pictures("picture.typ", data={"drawings": drawings}, fonts=fonts) if drawings else ())

    def written(self) -> bytes:
        """Return the file."""
        body = self.word.element.body
        end = body.sectPr
        for element in self._elements():
            end.addprevious(element)
        return saved(self.word)

    def _elements(self) -> Iterator["Element"]:
        yield paragraph(run(self.paper.title), style="Title")
        yield paragraph(run("　".join(annex.imprint(self.paper))), style="Imprint")
        for part in self.parts:
            yield from self._part(part)
        if annex.entries(self.paper):
            yield from self._annex()
        yield from self._notes()
        yield from self._verification()

    def _part(self, part: Part) -> Iterator["Element"]:
        if isinstance(part, Title):
            yield paragraph(run(part.text), style=f"Heading{part.level}")
        elif isinstance(part, Grid):
            yield from _caption(part)
            yield self._grid(part)
            yield paragraph(style="Normal")
        elif isinstance(part, Picture):
            yield from _caption(part)
            for _ in part.drawings:
                yield paragraph(self._picture(next(self.pictures), width=_PICTURE, words=part.words), style="Picture")
        else:
            yield paragraph(*self._runs(part.pieces), style="BodyText")

    def _runs(self, pieces: Sequence[Piece]) -> Iterator["Element"]:
        for piece in pieces:
            if piece.number is None:
                yield run(piece.text)
            else:
                words = run(piece.text)
                inner = linked(words, to=self._page_of(piece.number.id)) if self.slots else words
                yield from self._marked(inner, name=piece.number.id)

    def _page_of(self, identity: str) -> str:
        """Return what the file knows the page of a figure by."""
        from docx.opc.constants import RELATIONSHIP_TYPE

        pages = self.slots.pages if self.slots else {}
        relation: str = self.word.part.relate_to(pages[identity], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return relation

    def _marked(self, inner: "Element", *, name: str) -> "tuple[Element, ...]":
        """Mark a figure; one stated again gets a name of its own, as bookmarks must."""
        self.times[name] += 1
        again = f"__{self.times[name]}" if self.times[name] > 1 else ""
        return bookmarked(inner, name=f"tongxin_{name}{again}", identity=next(self.identities))

    def _grid(self, grid: Grid) -> "Element":
        widths = _widths(grid)
        heads = [
            cell(paragraph(run(one), style="CellHead"), width=width)
            for one, width in zip(grid.heads, widths, strict=True)
        ]
        rows = [row(heads, is_head=True)]
        for line in grid.lines:
            first = cell(paragraph(run(line.name), style="Cell"), width=widths[0])
            boxes = [self._box(box, width=width) for box, width in zip(line.boxes, widths[1:], strict=True)]
            rows.append(row([first, *boxes]))
        if len(rows) <= _TOGETHER:
            keep_together(rows)
        return table(rows, widths=widths, centred=True)

    def _box(self, box: Box | None, *, width: int) -> "Element":
        if box is None:
            return cell(paragraph(style="CellNumber"), width=width)
        inner = self._marked(run(box.cell.text), name=f"{box.series.id}_{box.index}")
        return cell(paragraph(*inner, style="CellNumber"), width=width)

    def _picture(self, content: bytes, *, width: int, words: str) -> "Element":
        """Return a run with a picture so many millimetres wide; `words` say what it shows to whoever cannot see it."""
        from docx.shared import Mm

        inline = self.word.part.new_pic_inline(io.BytesIO(content), width=Mm(width))
        inline.docPr.set("descr", words)
        return picture_run(inline)

    def _annex(self) -> Iterator["Element"]:
        # Between two bookmarks: 核数 knows by them that these figures only repeat those of the text. One around the
        # whole would be drawn together by office suites that keep none around a table.
        begin = bookmarked(run(annex.TITLE), name="tongxin_annex", identity=next(self.identities))
        end = bookmarked(name="tongxin_annex_end", identity=next(self.identities))
        yield paragraph(*begin, style="Annex")
        yield paragraph(run(annex.source(self.paper)), style="Note")
        heads = zip(annex.HEADS, _ANNEX, strict=True)
        rows = [row([cell(paragraph(run(one), style="SmallHead"), width=width) for one, width in heads], is_head=True)]
        for entry in annex.entries(self.paper):
            columns = zip(entry.columns, _ANNEX, strict=True)
            rows.append(
                row(
                    [
                        cell(*(paragraph(run(one), style="Small") for one in lines), width=width)
                        for lines, width in columns
                    ]
                )
            )
        yield table(rows, widths=_ANNEX)
        yield paragraph(*end, style="Note")

    def _notes(self) -> Iterator["Element"]:
        notes = annex.notes(self.paper)
        if notes:
            yield paragraph(run(annex.NOTES), style="NoteHead")
        for one in notes:
            yield paragraph(run(one), style="Note")

    def _verification(self) -> Iterator["Element"]:
        known = annex.verification(self.paper)
        if known is None:
            return
        yield paragraph(run(annex.VERIFY), style="NoteHead")
        code = self._picture(
            qr_png(known.address), width=22 if self.paper.compact else 30, words=f"核验网址二维码：{known.address}"
        )
        yield paragraph(code, style="Note")
        for one in (*known.sentences, known.address, f"核验码：{known.code}"):
            yield paragraph(run(one), style="Note")


def _caption(part: Grid | Picture) -> Iterator["Element"]:
    yield paragraph(run(part.caption), style="Caption")
    yield paragraph(run(part.note), style="Under")


def _widths(grid: Grid) -> tuple[int, ...]:
    """Share the page's width among columns; few columns stay narrow."""
    width = min(_WIDTH // len(grid.heads), _MOST_COLUMN)
    return (width,) * len(grid.heads)
