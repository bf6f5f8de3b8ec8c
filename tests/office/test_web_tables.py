"""Web pages and texts under the names of workbooks."""

import pytest

from tongxin.kernel.errors import InputError
from tongxin.office import separated, web_tables
from tongxin.office.sheet import Sheet, filled_down
from tongxin.office.spreadsheets import read_sheets

PAGE = """<html><head><title>t</title><style>td {color: red}</style></head><body><p>说明</p>
<table><tr><td><table><tr><th colspan="2">名 <!-- x -->单<script>1</script></th></tr><tr><th>姓名</th><th>单位</th></tr>
<tr><td>甲<br>甲</td><td rowspan="9">某&nbsp;<b>厂</b>一</td></tr><tr><td>乙</td></tr></table></td></tr></table>
<table><tr><td></td></tr></table></body></html>"""


def read(content: bytes, name: str = "a.xls") -> list[Sheet]:
    return read_sheets(content, name=name, isolated=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", ["a.xls", "a.xlsx"])
def test_web_page_called_a_workbook_is_read(encoding: str, name: str) -> None:
    (sheet,) = read(PAGE.encode(encoding), name)
    assert sheet.rows == [["名 单", ""], ["姓名", "单位"], ["甲 甲", "某 厂一"], ["乙"]]
    assert sheet.merged == (((0, 0), (0, 1)), ((2, 1), (3, 1)))
    assert filled_down(sheet)[3] == ["乙", "某 厂一"]


def test_tables_of_a_page_are_sheets_and_spans_say_where_cells_stand() -> None:
    page = "<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table><table><tr><td rowspan=x>d</table>"
    one, other = read(page.encode())
    assert (one.name, one.rows, other.name, other.rows) == ("表1", [["a", "b"], ["", "c"]], "表2", [["d"]])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<table>" * 3 + b"<table><tr><td>" + b"\xff\xfe\x80", "其实是网页"),
        (b"<table><tr><td colspan=299>a</td><td>b</td><td>c</td></tr></table>", "表格太大"),
        (b"<table><tr><td rowspan=199999 colspan=299>a</td></tr></table>", "表格太大"),
        (b"<table><tr><td>a</td></tr></table>" * 51, "超过 50 张"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "旧式的 XML 表格"),
        (b"<table></table>", "没有内容"),
        ("姓名\n".encode(), "打不开"),
    ],
)
def test_what_cannot_be_read_is_called_what_it_is(content: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(content)


def test_page_no_parser_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_options: object) -> None:
        raise web_tables.etree.ParserError("empty")

    monkeypatch.setattr(web_tables.html, "document_fromstring", broken)
    with pytest.raises(InputError, match="其实是网页"):
        read(b"<table><tr><td>a</td></tr></table>")


def test_text_called_a_workbook_and_a_workbook_called_text_are_read() -> None:
    from tests.intake.sheets import book

    (sheet,) = read("姓名\t手机\n甲\t1\n".encode("gb18030"))
    assert sheet.rows == [["姓名", "手机"], ["甲", "1"]]
    (sheet,) = read(book(("名册", [["姓名"], ["甲"]])), "a.csv")
    assert (sheet.name, sheet.rows) == ("名册", [["姓名"], ["甲"]])


def test_commas_of_a_note_do_not_part_cells() -> None:
    text = "姓名,手机,备注\n甲,1,一，二，三，四，五\n乙,2,一，二，三，四，五\n"
    (sheet,) = read(text.encode(), "a.csv")
    assert sheet.rows == [
        ["姓名", "手机", "备注"],
        ["甲", "1", "一，二，三，四，五"],
        ["乙", "2", "一，二，三，四，五"],
    ]
    assert separated._separator("甲；乙") == ","
    assert separated._evenness('"' + "x" * 200_000, ",") == (0, 0)


def test_only_cells_merged_downwards_are_filled() -> None:
    plain = Sheet(name="a", rows=[["x", ""]], merged=(((0, 0), (0, 1)),))
    assert filled_down(plain) is plain.rows
    late = Sheet(name="a", rows=[["x"], [""]], first=3, merged=(((2, 0), (3, 0)), ((2, 5), (3, 5)), ((0, 0), (1, 0))))
    assert filled_down(late) == [["x"], ["x"]]
