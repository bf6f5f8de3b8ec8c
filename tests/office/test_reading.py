"""Whatever a file does to its reader: this process lives on and says one sentence."""

import resource
import signal
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.office import files, hostile
from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.office import archives, reading, turns, workbooks
from tongxin.office.kinds import KINDS
from tongxin.office.limits import Limits
from tongxin.office.readers import READERS, GoneError
from tongxin.office.reading import read
from tongxin.office.sheet import filled
from tongxin.office.spreadsheets import read_sheets

MB = 2**20
PAGE = b"<html><meta name='tongxin-code' content='abc'><p>\xe4\xba\xba<data id='f1'>3</data></html>"
REPORT = Path(__file__).resolve().parents[1] / "claims" / "data" / "report.pdf"


def refused(kind: str, content: bytes | Path, **given: Any) -> str:
    with pytest.raises(InputError) as told:
        read(kind, content, **given)
    assert told.value.message.endswith("。")
    assert told.value.message.count("。") == 1
    return told.value.message


@pytest.mark.parametrize("isolated", [True, False])
def test_same_file_gives_the_same_isolated_or_not(isolated: bool) -> None:
    (sheet,) = read_sheets(files.roster(), name="a.xlsx", isolated=isolated)
    assert sheet.rows[3] == ["张3", date(2021, 9, 10), 3.0]
    assert (sheet.name, sheet.first, sheet.merged, sheet.hidden, sheet.uncomputed) == ("名册", 1, (), frozenset(), ())
    assert read("word", files.word(files.text("会员312人。")), isolated=isolated) == "会员312人。\n"
    assert "会员" in "".join(read("pdf", REPORT.read_bytes(), isolated=isolated)["pages"][0])
    assert read("separated", "甲,乙".encode(), isolated=isolated)[0]["rows"] == [["甲", "乙"]]
    page = read("web_page", PAGE, isolated=isolated)
    assert (page["code"], page["data"]) == ("abc", [["f1", "", "", "3"]])
    notes = [(2, 6, "312人", "相符")]
    commented = read(
        "comments", files.word(files.text("会员312人。")), options={"notes": notes, "author": "核"}, isolated=isolated
    )
    assert read("word", commented, isolated=False) == "会员312人。\n"


def test_file_may_be_given_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(files.word(files.text("会员312人。")))
    assert read("word", path) == read("word", path, isolated=False) == "会员312人。\n"


def test_size_is_refused_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "outcome", lambda *_: pytest.fail("read"))
    monkeypatch.setattr(READERS, "read", lambda *_: pytest.fail("read"))
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(51 * MB)
    assert refused("pdf", path) == "文件超过 50 MB，请拆小后再试。"
    assert "超过 1 MB" in refused("pdf", b" " * (MB + 1), limits=Limits(content=MB), isolated=False)


# --- a reader that takes too much ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["worksheets/styles-of-mine.xml", "worksheets/sheet1.bin", "sheet.dat"])
def test_workbook_that_dodges_the_measure_meets_the_limit_of_memory(part: str) -> None:
    content = files.far_cells(part=part)
    assert len(content) < 2_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    message = refused("workbook", content, limits=replace(KINDS["workbook"].limits, memory=300 * MB))
    assert "占用内存过多" in message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # kilobytes


@pytest.mark.parametrize(
    "cells",
    [
        '<x-y:row xmlns:x-y="{0}" r="1048576"><x-y:c r="XFD1048576"><x-y:v>1</x-y:v></x-y:c></x-y:row>',
        '<row r="1048576"><c s="1>" r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576">' + "<c/>" * 16_383 + "<c><v>1</v></c></row>",
    ],
)
def test_cell_written_so_that_no_measure_sees_it_ends_in_a_sentence(cells: str) -> None:
    content = files.sheet_of_parts(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        + cells.replace("{0}", "http://schemas.openxmlformats.org/spreadsheetml/2006/main")
    )
    limits = replace(KINDS["workbook"].limits, memory=300 * MB)
    with suppress(InputError):  # anything else would fail
        sheets = read_sheets(content, name="a.xlsx", limits=limits)
        assert sum(len(row) for sheet in sheets for row in sheet.rows) < workbooks.MOST_CELLS


def test_reader_that_takes_too_long_is_ended() -> None:
    content = files.slow_pdf(100)
    assert len(content) < 50_000
    assert refused("pdf", content, limits=Limits(seconds=1)).startswith("这个文件太复杂，1 秒内没有读完，")


def test_answer_that_is_too_long_is_not_taken() -> None:
    content = files.word(files.text("会员312人。" * 50_000))
    assert "内容太多" in refused("word", content, limits=Limits(answer=10_000))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (-signal.SIGXCPU, "没有读完"),
        (-signal.SIGALRM, "没有读完"),
        (None, "没有读完"),
        (-signal.SIGKILL, "占用内存过多"),
        (-signal.SIGABRT, "占用内存过多"),
        (-signal.SIGSEGV, "读不出来"),
        (1, "读不出来"),
        (0, "读不出来"),  # it ends well and says nothing
    ],
)
def test_whatever_a_reader_dies_of_is_said(code: int | None, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(READERS, "read", lambda *_: code)
    assert sentence in refused("word", b"")


def test_template_that_is_gone_is_told_as_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise GoneError

    monkeypatch.setattr(READERS, "read", gone)
    with pytest.raises(UnavailableError, match="已重新启动，请再试一次。"):
        read("word", b"")


def test_file_comes_after_those_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURNS", 1)
    monkeypatch.setattr(turns, "_folders", [tmp_path])
    content = files.word(files.text("人"))
    with turns.turn(), turns.patient(turns.Patience(seconds=0)), pytest.raises(UnavailableError, match="仍未轮到"):
        read("word", content)
    assert read("word", content) == "人\n"


# --- small files that were slow: `hostile` has them all, each read in a process of its own --------------------------------------


def test_guards_say_what_is_wrong_before_a_limit_does() -> None:
    marks = hostile.CASES["bookmarks: marks that overlap"]
    assert refused("bookmarks", marks.make(), options=marks.options, isolated=False).startswith(marks.says)
    ranges = hostile.CASES["workbook: ranges over rows"]
    assert refused("workbook", ranges.make(), isolated=False).startswith(ranges.says)
    far = '<row r="1048576"><x-y:c xmlns:x-y="{0}" r="A1048576"><x-y:v>1</x-y:v></x-y:c></row>'
    far = far.replace("{0}", "http://schemas.openxmlformats.org/spreadsheetml/2006/main")
    assert "写在很远的位置" in refused("workbook", files.sheet_of_parts(far), isolated=False)


def test_tracks_in_tracks_are_refused(tmp_path: Path) -> None:
    content = hostile.nested_tracks(3, 1)
    assert "层层嵌套" in refused("evidence", content, options={"folder": str(tmp_path)}, isolated=False)


def test_merged_ranges_turned_round_are_none() -> None:
    content = hostile.merged(3, '<mergeCell ref="B1:A3"/><mergeCell ref="A3:B1"/><mergeCell ref="A2:B2"/>')
    (sheet,) = read_sheets(content, name="a.xlsx", isolated=False)
    assert sheet.merged == (((1, 0), (1, 1)),)


def test_merged_ranges_are_cut_to_the_sheet() -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet("表")
        sheet.merge_range(2, 0, 2, 1, "标题")
        sheet.merge_range(3, 0, 900, 0, "张三")
        sheet.merge_range(3, 1, 5, 4, "")
        sheet.merge_range(950, 3, 960, 4, "")
        sheet.write(4, 1, "末")

    (sheet,) = read_sheets(files.workbook(write), name="a.xlsx", isolated=False)
    assert sheet.first == 3
    assert sheet.merged == (((2, 0), (2, 1)), ((3, 0), (4, 0)), ((3, 1), (4, 1)))
    assert filled(sheet) == [["标题", "标题"], ["张三", ""], ["张三", ""]]


# --- files that were issued here ----------------------------------------------------------------------------------------------


def test_annex_is_passed_over_where_it_ends() -> None:
    """One whose end was lost hides nothing; what stands behind the end is read."""
    annex = f"<w:p>{files.bookmarks(1)}</w:p>{files.text('附件1个')}<w:p><w:r><w:br/></w:r></w:p>"
    end = f"<w:p>{files.bookmarks(1, 'tongxin_annex_end')}</w:p>{files.text('末')}"
    for body, expected in ((annex + end, "会员312人。\n\n末\n"), (annex, "会员312人。\n\n附件1个\n\n\n")):
        assert read("word", files.word(files.text("会员312人。") + body), isolated=False) == expected


def test_marked_figures_are_read_with_their_text() -> None:
    marked = (
        f"<w:p>{files.bookmarks(1, 'tongxin_f1')}<w:r><w:t>31</w:t></w:r><w:r><w:t>2人</w:t></w:r>"
        f'<w:bookmarkEnd w:id="0"/><w:r><w:t>。</w:t></w:r>{files.bookmarks(1, "_Toc1")}</w:p>'
    )
    header = f'<w:hdr xmlns:w="{files.WORD}">{files.text("页眉")}</w:hdr>'
    more = {"customXml/item1.xml": '<tongxin code="abc"/>', "customXml/item2.xml": "<other/>"}
    content = files.word(marked, parts={"header1": ("header", header)}, more=more)
    for isolated in (True, False):
        found = read("bookmarks", content, options={"prefix": "tongxin_"}, isolated=isolated)
        assert [list(mark) for mark in found.pop("marks")] == [["tongxin_f1", "312人"]]
        assert found == {"code": "abc", "lines": ["312人。"], "asides": ["页眉"], "slots": [], "drawn": []}


def test_page_without_anything_is_refused() -> None:
    assert "网页文件读不了" in refused("web_page", b"", isolated=False)


# --- files that are not what they say -----------------------------------------------------------------------------------------

USUAL = {"workbook": files.roster(), "word": files.word(files.text("人")), "pdf": REPORT.read_bytes()}


@pytest.mark.parametrize("kind", ["workbook", "word", "comments", "bookmarks", "pdf"])
@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", PAGE, *USUAL.values()]
)
def test_file_that_lies_about_its_kind_is_refused_in_a_sentence(kind: str, content: bytes) -> None:
    if content == USUAL.get(kind, USUAL["word"]):
        return
    options = {"comments": {"notes": [], "author": "核"}, "bookmarks": {"prefix": "x"}}.get(kind)
    refused(kind, content, options=options, isolated=False)


@pytest.mark.parametrize("kind", USUAL)
def test_file_cut_short_is_refused_in_a_sentence(kind: str) -> None:
    content = USUAL[kind]
    for part in (3, 2):
        assert refused(kind, content[: len(content) // part])


def test_bomb_is_refused() -> None:
    bomb = files.changed(files.word(files.text("人")), {"word/media/a.png": b"\0" * (archives.MOST_UNPACKED + 1)})
    assert len(bomb) < MB
    for kind in ("word", "workbook", "comments", "bookmarks"):
        options = {"comments": {"notes": [], "author": "核"}, "bookmarks": {"prefix": "x"}}.get(kind)
        assert "解压后过大" in refused(kind, bomb, options=options)


def test_reader_that_raises_what_nobody_expected_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(content: bytes) -> str:
        raise LookupError(content)

    monkeypatch.setattr("tongxin.office.word.read", broken)
    assert "读不出来" in refused("word", b"x", isolated=False)
