"""Every input that people have pasted and that was once read wrong, with its right reading."""

import pytest

from tongxin.attendance.rosters import MOST_LINES, parse_roster, read_roster, table_text
from tongxin.kernel.errors import InputError

LENGTH = 3
PHONE = "13800001111"


def read(text: str, *, length: int | None = LENGTH) -> list[tuple[str, str, str, int | None]]:
    return [(line.name, line.phone, line.unit, line.days) for line in parse_roster(text, length=length)]


def left_out(text: str) -> list[tuple[int, str, str]]:
    return [(one.number, one.text, one.reason) for one in read_roster(text, length=LENGTH).left_out]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张例一", ("张例一", "", "", None)),
        ("张例一\t16000000001\t例一公司", ("张例一", "16000000001", "例一公司", None)),
        ("例一公司法务部 张例一", ("张例一", "", "例一公司法务部", None)),
        ("某某公司 张三 13800001111", ("张三", PHONE, "某某公司", None)),
        ("13800001111 某某公司 张三", ("张三", PHONE, "某某公司", None)),
        ("某公司 法务部 张三", ("张三", "", "某公司 法务部", None)),
        ("宁乡市 某公司 张三", ("张三", "", "宁乡市 某公司", None)),
        ("某某（湖南）科技有限公司 张三", ("张三", "", "某某（湖南）科技有限公司", None)),
        ("张三（某公司） 13800001111", ("张三", PHONE, "某公司", None)),
        ("张例一，例一公司，2天", ("张例一", "", "例一公司", 2)),
        ("3. 张例一 +8616000000001", ("张例一", "16000000001", "", None)),
        ("12\t张例一\t0天", ("张例一", "", "", 0)),
        ("1）张例一", ("张例一", "", "", None)),
        ("（12）张例一", ("张例一", "", "", None)),
        ("①张例一", ("张例一", "", "", None)),
        ("一、张例一", ("张例一", "", "", None)),
        ("张 例", ("张例", "", "", None)),
        ("张 例 例一公司", ("张例", "", "例一公司", None)),
        ("张 小 明 13700002001 某厂", ("张小明", "13700002001", "某厂", None)),
        ("张 小明 某厂", ("张小明", "", "某厂", None)),
        ("张小 明 某厂", ("张小明", "", "某厂", None)),
        ("姚  例  词", ("姚例词", "", "", None)),
        ("姚\u3000\u3000例\u3000\u3000词", ("姚例词", "", "", None)),
        ("诸葛 亮", ("诸葛亮", "", "", None)),
        ("欧阳 娜 娜 某店", ("欧阳娜娜", "", "某店", None)),
        ("上官婉儿 某店", ("上官婉儿", "", "某店", None)),
        ("司 马 光", ("司马光", "", "", None)),
        ("张 三 男 某厂", ("张三", "", "某厂", None)),
        ("John Smith", ("John Smith", "", "", None)),
        ("John  Smith 微软公司 13800001111", ("John Smith", PHONE, "微软公司", None)),
        ("J. Smith 某厂", ("J. Smith", "", "某厂", None)),
        ("Example-Ann  律所", ("Example-Ann", "", "律所", None)),
        ("张三 IBM 13800001111", ("张三", PHONE, "IBM", None)),
        ("阿卜杜·例", ("阿卜杜·例", "", "", None)),
        ("艾力•买买提 某厂", ("艾力·买买提", "", "某厂", None)),
        ("艾力．买买提 某厂", ("艾力·买买提", "", "某厂", None)),
        ("艾力 · 买买提 某厂", ("艾力·买买提", "", "某厂", None)),
        ("阿依古丽 某厂", ("阿依古丽", "", "某厂", None)),
        ("张\u200b三 \u202d13700000051\u202c", ("张三", "13700000051", "", None)),
        ("16000000001 张例一", ("张例一", "16000000001", "", None)),
        ("王芳/13600002222/某公司", ("王芳", "13600002222", "某公司", None)),
        ("王芳|13600002222|某公司", ("王芳", "13600002222", "某公司", None)),
        ("王芳+13600002222+某公司", ("王芳", "13600002222", "某公司", None)),
        ("王芳-某公司", ("王芳", "", "某公司", None)),
        ("姓名：张三 电话：13800001111 单位：某公司 职务：经理", ("张三", PHONE, "某公司", None)),
        ("姓名:无例人，单位:星火", ("无例人", "", "星火", None)),
        ("张三 星火 13800001111", ("张三", PHONE, "星火", None)),
        ("常务副会长 张三 某厂", ("张三", "", "某厂", None)),
        ("张三常务副会长 某厂", ("张三", "", "某厂", None)),
        ("王建国律师", ("王建国", "", "", None)),
        ("【张三】 某厂", ("张三", "", "某厂", None)),
        ("@张三", ("张三", "", "", None)),
        ("张三 61255部队", ("张三", "", "61255部队", None)),
    ],
)  # fmt: skip
def test_roster_line_is_read_as_people_write_it(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "written",
    [
        "138-0000-1111", "138 0000 1111", "1380000 1111", "1380 000 1111", "138 000 01111", "138.0000.1111", "+86 13800001111", "+86-138-0000-1111",
        "8613800001111", "008613800001111", "(+86)13800001111", "１３８００００１１１１", "\u202d13800001111\u202c", "\ufeff138\u200b00001111",
    ],
)  # fmt: skip
def test_mobile_number_is_read_in_any_form(written):
    for text in (f"李测二 {written} 某厂", f"{written} 李测二 某厂", f"某厂 李测二 {written}", f"李测二{written}某厂"):
        assert read(text) == [("李测二", PHONE, "某厂", None)], text
        assert left_out(text) == []


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("1.39E+10", "科学计数法"), ("1380000111", "不是 11 位"), ("138000011112", "不是 11 位"), ("0731-85551234", "座机"), ("（0731）85551234", "座机"),
        ("0731 85551234", "座机"), ("85551234", "不是 11 位"), ("138****1111", "星号"), ("430182199001011234", "身份证"), ("12800001111", "不是 11 位"),
    ],
)  # fmt: skip
def test_number_that_is_none_is_left_out_and_told(written, reason):
    text = f"张三 {written} 某厂"
    assert read(text) == [("张三", "", "某厂", None)]
    ((number, piece, why),) = left_out(text)
    assert (number, piece) == (1, written)
    assert reason in why


@pytest.mark.parametrize(
    ("said", "days", "leave"),
    [
        ("缺席", 0, ""), ("未到", 0, ""), ("未参加", 0, ""), ("没来", 0, ""), ("×", 0, ""), ("✗", 0, ""), ("x", 0, ""), ("未请假", 0, ""), ("缺", 0, ""),
        ("请假", 0, "请假"), ("请了假", None, ""), ("事假", 0, "事假"), ("病假", 0, "病假"), ("请病假", 0, "病假"), ("因病请假", 0, "请假"),
        ("√", None, ""), ("全勤", None, ""), ("到", None, ""), ("迟到", None, ""),
        ("2天", 2, ""), ("2 天", 2, ""), ("只参加2天", 2, ""), ("参加了两天", 2, ""), ("只到1天", 1, ""), ("两天", 2, ""), ("3天", 3, ""), ("0天", 0, ""),
        ("半天", 0, ""), ("一天半", 1, ""), ("1.5天", 1, ""), ("1天半", 1, ""),
        ("9.15请假", 2, "请假"), ("9月15日请假", 2, "请假"), ("9.15、9.16请假", 1, "请假"), ("9.15-9.16请假", 1, "请假"), ("9月15日至17日缺席", 0, ""),
        ("第2天缺席", 2, ""), ("周三请假", 2, "请假"), ("9月15日上午请假", 2, "请假"), ("下午请假", 2, "请假"), ("缺1天", 2, ""), ("请假1天", 2, "请假"), ("请假半天", 2, "请假"),
        ("半天事假", 2, "事假"), ("缺席两天", 1, ""), ("请假 9.15", 2, "请假"), ("缺5天", 0, ""), ("2天 请假", 2, "请假"),
    ],
)  # fmt: skip
def test_words_on_being_there_are_days(said, days, leave):
    for text in (f"张三 {said}", f"张三 13800001111 某厂 {said}", f"张三（{said}）", f"1 张三\t{said}"):
        (line,) = read_roster(text, length=LENGTH).lines
        assert (line.name, line.days, line.leave) == ("张三", days, leave), text


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("只参加第一天", 1), ("只到15日", 1), ("9月15日到", 1), ("参加9.15、9.16", 2), ("9.15-9.17参加", 3), ("周三到", 1), ("2/3天", 2), ("3天全程", 3), ("全程3天", 3),
        ("只上午", 0), ("仅下午", 0), ("只来下午", 0), ("√√√", None), ("√ √", None), ("√×√", 2), ("×××", 0), ("×√×", 1),
    ],
)  # fmt: skip
def test_days_somebody_was_there_are_read_in_words_and_ticks(said, days):
    for text in (f"张三 {said}", f"张三 {PHONE} 某厂 {said}"):
        (line,) = parse_roster(text, length=LENGTH)
        assert (line.name, line.days) == ("张三", days), text
    assert parse_roster("张三 ×××", length=LENGTH)[0].days == 0


@pytest.mark.parametrize(
    "said", ["第一天", "第一、二天", "上午", "未结业", "没结业", "中途退出", "缺2次", "缺席1次", "缺课2节", "√×"]
)
def test_word_that_says_partly_and_not_how_much_is_to_be_mended(said):
    reading = read_roster(f"张三 {said} 某厂\n李四 {said} 1天", length=LENGTH)
    (fault,) = reading.faults
    assert fault.startswith(f"名册第 1 行「张三」写了「{said}」，看不出参加了几天")
    assert [(line.unit, line.days) for line in reading.lines] == [("某厂", None), ("", 1)]
    (mended,) = parse_roster(table_text([("张三", "", "某厂", "1", said)]), length=LENGTH)
    assert (mended.days, mended.remarks) == (1, (said,))


def test_leaving_early_counts_fully_and_is_told():
    (line,) = parse_roster("张三 早退 某厂", length=LENGTH)
    assert (line.days, line.notes) == (None, ("写了「早退」，仍按全程计",))


@pytest.mark.parametrize("heading", ["第一天", "第二天：", "上午", "9月15日签到", "9月15日上午", "5月10-12日"])
def test_day_or_part_of_one_alone_on_a_line_is_a_heading(heading):
    reading = read_roster(f"{heading}\n张三", length=LENGTH)
    assert [line.name for line in reading.lines] == ["张三"]
    assert [one.text for one in reading.left_out] == [heading]
    assert not reading.faults


def test_leave_glued_to_the_last_of_several_names_is_that_ones_and_told():
    first, second = parse_roster("张三、李四请假", length=LENGTH)
    assert (first.days, second.days) == (None, 0)
    assert first.notes == second.notes == ("「请假」只算在「李四」一人",)
    assert not any(line.notes for line in parse_roster("张三、李四（请假）", length=LENGTH))


def test_person_over_several_lines_is_one():
    text = (
        "姓名：张三\n电话：138 0000 1111\n单位：某厂\n\n姓名：李四\n单位：某店\n职务：经理\n电话：0731-85551234\n备注"
    )
    assert read(text.removesuffix("\n备注")) == [("张三", PHONE, "某厂", None), ("李四", "", "某店", None)]
    assert left_out(text)[0] == (8, "0731-85551234", "是座机，名册只认手机号")
    assert read("单位：某厂\n张三") == [("张三", "", "", None)]  # a heading above people


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三 Tel:13800001111", ("张三", PHONE, "", None)),
        ("张三 电话13800001111 某厂", ("张三", PHONE, "某厂", None)),
        ("序号：1 姓名：张三", ("张三", "", "", None)),
        ("张三 单位：无", ("张三", "", "", None)),
        ("张三 某某公司总经理", ("张三", "", "某某公司总经理", None)),
        ("张三 某某商会副会长", ("张三", "", "某某商会副会长", None)),
        ("张三 家属", ("张三", "", "", None)),
        ("5月10-12日 张三", ("张三", "", "", None)),
        ("张三 带2人", ("张三", "", "", None)),
    ],
)
def test_words_beside_a_name_are_no_unit_where_they_are_none(text, expected):
    assert read(text) == [expected]


def test_serial_numbers_within_a_line_are_serial_numbers():
    lines = parse_roster("1、张三 2、李四 3）王五")
    assert [(line.name, line.remarks) for line in lines] == [("张三", ()), ("李四", ()), ("王五", ())]


def test_number_with_letters_in_it_is_left_out_as_a_whole():
    for written in ("13800O01111", "l3800001111", "1380000111l"):
        assert left_out(f"张三 {written} 某厂") == [(1, written, "号码里混有字母，请核对")]


def test_second_line_of_a_heading_and_days_in_words_under_one():
    text = "姓名\t单位\t联系方式\t\t天数\n\t\t手机\t微信\n张三\t—\t13800001111\twx1\t全部\n李四\t无\t\t\t一\n王五\t\t\t\t半"
    assert read(text) == [("张三", PHONE, "", None), ("李四", "", "", 1), ("王五", "", "", 0)]
    assert [one.reason for one in read_roster(text).left_out] == ["表头", "表头"]
    told = read_roster("姓名\t签到\n张三\t○\n李四\t√\n王五\t否", length=LENGTH)
    assert [(line.days, line.notes) for line in told.lines] == [
        (None, ("「○」看不出到没到，按到场计",)), (None, ()), (0, ()),
    ]  # fmt: skip
    assert "天数「多半」看不懂" in read_roster("姓名\t天数\n张三\t多半").faults[0]


@pytest.mark.parametrize("row", ["填报单位：宁乡市新联会", "填报日期：2021年5月9日", "经办人：李四", "制表人：周九"])
def test_notes_of_a_form_are_nobody_under_a_heading_too(row):
    for text in (f"{row}\n张三", f"姓名\t单位\n张三\t\n{row}\t"):
        reading = read_roster(text)
        assert [line.name for line in reading.lines] == ["张三"]
        assert [one.text for one in reading.left_out if not one.plain] == [row]


def test_form_of_address_under_a_heading_is_no_name_either():
    (fault,) = read_roster("姓名\t单位\n周总\t某厂\n张总裁明\t").faults
    assert fault == "名册第 2 行「周总」只有称呼没有全名，请写全名。"


def test_half_days_are_told():
    for said in ("半天", "1.5天", "9.15上午请假"):
        (line,) = parse_roster(f"张三 {said}", length=LENGTH)
        assert line.notes == ("半天不算一天，只计整天",)
    assert parse_roster("张三 2天", length=LENGTH)[0].notes == ()


def test_days_away_wait_for_the_length_of_the_class():
    (line,) = parse_roster("张三 9.15请假")
    assert (line.days, line.missed, line.leave, line.days_written) == (None, 1, "请假", "缺1天")
    assert "按起止日期折算" in line.notes[0]


def test_contradictions_are_told():
    (line,) = parse_roster("张三 √ 请假", length=LENGTH)
    assert line.notes == ("出勤写得前后不一，请核对天数",)
    (line,) = parse_roster("张三 1天 2天", length=LENGTH)
    assert (line.days, line.notes) == (1, ("出勤写得前后不一，请核对天数",))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三 李四 王五", ["张三", "李四", "王五"]),
        ("张三、李四、王五", ["张三", "李四", "王五"]),
        ("张三，李四；王五。", ["张三", "李四", "王五"]),
        ("张三、阿依古丽、John Smith", ["张三", "阿依古丽", "John Smith"]),
        ("1.张三 2.李四 3.王五", ["张三", "李四", "王五"]),
        ("王 伟 李 娜 张 三", ["王伟", "李娜", "张三"]),
        ("张三 李四", ["张三", "李四"]),
        ("张三、李四、王五等5人", ["张三", "李四", "王五"]),
        ("张三、李四共2人", ["张三", "李四"]),
        ("艾力·买买提、古丽·艾山", ["艾力·买买提", "古丽·艾山"]),
    ],
)
def test_several_names_on_a_line_are_several_people(text, names):
    assert [name for name, *_ in read(text)] == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三 13800001111 李四 13800001112", [("张三", PHONE, "", None), ("李四", "13800001112", "", None)]),
        ("13800001111 张三 13800001112 李四", [("张三", PHONE, "", None), ("李四", "13800001112", "", None)]),
        ("张三、李四 13800001111、13800001112", [("张三", PHONE, "", None), ("李四", "13800001112", "", None)]),
        ("某公司：张三、李四", [("张三", "", "某公司", None), ("李四", "", "某公司", None)]),
        ("张三、李四 某公司", [("张三", "", "某公司", None), ("李四", "", "某公司", None)]),
        ("张三 甲厂 李四 乙厂", [("张三", "", "甲厂", None), ("李四", "", "乙厂", None)]),
        ("甲厂 张三 乙厂 李四", [("张三", "", "甲厂", None), ("李四", "", "乙厂", None)]),
        ("张三、李四（请假）、王五", [("张三", "", "", None), ("李四", "", "", 0), ("王五", "", "", None)]),
        ("请假：王五、赵六", [("王五", "", "", 0), ("赵六", "", "", 0)]),
        ("张三 李四 13800001111", [("张三", PHONE, "李四", None)]),
        ("张三 李四 王五 13800001111", [("张三", "", "", None), ("李四", "", "", None), ("王五", PHONE, "", None)]),
    ],
)
def test_numbers_units_and_days_go_to_whom_they_belong(text, expected):
    assert read(text) == expected


def test_unit_that_looks_like_a_name_is_known_by_standing_beside_several():
    assert read("张三 华为 13800001111\n李四 华为\n华为 王五") == [
        ("张三", PHONE, "华为", None), ("李四", "", "华为", None), ("王五", "", "华为", None),
    ]  # fmt: skip
    (line, _) = parse_roster("张三 华为", length=LENGTH)
    assert line.notes == ("「张三 华为」读作两个人",)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("小计 12", "合计行"), ("总计 35", "合计行"), ("合计：35人", "合计行"), ("合 计\t6人", "合计行"), ("小计\t\t\t6人", "合计行"), ("共 35 人", "合计行"), ("35人", "合计行"),
        ("应到 35 人，实到 33 人", "合计行"), ("宁乡市联谊会2021年培训班签到册", "标题"), ("#接龙", "说明"), ("备注：李四请假", "说明"), ("注：以上人员均已签到", "说明"),
        ("联系人：王主任 13800001111", "说明"), ("感谢各位学员的参与，祝大家学习愉快！", "标题"), ("2021年9月15日 宁乡党校", "没有姓名"), ("第一组", "标题"), ("某某有限公司", "只有单位"),
        ("@微信用户", "昵称"), ("12", "只有数字"), ("———————", "没有文字"), ("😀😀", "没有文字"), ("收到", "标题"), ("时间：9月15日", "说明"), ("缺席：无", "标题"),
    ],
)  # fmt: skip
def test_lines_that_are_no_people_are_left_out_and_told(row, reason):
    for text in (f"张三\n{row}\n李四", f"姓名\t单位\t手机\n张三\t\t\n{row}\n李四\t\t"):
        reading = read_roster(text, length=LENGTH)
        assert [line.name for line in reading.lines] == ["张三", "李四"], text
        (told,) = [one for one in reading.left_out if one.reason != "表头"]
        assert told.text.split() == row.split()
        assert reason in told.reason
        assert not reading.faults


def test_lists_of_those_away_hold_until_a_blank_line():
    lines = parse_roster("张三\n请假：\n王五\n赵六\n\n钱七\n缺席人员\n孙八", length=LENGTH)
    assert [(line.name, line.days, line.leave) for line in lines] == [
        ("张三", None, ""), ("王五", 0, "请假"), ("赵六", 0, "请假"), ("钱七", None, ""), ("孙八", 0, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("张三（组长） 某厂", ("组长",)),
        ("张三 男 汉族 某厂 经理", ("男", "汉族", "经理")),
        ("张三 @微信昵称 某厂", ("@微信昵称",)),
        ("张三A 某厂", ("A",)),
        ("张三 😀 某厂", ("😀",)),
        ("张三（请假，家里有事） 某厂", ("家里有事",)),
        ("张三 迟到 某厂", ("迟到",)),
        ("张三 1985年3月 某厂 8:25", ("1985年3月", "8:25")),
    ],
)
def test_what_else_stood_there_is_kept_as_remark(text, remarks):
    (line,) = parse_roster(text, length=LENGTH)
    assert (line.name, line.unit, line.remarks) == ("张三", "某厂", remarks)


def test_same_mobile_number_is_one_person_and_told():
    assert read("张三 13800001111\n李四 138-0000-1111 某厂") == [("张三", PHONE, "", None)]
    assert left_out("张三 13800001111\n李四 138-0000-1111 某厂") == [
        (2, "138-0000-1111 李四 某厂", "手机号与第 1 行「张三」相同，算同一人")
    ]


def test_same_name_is_two_people_and_told_unless_name_and_unit_are_the_same():
    first, _, third = parse_roster("王伟\n李娜\n王伟")
    assert first.notes == third.notes == ("有 2 行同名，按 2 个人计",)
    assert [line.number for line in parse_roster("王伟 甲厂\n王伟 乙厂\n王 伟 甲厂")] == [1, 2]
    assert left_out("王伟 甲厂\n王伟 甲厂")[0][2] == "姓名和单位与第 1 行「王伟」相同，算同一人"
    assert len(parse_roster("王伟 甲厂 13800001111\n王伟 甲厂 13800001112")) == 2
    assert not any(line.notes for line in parse_roster("王伟 13800001111\n王伟 13800001112"))


def test_days_beyond_the_class_are_refused_all_at_once():
    with pytest.raises(InputError) as refusal:
        parse_roster("张三 5天\n李四 3天\n王五 99天", length=LENGTH)
    assert (
        refusal.value.message
        == "名册第 1 行「张三」参加 5 天，这期只有 3 天，请改正。名册第 3 行「王五」参加 99 天，这期只有 3 天，请改正。"
    )
    assert refusal.value.field == "roster"
    assert read("张三 5天", length=None) == [("张三", "", "", 5)]


@pytest.mark.parametrize(
    "text",
    [
        "张例一\n16000000001",
        "张",
        "第1名 公司",
        "123456",
        "x",
        "王老师",
        "某厂 13800001111",
        "张老师 某厂",
        "周总 13800001111",
    ],
)
def test_line_without_a_name_is_refused_with_its_number(text):
    with pytest.raises(InputError, match=f"第 {text.count(chr(10)) + 1} 行") as refusal:
        parse_roster(text)
    assert refusal.value.field == "roster"


def test_every_fault_is_told_at_once_the_first_twenty_by_name():
    reading = read_roster("\n".join(["张例一", *["12345"] * 25]))
    assert len(reading.faults) == 21
    assert reading.faults[0].startswith("名册第 2 行「12345」没有读出姓名")
    assert reading.faults[-1] == "名册里还有 5 处同样要改。"


def test_second_number_and_the_end_of_an_endless_unit_are_left_out_and_told():
    assert read("张三 13800001111 13800001112") == [("张三", PHONE, "", None)]
    assert left_out("张三 13800001111 13800001112") == [(1, "13800001112", "同一个人只记一个手机号")]
    (line,) = parse_roster("张例一 " + "长" * 70 + "公司")
    assert line.unit == "长" * 60
    assert left_out("张例一 " + "长" * 70 + "公司")[0][1] == "长" * 10 + "公司"


def test_empty_roster_is_no_one():
    assert parse_roster("") == ()
    assert parse_roster(" \n\t\n\u3000") == ()


def test_too_long_a_roster_is_refused():
    assert len(parse_roster("张例一\n" * MOST_LINES)) == MOST_LINES
    for text, said in (
        ("张例一\n" * (MOST_LINES + 1), "最多 2000 行，收到 2001 行，请分批"),
        ("张" * 200_001, "最多 20 万字"),
        ("\n".join(["张例一、李例二"] * 1_001), "最多 2000 人，读出 2002 人"),
    ):
        with pytest.raises(InputError, match=said) as refusal:
            parse_roster(text)
        assert refusal.value.field == "roster"
    (line,) = read_roster("张三、" * 2_000).lines
    assert "超过 4000 字" in line.fault


def test_row_with_a_blank_cell_is_not_read_by_the_columns_it_has_slipped_out_of():
    text = "序号 姓名 单位 职务 手机\n1 张例一 某公司 经理 13800001111\n2 李例二 某厂 13800001112 只参加1天"
    assert read(text) == [("张例一", PHONE, "某公司", None), ("李例二", "13800001112", "某厂", 1)]
