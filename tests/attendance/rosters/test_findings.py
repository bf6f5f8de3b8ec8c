"""What people typed when they tried the product, word for word: each once read wrong, with its right reading."""

import pytest

from tongxin.attendance.rosters import read_roster

P = "13800001111"
Line = tuple[str, str, str, int | None]


def whole(*names: str) -> list[Line]:
    return [(name, "", "", None) for name in names]


@pytest.mark.parametrize(
    ("text", "lines", "left_out"),
    [
        ("小计 12", [], ["小计 12"]),
        ("总计 35", [], ["总计 35"]),
        ("小计\t\t\t6人", [], ["小计 6人"]),
        ("合计：35人", [], ["合计：35人"]),
        ("张三 缺席", [("张三", "", "", 0)], []),
        ("张三 未到", [("张三", "", "", 0)], []),
        ("张三 请假", [("张三", "", "", 0)], []),
        ("张三 ×", [("张三", "", "", 0)], []),
        ("张三 半天", [("张三", "", "", 0)], []),
        ("张三 某厂（只参加2天）", [("张三", "", "某厂", 2)], []),
        ("张三 9.15请假", [("张三", "", "", 2)], []),
        ("张三 李四 王五", whole("张三", "李四", "王五"), []),
        ("张三、李四、王五", whole("张三", "李四", "王五"), []),
        (f"某某公司 张三 {P}", [("张三", P, "某某公司", None)], []),
        ("诸葛 亮", whole("诸葛亮"), []),
        ("姚  例  词", whole("姚例词"), []),
        ("John Smith", whole("John Smith"), []),
        ("张三 13800001111\n李四 13800001111", [("张三", P, "", None)], ["13800001111 李四"]),
        ("张三 138-0000-1111 某厂", [("张三", P, "某厂", None)], []),
        ("张三 139 0731 2233 某厂", [("张三", "13907312233", "某厂", None)], []),
        ("张三 1.39E+10 某厂", [("张三", "", "某厂", None)], ["1.39E+10"]),
        ("张三 1380000111 某厂", [("张三", "", "某厂", None)], ["1380000111"]),
        ("张三（组长）", whole("张三"), []),
        ("@微信用户", [], ["@微信用户"]),
        ("王芳/13800001111/某某公司", [("王芳", P, "某某公司", None)], []),
        ("宁乡市联谊会2021年培训班名册\n张三", whole("张三"), ["宁乡市联谊会2021年培训班名册"]),
        ("学员姓名 单位\n张三 某厂\n合计 1人", [("张三", "", "某厂", None)], ["合计 1人"]),
        ("张 小 明 13700002001 某厂", [("张小明", "13700002001", "某厂", None)], []),
        ("王伟\n李娜\n王伟", whole("王伟", "李娜", "王伟"), []),
        ("李测二 137-0000-2003 某厂", [("李测二", "13700002003", "某厂", None)], []),
        ("张\u200b三 \u202d13700000051\u202c", [("张三", "13700000051", "", None)], []),
        ("张三 8613700000061", [("张三", "13700000061", "", None)], []),
        ("姓名\t联系电话\n张三\t0731-85551234", whole("张三"), ["0731-85551234"]),
    ],
)  # fmt: skip
def test_what_was_typed_is_read_right(text: str, lines: list[Line], left_out: list[str]) -> None:
    reading = read_roster(text, length=3)
    assert [(line.name, line.phone, line.unit, line.days) for line in reading.lines] == lines
    assert [one.text for one in reading.left_out if not one.plain] == left_out
    assert not reading.faults


def test_more_days_than_the_class_had_are_refused_at_once_with_every_other_fault() -> None:
    faults = read_roster("张三 5天\n李四 99天\n周总", length=3).faults
    assert ["参加 5 天，这期只有 3 天" in faults[0], "参加 99 天" in faults[1], "只有称呼" in faults[2]] == [True] * 3


def test_ten_people_are_ten() -> None:
    text = (
        "姓名 单位\n" + "\n".join(f"王例{one} 甲厂" for one in "甲乙丙丁戊己庚辛壬癸") + "\n小计 6\n小计 4\n总计 10人"
    )
    assert len(read_roster(text, length=3).lines) == 10
