"""Printed files are read back by position: what stands at a figure is that figure, in web page, Word and PDF."""

import io
import zipfile
from dataclasses import replace

import pytest

from tests.reports import papers
from tongxin.kernel.errors import ConflictError
from tongxin.reports.issuing import FORMS, printed, proven
from tongxin.reports.paper import Paper, Paragraph, Run, Table
from tongxin.reports.proving import prove

PAPER = papers.report()
TWICE = papers.report(
    blocks=(
        Paragraph(
            runs=(
                Run(text="甲市"),
                Run(text="8人次", figure="f1"),
                Run(text="，乙市"),
                Run(text="8人次", figure="f2"),
                Run(text="。"),
            )
        ),
    ),
    numbers=(papers.number("f1", text="8人次"), papers.number("f2", text="8人次")),
    series=(),
)
LONG = papers.report(
    blocks=(Table(caption="长表", heading="县市区", series=("t1",)), Paragraph(runs=(Run(text="完。"),))),
    numbers=(),
    series=(papers.series("t1", cells=80),),
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("paper", [PAPER, TWICE, LONG, papers.filled(60), replace(PAPER, demo=False)])
def test_what_is_printed_is_what_is_read(paper: Paper, form: str) -> None:
    """Every kind of block, equal figures side by side, tables and paragraphs over several pages."""
    assert proven(paper, digest=papers.DIGEST, form=form)


def exchanged(content: bytes, *, form: str, was: str, now: str) -> bytes:
    """Return a printed file with the first such text changed."""
    if form == "html":
        return content.decode().replace(was, now, 1).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.decode().replace(was, now, 1) if name == "word/document.xml" else part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "was", "now"),
    [
        ("html", ">8人次</data>", ">9人次</data>"),
        ("html", 'data-figure="f1"', 'data-figure="f2"'),
        ("html", "甲市", "甲市9"),
        ("html", "<p>甲市<", "<p>甲<"),
        ("docx", ">8人次<", ">9人次<"),
        ("docx", 'w:name="tongxin_f1"', 'w:name="tongxin_f3"'),
        ("docx", ">，乙市<", ">，乙市4<"),
    ],
)
def test_figure_that_stands_otherwise_is_not_kept(form: str, was: str, now: str) -> None:
    content = printed(TWICE, digest=papers.DIGEST, form=form)
    with pytest.raises(ConflictError, match="文件里「甲市8人次，乙市8人次。」印出来和正文不一样，没有签发"):
        prove(exchanged(content, form=form, was=was, now=now), paper=TWICE, form=form)


def test_pdf_of_another_text_is_not_kept() -> None:
    runs = (Run(text="甲市9"), *TWICE.blocks[0].runs[1:])
    content = printed(replace(TWICE, blocks=(Paragraph(runs=runs),)), digest=papers.DIGEST, form="pdf")
    with pytest.raises(ConflictError, match="PDF文件里「甲市8人次，乙市8人次。」印出来和正文不一样"):
        prove(content, paper=TWICE, form="pdf")


def test_words_without_figures_may_be_printed_with_signs_no_reader_knows() -> None:
    content = printed(TWICE, digest=papers.DIGEST, form="html")
    prove(content.replace(PAPER.title.encode(), "别的".encode()), paper=TWICE, form="html")


def test_cell_that_stands_otherwise_is_not_kept() -> None:
    content = printed(LONG, digest=papers.DIGEST, form="docx")
    with pytest.raises(ConflictError, match="Word文件里「第3县37」"):
        prove(exchanged(content, form="docx", was=">37<", now=">47<"), paper=LONG, form="docx")
