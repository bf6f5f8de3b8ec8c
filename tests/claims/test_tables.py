import io
import json
from datetime import date, datetime
from fractions import Fraction

import pytest

from tongxin.claims.facts import FactsTable
from tongxin.claims.tables import read_facts
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period
from tongxin.office import archives
from tongxin.office.timeless import new_workbook

HEAD = ["编号", "指标", "单位", "地区", "起", "止", "数值", "分母"]
ROW = ["f1", "会员人数", "人", "长沙市", "2022-01-01", "2022-12-31", "1,286", ""]


def book(*sheets):
    stream = io.BytesIO()
    with new_workbook(stream) as workbook:
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
    table = read_facts(content, name=name, home=home, isolated=False)
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
    assert len(read(json.dumps([{"place": "湖南"}, fact]).encode(), name="f.json")) == 1


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        ("2022", "2022", Period.year(2022)),
        ("2022年", "", Period.year(2022)),
        ("2022年7月", "2022年7月", Period(date(2022, 7, 1), date(2022, 8, 1))),
        ("", "2022/9/6", Period.between(date(2022, 9, 6), date(2022, 9, 6))),
        ("20220901", "2022.9.30", Period(date(2022, 9, 1), date(2022, 10, 1))),
        ("2022年9月6日", "", Period.between(date(2022, 9, 6), date(2022, 9, 6))),
        ("", "２０２２．９．６", Period.between(date(2022, 9, 6), date(2022, 9, 6))),
        ("", "2022-09-06 00:00:00", Period.between(date(2022, 9, 6), date(2022, 9, 6))),
        ("", "44810", Period.between(date(2022, 9, 6), date(2022, 9, 6))),
        ("", "截至2022年9月底", Period.between(date(2022, 9, 30), date(2022, 9, 30))),
        ("", "2022 年度", Period.year(2022)),
        ("", "202209", Period(date(2022, 9, 1), date(2022, 10, 1))),
        ("", "2022年上半年", Period(date(2022, 1, 1), date(2022, 7, 1))),
        ("", "2022年下半年", Period(date(2022, 7, 1), date(2023, 1, 1))),
        ("", "2022年第三季度", Period(date(2022, 7, 1), date(2022, 10, 1))),
        ("", "2022Q4", Period(date(2022, 10, 1), date(2023, 1, 1))),
        ("", "2022年前三季度", Period(date(2022, 1, 1), date(2022, 10, 1))),
        ("", "2022年1-6月", Period(date(2022, 1, 1), date(2022, 7, 1))),
        ("", "2021年7月至2022年3月", Period(date(2021, 7, 1), date(2022, 4, 1))),
        ("2022年上半年", "2022年9月", Period(date(2022, 1, 1), date(2022, 10, 1))),
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
        ({5: "2022-13-01"}, "第2行「止」写的是「2022-13-01」，请写成 2021-12-31、2021年9月 或 2021年上半年 的样子"),
        ({5: "2022-02-31"}, "第2行「止」写的是「2022-02-31」"),
        ({5: "0000年底"}, "第2行「止」写的是「0000年底」"),
        ({1: ""}, "第2行「指标」是空的，而这一行有数值"),
        ({6: "3796.4万", 2: "万元"}, "第2行「数值」已带“万”或“亿”，单位又是「万元」"),
        ({6: "3796元", 2: "万元"}, "第2行「数值」后面写的是「元」，单位却是「万元」"),
        ({6: "12苹果"}, "第2行「数值」写的是「12苹果」"),
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
        (b"", "f.pdf", r"请用 \.xlsx、\.xls、\.ods、\.csv 或 \.json"),
        (b"", "f.csv", "事实表里没有内容"),
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
        read_facts(content, name=name, home="湖南省", isolated=False)


def test_a_zip_that_is_no_workbook_and_one_that_unpacks_to_too_much(monkeypatch):
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(InputError, match="已损坏"):
        read_facts(stream.getvalue(), name="f.xlsx", home="湖南省", isolated=False)
    monkeypatch.setattr(archives, "MOST_UNPACKED", 10)
    with pytest.raises(InputError, match="解压后过大"):
        read(book([HEAD, ROW]))


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("tongxin.claims.tables.MOST_ROWS", 1)
    with pytest.raises(InputError, match="超过 1 行"):
        from_csv(HEAD, ROW)
    with pytest.raises(InputError, match="超过 1 行"):
        read(json.dumps([{"measure": "甲", "value": 1, "to": "2022"}] * 2).encode(), name="f.json")


def test_two_rows_with_one_number_are_refused():
    with pytest.raises(InputError, match="编号「f1」出现了两次"):
        from_csv(HEAD, ROW, ROW)
    assert FactsTable([]).candidates() == ()


@pytest.mark.parametrize(
    ("head", "unit", "value", "expected"),
    [
        ("数值（万元）", "", "3796.4", ("万元", "3796.4")),
        ("数值(单位：亿元)", "", "1.2", ("亿元", "1.2")),
        ("数值/公斤", "", "300", ("公斤", "300")),
        ("数值：斤", "", "300", ("斤", "300")),
        ("数值[%]", "", "86.5", ("%", "86.5")),
        ("数值", "", "３，７９６.４万元", ("元", "37964000")),
        ("数值", "元", "3796.4万", ("元", "37964000")),
        ("数值", "％", "86.5%", ("％", "86.5")),
        ("数值", "", "-12 人次", ("人次", "-12")),
        ("数值", "", "¥1,286,403.50", ("", "1286403.5")),
        ("数值（万元）", "人", "12", ("人", "12")),
    ],
)
def test_units_stand_in_the_heading_the_column_or_behind_the_number(head, unit, value, expected):
    ((candidate, answer),) = from_csv([*HEAD[:6], head, HEAD[7]], ["f1", "捐款", unit, "", "", "2022", value, ""])
    assert (candidate.unit, answer.value) == (expected[0], Fraction(expected[1]))


def test_a_note_above_the_heading_gives_the_unit_and_two_units_must_agree():
    title = ["主要指标", "", "", "", "", "", "（单位：万元）", ""]
    ((candidate, _),) = read(book([title, HEAD, ["", "捐款", "", "", "", "2022", 12, ""]]))
    assert candidate.unit == "万元"
    with pytest.raises(InputError, match="第3行「单位」写的是「元」，表头写的却是「万元」，请统一"):
        read(book([title, HEAD, ["", "捐款", "元", "", "", "2022", 12, ""]]))


def test_totals_notes_blank_rows_and_repeated_headings_are_no_facts():
    rows = from_csv(
        HEAD,
        ROW,
        [""] * 8,
        ["", "合 计：", "人", "", "", "", "1286", ""],
        ["f2", "会员人数", "人", "小计", "", "2022", "1286", ""],
        ["总计", "", "", "", "", "", "1286", ""],
        HEAD,
        ["f3", "其中：女会员", "人", "", "", "2022", "300", ""],
        ["注：数据截至年底"],
        ["", "注：数据截至年底", "", "", "", "", "", ""],
    )
    assert [(candidate.key, candidate.name) for candidate, _ in rows] == [("f1", "会员人数"), ("f3", "女会员")]


def test_merged_cells_hold_for_all_their_rows_and_hidden_rows_count_but_hidden_sheets_do_not():
    stream = io.BytesIO()
    with new_workbook(stream) as workbook:
        sheet = workbook.add_worksheet("事实")
        sheet.merge_range(0, 0, 0, 7, "2022年主要指标")
        sheet.write_row(1, 0, HEAD)
        sheet.merge_range(2, 1, 3, 1, "会员人数")
        sheet.write_row(2, 2, ["人", "长沙市", "", "2022", 12])
        sheet.write_row(3, 2, ["人", "株洲市", "", "2022", 13])
        sheet.set_row(3, None, None, {"hidden": True})
        old = workbook.add_worksheet("旧表")
        old.write_row(0, 0, HEAD)
        old.write_row(1, 0, ROW)
        old.hide()
    rows = read(stream.getvalue())
    assert [(c.key, c.name, c.place, a.value) for c, a in rows] == [
        ("第3行", "会员人数", "长沙市", 12),
        ("第4行", "会员人数", "株洲市", 13),
    ]


def test_rows_without_number_on_two_sheets_are_told_apart():
    rows = read(book([HEAD, ["", *ROW[1:]]], [HEAD, ["", *ROW[1:]]]))
    assert [candidate.key for candidate, _ in rows] == ["表1第2行", "表2第2行"]


def test_a_date_the_sheet_took_for_a_decimal_is_asked_for_again_and_one_it_counts_in_days_is_read():
    with pytest.raises(InputError, match=r"工作表「表1」第2行「止」写的是「2021\.1」"):
        read(book([HEAD, [*ROW[:5], 2021.1, *ROW[6:]]]))
    ((candidate, _),) = read(book([HEAD, [*ROW[:4], "", 44810.5, *ROW[6:]]]))
    assert candidate.period == Period.between(date(2022, 9, 6), date(2022, 9, 6))


@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_a_csv_with_any_usual_separator(separator):
    text = separator.join(["指标", "单位", "止", "数值"]) + "\n" + separator.join(["会员人数", "人", "2022", "312"])
    ((candidate, answer),) = read(text.encode(), name="f.csv")
    assert (candidate.name, answer.value) == ("会员人数", 312)


def test_a_csv_cell_without_end_is_refused():
    with pytest.raises(InputError, match="有一格的文字过长或引号不成对"):
        read(('指标,数值\n"' + "甲" * 200_000).encode(), name="f.csv")


def test_numbers_of_json_keep_every_digit_and_half_characters_are_refused():
    ((_, answer),) = read(b'[{"measure": "a", "value": 123456789012345678901234, "to": "2022"}]', name="f.json")
    assert answer.value == 123456789012345678901234
    with pytest.raises(InputError, match="第1行「数值」写的是"):
        read(b'[{"measure": "a", "value": %s, "to": "2022"}]' % (b"1" * 10**5), name="f.json")
    with pytest.raises(InputError, match="第1行「指标」里有残缺的字符"):
        read(b'[{"measure": "a\\ud800", "value": 1, "to": "2022"}]', name="f.json")


def open_document(*rows, extra=""):
    import zipfile

    def cell(text):
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="表1">{lines}{extra}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/></manifest:manifest>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def test_an_open_document_sheet_is_read():
    edge = (
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    ((candidate, answer),) = read(open_document(HEAD, ROW, extra=edge), name="f.ods")
    assert (candidate.name, answer.value) == ("会员人数", 1286)


def test_a_cell_far_away_is_refused_before_it_takes_the_memory():
    stream = io.BytesIO()
    with new_workbook(stream) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write(1048575, 16383, 1)
    with pytest.raises(InputError, match="有格子写在很远的位置"):
        read(stream.getvalue())
    far = "<table:table-cell><text:p>1</text:p></table:table-cell>"
    repeated = f'<table:table-row table:number-rows-repeated="1000000">{far}</table:table-row>'
    with pytest.raises(InputError, match="有格子写在很远的位置"):
        read(open_document(HEAD, ROW, extra=repeated), name="f.ods")


def test_an_old_workbook_too_big_is_refused(monkeypatch):
    monkeypatch.setattr("tongxin.office.workbooks.MOST_OLD_BYTES", 4)
    monkeypatch.setattr("tongxin.office.spreadsheets._OLD", b"read here")
    with pytest.raises(InputError, match=r"旧格式（\.xls）的事实表过大"):
        read(b"\xd0\xcf\x11\xe0\x00", name="f.xls")


def test_the_template_reads_back_and_its_columns_are_all_known():
    from tongxin.claims.template import facts_template

    rows = read(facts_template())
    assert [(c.key, c.name, c.unit, c.place, a.value) for c, a in rows] == [
        ("f1", "会员人数", "人", "湖南省", 312),
        ("f2", "捐款金额", "万元", "长沙市", Fraction("3796.4")),
        ("f3", "基地覆盖率", "个", "湖南省", Fraction(105, 122)),
    ]
    assert rows[1][0].period == Period.year(2021)


def old_workbook(*rows):
    """Write an .xls: a compound file of one stream, and in it one sheet of texts and numbers."""
    from struct import pack

    def record(kind, body):
        return pack("<HH", kind, len(body)) + body

    def label(row, column, text):
        return record(0x204, pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))

    cells = b"".join(
        record(0x203, pack("<HHHd", r, c, 0, cell)) if isinstance(cell, float) else label(r, c, cell)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
    )
    end = record(0x0A, b"")
    sheet = record(0x809, pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + end
    start = record(0x809, pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0)) + record(0x42, pack("<H", 1200))
    place = len(start) + 4 + 12 + len(end)
    book = start + record(0x85, pack("<IBBBB", place, 0, 0, 2, 1) + "表1".encode("utf-16-le")) + end + sheet
    stream = book.ljust(max(4096, -(-len(book) // 512) * 512), b"\x00")
    sectors = len(stream) // 512
    table = (
        pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + pack(f"<{sectors - 1}I", *range(3, sectors + 2)) + pack("<I", 0xFFFFFFFE)
    )

    def entry(name, kind, *, first, size, child=0xFFFFFFFF):
        written = (name + "\x00").encode("utf-16-le")
        siblings = pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return written.ljust(64, b"\x00") + pack("<H", len(written)) + siblings + bytes(36) + pack("<IQ", first, size)

    directory = entry("Root Entry", 5, first=0xFFFFFFFE, size=0, child=1) + entry(
        "Workbook", 2, first=2, size=len(stream)
    )
    free = 0xFFFFFFFF
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + pack("<109I", 0, *[free] * 108)
    return head + table.ljust(512, b"\xff") + directory.ljust(512, b"\x00") + stream


def test_an_old_workbook_is_read():
    content = old_workbook(HEAD, [*ROW[:6], 1286.5, ""])
    ((candidate, answer),) = read(content, name="f.xls")
    assert (candidate.name, answer.value) == ("会员人数", Fraction("1286.5"))


def test_an_old_workbook_with_a_cell_far_away_is_refused(capfd):
    from struct import pack

    content = old_workbook(HEAD, [*ROW[:6], 1286.5, ""])
    place = content.index(pack("<HHHHH", 0x203, 14, 1, 6, 0)) + 4
    far = content[:place] + pack("<HH", 65535, 65535) + content[place + 4 :]
    with pytest.raises(InputError, match="占用内存过多"):
        read(far, name="f.xls")
    assert capfd.readouterr() == ("", "")


def test_a_cell_is_read_as_the_sheet_shows_it():
    """0.8033 formatted 0.00% is 80.33 %, and so is a format of one's own; 0.5 in an ordinary cell stays half a percent."""
    stream = io.BytesIO()
    with new_workbook(stream, in_memory=True) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("指标", "单位", "止", "数值"))
        for row, (value, shown) in enumerate(
            [(0.8033, "0.00%"), (1, "0%"), (0.125, "0.0%;[Red]-0.0%"), (0.5, "0.00"), (0.25, '0.00"%"')], 1
        ):
            sheet.write_row(row, 0, (f"覆盖率{row}", "%", "2021-12-31"))
            sheet.write_number(row, 3, value, book.add_format({"num_format": shown}))
        sheet.write_string(6, 0, "覆盖率6")
        sheet.write_string(6, 2, "2021-12-31")
        sheet.write_string(6, 3, "7%", book.add_format({"num_format": "0%"}))
    facts = read_facts(stream.getvalue(), name="事实.xlsx", home="湖南省", isolated=False).facts
    assert [fact.value for fact in facts] == [
        Fraction("80.33"),
        Fraction(100),
        Fraction("12.5"),
        Fraction("0.5"),
        Fraction("0.25"),
        Fraction(7),
    ]
    assert {fact.unit for fact in facts} == {"%"}
