"""What holds of any text: nothing printed is lost, what was read reads back as itself, reading is quick and always the same."""

import re
import time
import unicodedata
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tongxin.attendance.rosters import NEXT_LIST, Reading, read_roster, roster_text, row_of, table_text
from tongxin.attendance.rosters.lines import RosterLine
from tongxin.kernel.characters import plain
from tongxin.kernel.errors import InputError

PARTING = "+|~=<>^`_"
PIECES = (
    "张三", "李四", "王五", "欧阳娜娜", "诸葛 亮", "张 小 明", "姚  例  词", "艾力·买买提", "阿依古丽", "John Smith", "王老师", "某某有限公司", "某厂", "星火", "华为",
    "13800001111", "138-0000-1112", "+86 137 0000 2003", "1.39E+10", "0731-85551234", "1380000111", "合计 35人", "小计", "共3人", "请假", "缺席", "×", "√", "半天", "只参加2天",
    "9.15请假", "9月15日上午请假", "（组长）", "(请假)", "@微信用户", "@张三", "同上", "姓名", "单位", "手机号", "序号", "天数", "备注", "备注：", "姓名：", "1.", "2、", "（3）", "①", "男", "汉族",
    "😀", "★", "\u200b", "：", "某公司：", "第一组", "签到册", "2021年9月15日", "8:25", "缺5天", "x", "张三A", "张三组长", "12", "第一天", "只参加9.15", "√×√", "2/3天", "缺2次", "未结业", "早退", "电话138", "Tel:", "13800O01111", "无", "周总", "2、", "全程", "○", "单位：某厂", "电话：13800001113", "\t", "\n", "\f", "、", "，", " ", "  ", "/", "|", "-", "。",
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))  # fmt: skip


def printed(text: str) -> "Counter[str]":
    """Return the characters somebody sees that are no blanks and no punctuation."""
    return Counter(
        one for one in plain(text.replace(NEXT_LIST, "\n"))
        if not one.isspace() and unicodedata.category(one)[0] not in "PZC" and one not in PARTING
    )  # fmt: skip


def shown(reading: Reading) -> "Counter[str]":
    """Return the characters of all that was read and of all that was left out."""
    said = [one.text for one in reading.left_out]
    for line in reading.lines:
        said += [line.name, line.unit, *line.taken, *line.remarks]
    return printed(" ".join(said))


def lines_of(reading: Reading) -> list[tuple[str, ...]]:
    return [row_of(line) for line in reading.lines]


@given(TEXTS)
@example("张三 13800001111 13800001112 " + "长" * 80 + "公司")
@example("姓名\t单位\n张三\t甲厂\t多出来的\n\t乙厂\n12\t")
@example("姓名|电话\n张三|无\n李四、王五（请假）|13800001111")
@example("\uff61張㈱3\u0301")
@example("姓名\nA00000B00000C")
def test_every_printed_character_stands_in_a_line_or_among_what_was_left_out(text: str) -> None:
    lost = printed(text) - shown(read_roster(text, length=3))
    assert not lost, lost


@given(TEXTS)
def test_text_is_read_always_the_same_and_every_fault_is_a_sentence(text: str) -> None:
    reading = read_roster(text, length=3)
    assert reading == read_roster(text, length=3)
    assert all(line.name or line.fault for line in reading.lines)
    assert all(re.fullmatch(r"1[3-9]\d{9}", line.phone, re.ASCII) for line in reading.lines if line.phone)
    assert all(fault.startswith("名册") and fault.endswith("。") for fault in reading.faults)
    assert all(one.reason and one.text for one in reading.left_out)
    phones = [line.phone for line in reading.lines if line.phone and not line.fault]
    assert len(set(phones)) == len(phones)
    assert all(line.days is None or line.days <= 3 or line.fault for line in reading.lines)


@given(TEXTS)
@example("0A:张一:张一缺0次")
@example("Aำ")
def test_table_of_a_preview_reads_back_as_what_it_shows(text: str) -> None:
    """Somebody who stands there again with what could not be read is one line of the two in the table, and it is told."""
    first = read_roster(text)
    shown = [line for line in first.lines if any(row_of(line))]
    again = read_roster(table_text(map(row_of, first.lines)))
    names = {line.name for line in shown if line.fault} if again.left_out else set()
    assert [one for one in map(_told, again.lines) if one[0] not in names] == [
        one for one in map(_told, shown) if one[0] not in names
    ]
    assert len(again.lines) + len(again.left_out) == len(shown)
    kept = {line.name for line in shown if not line.fault} - names
    assert [(line.days, line.missed) for line in again.lines if line.name in kept] == [
        (line.days, line.missed) for line in shown if line.name in kept
    ]


def _told(line: RosterLine) -> tuple[str, str, str]:
    return line.name, line.phone, line.unit


def test_rows_of_a_sheet_are_read_like_the_text_they_are() -> None:
    rows = [
        ["序号", "姓名", "单位", "手机号"],
        [1.0, "张三", "某厂", 13800001111.0],
        [2, "李四", "同上", "1.39E+10"],
        [None, "合计", "2人", None],
    ]
    reading = read_roster(roster_text(rows))
    assert [(line.name, line.phone, line.unit) for line in reading.lines] == [
        ("张三", "13800001111", "某厂"),
        ("李四", "", "某厂"),
    ]
    assert [one.text for one in reading.left_out] == ["序号 姓名 单位 手机号", "1.39E+10", "合计 2人"]
    assert roster_text([["多\n行", "带\t格"]]) == "多 行\t带 格"


def test_own_table_is_followed_by_another_list_with_its_own_order_and_numbers() -> None:
    table = table_text(
        [("张三", "13800001111", "甲厂", "2", "组长"), ("", " ", "", "", ""), ("李四", "", "", "请假", "")]
    )
    reading = read_roster(NEXT_LIST.join([table, "1\t乙厂\t王五\n合计 1"]), length=3)
    assert [(line.number, line.name, line.unit, line.days, line.leave, line.remarks) for line in reading.lines] == [
        (1, "张三", "甲厂", 2, "", ("组长",)), (2, "李四", "", 0, "请假", ()), (3, "王五", "乙厂", None, "", ()),
    ]  # fmt: skip
    assert [(one.number, one.text) for one in reading.left_out] == [(4, "合计 1")]
    assert table_text([("", "", "", "", "")]) == ""


@pytest.mark.parametrize("hard", ["1" * 3_900, "张" * 3_900, "（" * 3_900, "- " * 1_900, "张三 " * 1_300, "9.15、" * 900, "· " * 1_900, "a." * 1_900, "138 0000 " * 400, "[" * 1_900 + "]" * 1_900])  # fmt: skip
def test_reading_takes_time_in_proportion_to_the_text(hard: str) -> None:
    begin = time.process_time()
    with suppress(InputError):  # too many people
        read_roster(hard)
    assert time.process_time() - begin < 3
