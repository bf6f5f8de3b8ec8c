"""A timetable as people type it; every line that cannot be read is named at once."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.attendance.timetables import (
    MOST_LINES,
    SessionLine,
    TimetableError,
    in_order,
    parse_timetable,
    written_timetable,
)

FIRST, LAST = date(2021, 5, 10), date(2021, 5, 12)


def read(text: str, *, first: date = FIRST, last: date = LAST) -> tuple[SessionLine, ...]:
    return parse_timetable(text, first_day=first, last_day=last)


@pytest.mark.parametrize(
    "written",
    [
        "5月10日 9:00-11:30 开班式", "2021-05-10 09:00-11:30 开班式", "2021年5月10日9：00—11：30　开班式", "5.10 9:00~11:30 开班式",
        "5/10（周一）9点至11点半 开班式", "５月１０日 上午９：００－１１：３０ 开班式", "第1天 9时-11时30分 开班式", "第一天：9:00到11:30，开班式",
        "2021/5/10 9:00 - 11:30 开班式", "5月10号 星期一 9:00–11:30 开班式",
    ],
)  # fmt: skip
def test_one_session_is_written_in_many_ways(written: str) -> None:
    assert read(written) == (SessionLine(day=FIRST, begins=time(9), ends=time(11, 30), title="开班式"),)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("5月10日", SessionLine(day=FIRST)),
        ("5月10日 上午 报到", SessionLine(day=FIRST, title="上午 报到")),
        ("5月10日 9:00 报到", SessionLine(day=FIRST, begins=time(9), title="报到")),
        ("5月10日 下午2:30-5:00 座谈", SessionLine(day=FIRST, begins=time(14, 30), ends=time(17), title="座谈")),
        ("5月10日 上午11:00-下午1:00 座谈", SessionLine(day=FIRST, begins=time(11), ends=time(13), title="座谈")),
        ("5月10日 14:00-16:00 参观 现场教学", SessionLine(day=FIRST, begins=time(14), ends=time(16), title="参观", in_field=True)),
        ("5月10日 现场教学", SessionLine(day=FIRST, in_field=True)),
        ("5月10日 专题课 @党校二楼 限80人", SessionLine(day=FIRST, title="专题课", venue="党校二楼", capacity=80)),
        ("5月10日 专题课 名额：80 地点：党校", SessionLine(day=FIRST, title="专题课", venue="党校", capacity=80)),
        ("5月10日 14:30-17:00 分组研讨", SessionLine(day=FIRST, begins=time(14, 30), ends=time(17), title="分组研讨")),
        ("5月10日 专题课：统战（上）", SessionLine(day=FIRST, title="专题课：统战（上）")),
        ("5月10日 现场教学法讲座", SessionLine(day=FIRST, title="现场教学法讲座")),
    ],
)  # fmt: skip
def test_times_places_and_rooms_are_read(line: str, expected: SessionLine) -> None:
    assert read(line) == (expected,)


def test_line_without_a_date_goes_on_with_the_day_above_and_empty_ones_are_left_out() -> None:
    lines = read("5月11日 14:00-16:00 下半场\n\n  \n9:00-11:00 上半场\n第3天 结业式")
    assert [(line.day.day, line.title) for line in lines] == [(11, "上半场"), (11, "下半场"), (12, "结业式")]


def test_programme_of_one_day_needs_no_date() -> None:
    assert read("9:00-11:00 座谈", last=FIRST) == (SessionLine(day=FIRST, begins=time(9), ends=time(11), title="座谈"),)


def test_year_is_that_of_the_programme_also_over_new_year() -> None:
    lines = read("12月31日 一\n1月1日 二", first=date(2021, 12, 31), last=date(2022, 1, 2))
    assert [line.day for line in lines] == [date(2021, 12, 31), date(2022, 1, 1)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("9:00-11:00 开班式", "没有读出日期"),
        ("5月13日 结业", "不在起止日期之内"),
        ("2020年5月10日 结业", "不在起止日期之内"),
        ("第4天 结业", "不在起止日期之内"),
        ("2月30日 结业", "的日期不存在"),
        ("5月10日 11:00-9:00 课", "结束时间不晚于开始时间"),
        ("5月10日 9:00-9:00 课", "结束时间不晚于开始时间"),
        ("5月10日 25:00-26:00 课", "的时间不存在"),
        ("5月10日 9:70-10:00 课", "的时间不存在"),
        (f"5月10日 {'课' * 81}", "名称超过 80 字"),
        (f"5月10日 @{'楼' * 121}", "地点超过 120 字"),
        ("5月10日 限0人", "名额应在 1 至 100000 之间"),
        ("5月10日 限100001人", "名额应在 1 至 100000 之间"),
    ],
)
def test_line_that_cannot_be_read_is_named_with_what_is_wrong(line: str, said: str) -> None:
    with pytest.raises(TimetableError) as refusal:
        read(line)
    assert refusal.value.field == "timetable"
    assert refusal.value.faults == (refusal.value.message,)
    assert refusal.value.message.startswith(f"日程第 1 行「{line[:20]}」")
    assert said in refusal.value.message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(TimetableError) as refusal:
        read("课\n5月10日 课\n5月40日 课\n10:00-9:00 课")
    assert [fault[:9] for fault in refusal.value.faults] == ["日程第 1 行「课", "日程第 3 行「5", "日程第 4 行「1"]


def test_too_many_lines_are_refused_unread() -> None:
    read("\n".join(["5月10日 课"] * MOST_LINES))
    with pytest.raises(TimetableError, match="最多写 300 行，收到 301 行"):
        read("\n".join(["5月10日 课"] * (MOST_LINES + 1)))


words = st.text("开班式专题课结业", max_size=8)
clock = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@st.composite
def sessions(draw: st.DrawFn) -> SessionLine:
    begins = draw(st.none() | clock)
    ends = draw(st.none() | clock.filter(lambda one: one > begins)) if begins and begins < time(23, 59) else None
    return SessionLine(
        day=FIRST + timedelta(days=draw(st.integers(0, 2))),
        begins=begins,
        ends=ends,
        title=draw(words),
        venue=draw(words),
        capacity=draw(st.none() | st.integers(1, 100_000)),
        in_field=draw(st.booleans()),
    )


@given(st.lists(sessions(), max_size=12))
def test_what_is_written_reads_as_the_same_sessions_in_order(lines: list[SessionLine]) -> None:
    assert read(written_timetable(lines)) == in_order(lines)
