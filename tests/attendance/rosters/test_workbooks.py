from datetime import UTC, date, datetime

import pytest

from tests.attendance.rosters.workbooks import WORKBOOKS, written
from tongxin.attendance.rosters import read_roster, roster_text
from tongxin.attendance.rosters.sheets import workbook_text
from tongxin.kernel.errors import InputError


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbook_nobody_cleaned_is_read_right(name: str) -> None:
    kept = WORKBOOKS[name]
    reading = read_roster(workbook_text(written(kept), name=f"名册{kept.suffix}"), length=3)
    assert not reading.faults
    assert [(line.name, line.phone, line.unit, line.days) for line in reading.lines] == kept.lines
    assert [one.text for one in reading.left_out if not one.plain] == kept.left_out


def test_there_are_ten_of_them() -> None:
    assert len(WORKBOOKS) == 10


def test_what_is_no_spreadsheet_is_refused_in_a_sentence() -> None:
    for content, name in ((b"%PDF-1.7", "a.pdf"), (b"PK\x03\x04", "a.xlsx"), (b"", "a.csv")):
        with pytest.raises(InputError, match=r"。$"):
            workbook_text(content, name=name)


def test_ticks_of_a_sheet_are_marks() -> None:
    assert roster_text([["张三", True, False, None, 2.5]]) == "张三\t√\t×\t\t2.5"
    days = [datetime(2021, 5, 10, tzinfo=UTC), datetime(2021, 5, 10, 9, tzinfo=UTC), date(2021, 5, 10)]
    assert roster_text([days]) == "2021-05-10\t2021-05-10 09:00:00+00:00\t2021-05-10"


def test_unit_over_rows_of_unequal_length_of_a_web_page_is_read() -> None:
    page = "<table><tr><td>姓名<td>单位</tr><tr><td>张例三<td rowspan=2>示例所</tr><tr><td>李例四</tr></table>"
    found = read_roster(workbook_text(page.encode(), name="名册.xls"), length=3)
    assert [(one.name, one.unit) for one in found.lines] == [("张例三", "示例所"), ("李例四", "示例所")]
