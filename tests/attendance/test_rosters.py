import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.attendance.rosters import MOST_LINES, parse_roster
from tongxin.kernel.errors import InputError


def read(text: str) -> list[tuple[str, str, str, int | None]]:
    return [(line.name, line.phone, line.unit, line.days) for line in parse_roster(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张例一", ("张例一", "", "", None)),
        ("张例一\t16000000001\t例一公司", ("张例一", "16000000001", "例一公司", None)),
        ("例一公司法务部 张例一", ("例一公司法务部", "", "张例一", None)),
        ("张例一，例一公司，2天", ("张例一", "", "例一公司", 2)),
        ("3. 张例一 +8616000000001", ("张例一", "16000000001", "", None)),
        ("12\t张例一\t0天", ("张例一", "", "", 0)),
        ("（1）".replace("（", "").replace("）", "）") + "张例一", ("张例一", "", "", None)),
        ("张 例", ("张例", "", "", None)),
        ("张 例 例一公司", ("张例", "", "例一公司", None)),
        ("阿卜杜·例", ("阿卜杜·例", "", "", None)),
        ("Example-Ann  律所", ("Example-Ann", "", "律所", None)),
        ("16000000001 张例一", ("张例一", "16000000001", "", None)),
    ],
)
def test_roster_line_is_read_as_people_write_it(text, expected):
    assert read(text) == [expected]


def test_headings_blank_lines_and_repeated_lines_are_dropped():
    text = "序号\t姓名\t单位\n1\t张例一\t甲所\n\n  \n2\t张例一\t甲所\n3\t张例一\t乙所\n"
    assert [(line.number, line.name, line.unit) for line in parse_roster(text)] == [
        (2, "张例一", "甲所"),
        (6, "张例一", "乙所"),
    ]


def test_empty_roster_is_no_one():
    assert parse_roster("") == ()


@pytest.mark.parametrize("text", ["张例一\n16000000001", "x", "张", "第1名 公司", "123456"])
def test_line_without_a_name_is_refused_with_its_number(text):
    with pytest.raises(InputError, match=f"第 {text.count(chr(10)) + 1} 行") as refusal:
        parse_roster(text)
    assert refusal.value.field == "roster"


def test_too_long_a_roster_is_refused():
    assert len(parse_roster("张例一\n" * MOST_LINES)) == 1
    with pytest.raises(InputError, match=r"最多 2000 行，收到 2001 行，请分批") as refusal:
        parse_roster("张例一\n" * (MOST_LINES + 1))
    assert refusal.value.field == "roster"


def test_long_unit_is_cut():
    assert len(parse_roster("张例一 " + "长" * 99)[0].unit) == 60


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_one_sentence(text):
    try:
        lines = parse_roster(text)
    except InputError as refusal:
        said = refusal.message
    else:
        said = "".join(line.name for line in lines) + "。"
    assert said.endswith("。")
