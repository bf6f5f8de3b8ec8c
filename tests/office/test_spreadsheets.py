import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongxin.kernel.errors import InputError
from tongxin.office import archives, spreadsheets, workbooks
from tongxin.office.sheet import Sheet, column_letters, column_position, filled
from tongxin.office.timeless import new_workbook


def book(write, **options):
    stream = io.BytesIO()
    with new_workbook(stream, **options) as workbook:
        write(workbook)
    return stream.getvalue()


def read_sheets(content, **options):
    return spreadsheets.read_sheets(content, isolated=False, **options)


def simple(workbook):
    sheet = workbook.add_worksheet("名册")
    sheet.write_row(0, 0, ["姓名", "日期"])
    sheet.write(1, 0, "张三")
    sheet.write_datetime(1, 1, date(2021, 9, 10), workbook.add_format({"num_format": "yyyy-mm-dd"}))


def patched(content, name, change):
    """Return the workbook with one part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, change(data) if entry == name else data)
    return stream.getvalue()


def test_cells_come_with_the_line_they_stand_on():
    def write(workbook):
        sheet = workbook.add_worksheet("名册")
        sheet.write(2, 1, "姓名")
        sheet.write(3, 1, 13900000001)

    (sheet,) = read_sheets(book(write), name="a.xlsx")
    assert (sheet.name, sheet.first, sheet.rows) == ("名册", 3, [["", "姓名"], ["", 13900000001.0]])
    (sheet,) = read_sheets(book(simple), name="A.XLSX")
    assert sheet.rows[1] == ["张三", date(2021, 9, 10)]


def test_hidden_rows_merged_cells_and_uncomputed_formulas_are_told():
    def write(workbook):
        sheet = workbook.add_worksheet("名册")
        sheet.merge_range(0, 0, 0, 2, "标题")
        sheet.write_row(1, 0, ["甲", "乙", "丙"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write(2, 0, "暗")
        sheet.write_formula(3, 0, "=A3", None, "")
        sheet.write_formula(3, 1, "=1+1", None, 2)

    (sheet,) = read_sheets(book(write), name="a.xlsx")
    assert sheet.merged == (((0, 0), (0, 2)),)
    assert sheet.hidden == {3}
    assert sheet.uncomputed == ("A4",)
    assert sheet.rows[3][1] == 2
    assert filled(sheet)[0] == ["标题"] * 3
    assert sheet.rows[0] == ["标题", "", ""]


def test_prefixed_xml_is_measured_too():
    def prefix(xml):
        return xml.replace(b"<row", b"<x:row").replace(b"</row", b"</x:row").replace(b"<c ", b"<x:c ")

    xml = prefix(b'<row r="3" hidden="1"><c r="A200001" t="s"><v>0</v></c></row>')
    with pytest.raises(InputError, match="写在很远的位置"):
        workbooks._marks(xml)
    assert workbooks._marks(prefix(b'<row r="3" hidden="1"><c r="A3"/></row>')).hidden == (3,)


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 0), (0, 16_383), (199_999, 299)])
def test_a_value_far_away_is_refused_before_it_takes_the_memory(row, column):
    def write(workbook):
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "姓名")
        sheet.write(row, column, "远")

    with pytest.raises(InputError, match="写在很远的位置"):
        read_sheets(book(write), name="a.xlsx")


@pytest.mark.slow
def test_a_hundred_thousand_empty_formatted_rows_cost_nothing():
    def write(workbook):
        sheet = workbook.add_worksheet("名册")
        bold = workbook.add_format({"bold": True})
        sheet.write(0, 0, "姓名")
        for row in range(1, 300_000):
            sheet.write_blank(row, 0, None, bold)

    (sheet,) = read_sheets(book(write, constant_memory=True), name="a.xlsx")
    assert sheet.rows == [["姓名"]]


def test_hidden_sheets_are_read_only_where_wanted():
    def write(workbook):
        workbook.add_worksheet("看").write(0, 0, "a")
        hidden = workbook.add_worksheet("藏")
        hidden.write(0, 0, "b")
        hidden.hide()

    assert [sheet.name for sheet in read_sheets(book(write), name="a.xlsx")] == ["看", "藏"]
    assert [sheet.name for sheet in read_sheets(book(write), name="a.xlsx", visible_only=True)] == ["看"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_a_csv_is_read_in_whatever_way_it_was_saved(encoding, separator):
    text = f"姓名{separator}手机\n张三{separator}13900000001\n" * 20_000  # far more than 64 KiB of Chinese
    (sheet,) = read_sheets(text.encode(encoding), name="a.csv")
    assert (len(sheet.rows), sheet.rows[1]) == (40_000, ["张三", "13900000001"])


def encrypted():
    return b"\xd0\xcf\x11\xe0" + b"\x00" * 2_000


def macros():
    stream = io.BytesIO(book(simple))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.xlsx", "打不开"),
        (b"", "a.csv", "没有内容"),
        (b",,\n,,\n", "a.csv", "没有内容"),
        (b"PK\x03\x04", "a.xlsx", "已损坏"),
        (b"PK\x05\x06" + b"\x00" * 18, "a.xlsx", "打不开"),
        (encrypted(), "a.xlsx", "已加密"),
        (encrypted(), "a.xls", "已加密"),
        (macros(), "a.xlsx", "文件带有宏"),
        (book(simple), "a.docx", "表格请用"),
        (book(simple), "a", "表格请用"),
        (b"a\x00b", "a.csv", "不是文本文件"),
        (b"\xff\xff\xff\x81", "a.csv", "编码认不出来"),
        (b'"' + b"a" * 200_000, "a.csv", "CSV 第 1 行读不出"),
        (b"," * 300 + b"x", "a.csv", "最多 200000 行、300 列"),
        (book(lambda workbook: workbook.add_worksheet("空")), "a.xlsx", "没有内容"),
        (patched(book(simple), "xl/workbook.xml", lambda _xml: b"<broken"), "a.xlsx", "打不开"),
        (patched(book(simple), "xl/_rels/workbook.xml.rels", lambda _xml: b""), "a.xlsx", "打不开"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_a_sentence(content, name, sentence):
    with pytest.raises(InputError, match=sentence) as told:
        read_sheets(content, name=name)
    assert told.value.message.endswith("。")


def test_what_is_too_large_is_refused_before_it_is_opened(monkeypatch):
    content = book(simple)
    monkeypatch.setattr(archives, "MOST_UNPACKED", 100)
    with pytest.raises(InputError, match="解压后过大"):
        read_sheets(content, name="a.xlsx")
    monkeypatch.undo()
    monkeypatch.setattr(workbooks, "MOST_SHEETS", 0)
    with pytest.raises(InputError, match="工作表超过 0 张"):
        read_sheets(content, name="a.xlsx")
    monkeypatch.setattr(spreadsheets, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="表格超过"):
        read_sheets(content, name="a.xlsx")


def test_filling_a_range_that_begins_outside_leaves_it():
    sheet = Sheet(name="a", rows=[["x"]], first=5, merged=(((0, 0), (0, 2)), ((4, 7), (4, 9))))
    assert filled(sheet) == [["x"]]


@given(st.integers(0, 20_000))
def test_column_letters_and_positions_are_each_others_inverse(position):
    assert column_position(column_letters(position)) == position


def test_the_first_columns_are_called_as_everywhere():
    assert [column_letters(position) for position in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


VALID = book(simple)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.integers(0, len(VALID) - 1), st.sampled_from([".xlsx", ".csv", ".ods"]))
def test_no_bytes_raise_anything_but_a_sentence(noise, place, suffix):
    for content in (noise, VALID[:place] + noise + VALID[place + len(noise) :], VALID[:place]):
        with suppress(InputError):
            read_sheets(content, name=f"a{suffix}")
