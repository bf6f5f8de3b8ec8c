import io
import json
from datetime import date, datetime
from fractions import Fraction

import pytest
import xlsxwriter

from tongxin.claims import files
from tongxin.claims.facts import FactsTable
from tongxin.claims.tables import read_facts
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period

HEAD = ["编号", "指标", "单位", "地区", "起", "止", "数值", "分母"]
ROW = ["f1", "会员人数", "人", "长沙市", "2022-01-01", "2022-12-31", "1,286", ""]


def book(*sheets):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        dated = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for number, rows in enumerate(sheets, 1):
            sheet = workbook.add_worksheet(f"表{number}")
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(r, c, cell, dated)
                    else:
                        sheet.write(r, c, cell)
    return stream.getvalue()


def read(content, name="事实.xlsx", home="湖南省"):
    table = read_facts(content, name=name, home=home)
    period = Period.year(2022)
    return [(one, table.answer(one, place="", period=period)) for one in table.candidates()]


def from_csv(*rows, encoding="utf-8"):
    return read("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(encoding), name="事实.csv")


def test_a_workbook_with_title_rows_and_wan_in_the_heading():
    title = ["2022年主要指标"] + [""] * 7
    head = ["序号", "指标名称", "", "地区", "起始日期", "截止日期", "数值（单位：万元）", ""]
    row = [1, "捐款额", "", "", date(2022, 1, 1), datetime.fromisoformat("2022-12-31T08:30:00"), 3796.4, ""]
    total = ["", "合计", "", "", "", "", 3796.4, ""]
    ((candidate, answer),) = read(book([title, [], head, row, total, [""] * 8]))
    assert (candidate.key, candidate.name, candidate.unit, candidate.place) == ("1", "捐款额", "万元", "湖南省")
    assert candidate.period == Period.year(2022)
    assert answer.value == Fraction("3796.4")


def test_every_sheet_with_headings_is_read_and_others_are_passed_over():
    rows = read(book([["说明"]], [HEAD, ROW], [HEAD, ["f2", *ROW[1:]]]))
    assert [candidate.key for candidate, _ in rows] == ["f1", "f2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_either_encoding(encoding):
    ((candidate, answer),) = from_csv(HEAD, ROW, encoding=encoding)
    assert (candidate.name, answer.value) == ("会员人数", 1286)


def test_a_json_list_or_object_with_english_or_chinese_keys():
    fact = {
        "id": "a",
        "measure": "覆盖",
        "unit": "个",
        "place": "湖南",
        "to": "2022-12-31",
        "value": 104,
        "denominator": "122",
    }
    ((candidate, answer),) = read(json.dumps({"facts": [fact]}).encode(), name="f.json")
    assert (candidate.place, candidate.day, candidate.share) == ("湖南省", True, True)
    assert (answer.numerator, answer.denominator) == (104, 122)
    ((candidate, answer),) = read(
        json.dumps([{"指标": "甲", "数值": -1.5, "止": "2022", "别的": []}]).encode(), name="f.json"
    )
    assert (candidate.key, candidate.period, answer.value) == ("第1行", Period.year(2022), Fraction(-3, 2))
    assert len(read(json.dumps([{"value": 1}, fact]).encode(), name="f.json")) == 1


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        ("2022", "2022", Period.year(2022)),
        ("2022年", "", Period.year(2022)),
        ("2022年7月", "2022年7月", Period(date(2022, 7, 1), date(2022, 8, 1))),
        ("", "2022/9/6", Period.between(date(2022, 9, 6), date(2022, 9, 6))),
        ("20220901", "2022.9.30", Period(date(2022, 9, 1), date(2022, 10, 1))),
        ("2022年9月6日", "", Period.between(date(2022, 9, 6), date(2022, 9, 6))),
    ],
)
def test_dates_are_read_as_people_write_them(start, end, period):
    ((candidate, _),) = from_csv(HEAD, [*ROW[:4], start, end, *ROW[6:]])
    assert candidate.period == period


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({6: ""}, "第2行「数值」是空的"),
        ({6: "约三百"}, "第2行「数值」写的是「约三百」"),
        ({6: "1" * 10**5}, "第2行「数值」写的是"),
        ({7: "0"}, "第2行「分母」必须大于零"),
        ({7: "甲"}, "第2行「分母」写的是「甲」"),
        ({4: "", 5: ""}, "第2行「止」是空的"),
        ({5: "下个月"}, "第2行「止」写的是「下个月」"),
        ({4: "2023-01-01"}, "第2行「起」晚于“止”"),
        ({5: "2022-13-01"}, "写成 2021-12-31 的样子"),
    ],
)
def test_an_error_names_sheet_row_and_column(changes, sentence):
    row = [changes.get(index, cell) for index, cell in enumerate(ROW)]
    with pytest.raises(InputError, match=sentence):
        from_csv(HEAD, row)
    with pytest.raises(InputError, match=f"工作表「表1」{sentence}" if sentence.startswith("第2行") else sentence):
        read(book([HEAD, row]))


def test_a_truth_value_is_no_number():
    with pytest.raises(InputError, match="第1行「数值」写的是「True」"):
        read(json.dumps([{"measure": "甲", "value": True, "to": "2022"}]).encode(), name="f.json")
    with pytest.raises(InputError, match="第1行「数值」写的是"):
        read(json.dumps([{"measure": "甲", "value": [1], "to": "2022"}]).encode(), name="f.json")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "f.pdf", r"请用 \.xlsx、\.csv 或 \.json"),
        (b"", "f.csv", "找不到表头"),
        ("编号,指标\n1,甲".encode(), "f.csv", "找不到表头，至少要有「指标」、「数值」"),
        ("指标,数值\n".encode(), "f.csv", "没有一行数据"),
        (b"\x00\x01", "f.csv", "不是文本文件"),
        (b"\xff\xff\xff\x80", "f.csv", "编码认不出来"),
        (b"{", "f.json", "不是合法的 JSON"),
        (b"[" * 10**5, "f.json", "不是合法的 JSON"),
        (b'{"facts": 3}', "f.json", "应是一个列表"),
        (b"[3]", "f.json", "应是一个列表"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 512, "f.xlsx", "已加密"),
        (b"PK\x03\x04 broken", "f.xlsx", "已损坏"),
        (b"hello", "f.xlsx", "已加密"),
    ],
)
def test_an_unreadable_table_is_refused_in_one_sentence(content, name, sentence):
    with pytest.raises(InputError, match=sentence):
        read_facts(content, name=name, home="湖南省")


def test_a_zip_that_is_no_workbook_and_one_that_unpacks_to_too_much(monkeypatch):
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(InputError, match="已损坏"):
        read_facts(stream.getvalue(), name="f.xlsx", home="湖南省")
    monkeypatch.setattr(files, "MOST_UNPACKED", 10)
    with pytest.raises(InputError, match="解压后过大"):
        read(book([HEAD, ROW]))


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("tongxin.claims.tables._MOST_ROWS", 1)
    with pytest.raises(InputError, match="超过 1 行"):
        from_csv(HEAD, ROW)


def test_two_rows_with_one_number_are_refused():
    with pytest.raises(InputError, match="编号「f1」出现了两次"):
        from_csv(HEAD, ROW, ROW)
    assert FactsTable([]).candidates() == ()
