from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django import forms

from tongxin.intake.cells import first_of_month, reader_of, span_of
from tongxin.intake.door import Door
from tongxin.intake.headings import Columns, find_columns, is_understood, meanings, missing, plain_heading
from tongxin.intake.lines import SheetLines
from tongxin.intake.said import Said, place_of
from tongxin.intake.validation import Validator
from tongxin.kernel.errors import InputError
from tongxin.office.sheet import Sheet


class NoteForm(forms.Form):
    name = forms.CharField(label="姓名")
    day = forms.DateField(label="日期", required=False)
    number = forms.IntegerField(label="人数", required=False)
    agreed = forms.BooleanField(label="同意", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("", "未填"), ("a", "甲类"), ("b", "乙类")], required=False)


DOOR = Door(name="notes", label="便条", form=NoteForm, create=lambda **_values: None, headings={"name": ("名字",)})  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" 张三 ", "张三"),
        (13900000001.0, "13900000001"),
        (2.5, "2.5"),
        (7, "7"),
        (True, "是"),
        (False, "否"),
        (datetime.fromisoformat("2021-09-10"), "2021-09-10"),
        (datetime.fromisoformat("2021-09-10T08:30"), "2021-09-10 08:30"),
        (timedelta(hours=2), "2:00:00"),
    ],
)
def test_cell_becomes_the_text_someone_would_have_typed(cell: Any, text: str) -> None:
    assert reader_of(NoteForm.base_fields["name"])(cell) == text


@pytest.mark.parametrize("cell", ["1.39E+10", float("inf"), float("nan"), 1e16])
def test_number_that_lost_its_digits_is_refused(cell: Any) -> None:
    with pytest.raises(InputError, match="设为文本后重新填写"):
        reader_of(NoteForm.base_fields["name"])(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2021.9.9", "2021年9月9日", "2021/09/09", "2021-9-9", "２０２１．９．９", "20210909", "2021-09-09 00:00:00", 44448,
        44448.0, "44448", date(2021, 9, 9), datetime.fromisoformat("2021-09-09T08:00"),
    ],
)  # fmt: skip
def test_day_is_read_however_it_was_written(cell: Any) -> None:
    assert reader_of(NoteForm.base_fields["day"])(cell) == "2021-09-09"


def test_what_is_no_day_is_left_to_the_form() -> None:
    read = reader_of(NoteForm.base_fields["day"])
    assert [read("去年"), read(5), read("王试一")] == ["去年", "5", "王试一"]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("6月下旬", "只写到旬"), ("2022年6月上旬", "只写到旬"), ("2022年6月", "只写到月"), (2021.3, "只写到月"), ("2021-03", "只写到月"),
        ("2021年", "只写到年"), ("2021年6月底", "没有写是哪一天"), ("年初", "没有写是哪一天"), ("3月1日-3日", "没有写是哪一年"),
        ("3月1日", "没有写是哪一年"), ("6月10日左右", "不是确定的一天"), ("2022年3月1日-3日", "写了从哪天到哪天"),
    ],
)  # fmt: skip
def test_day_that_is_not_one_day_is_refused_and_said_why(cell: Any, why: str) -> None:
    with pytest.raises(InputError, match=f"「{cell}」{why}"):
        reader_of(NoteForm.base_fields["day"])(cell)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2021.13", "没有 13 月"), (2021.13, "没有 13 月"), ("2021-13-01", "没有 13 月"), ("2021年0月", "没有 0 月"),
        ("2021-03-32", "没有 32 日"),
    ],
)  # fmt: skip
def test_month_no_year_has_is_said_to_be_none(cell: Any, why: str) -> None:
    with pytest.raises(InputError, match=f"「{cell}」.*{why}，请核对"):
        reader_of(NoteForm.base_fields["day"])(cell)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020.5", "2020-05-01"), ("2020年10月", "2020-10-01"), ("2020-1", "2020-01-01"), ("2020.01", "2020-01-01"),
        ("2020.1", ""), ("2020.13", ""), ("2020年", ""), ("2020.5.1", ""),
    ],
)  # fmt: skip
def test_month_alone_has_a_first_day_where_it_is_sure_which(text: str, day: str) -> None:
    assert first_of_month(text) == day


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2022年3月1日-3日", "2022-03-01", "2022-03-03"), ("2022年3月1日至4月2日", "2022-03-01", "2022-04-02"),
        ("2022.3.1—2022.3.3", "2022-03-01", "2022-03-03"), ("2022/12/30～2023/1/2", "2022-12-30", "2023-01-02"),
        ("2022年3月1日", None, None), ("3月1日-3日", None, None), (44448.0, None, None),
    ],
)  # fmt: skip
def test_span_of_days_is_exact_at_both_ends(cell: Any, first: str | None, last: str | None) -> None:
    assert span_of(cell) == ((first, last) if first else None)


@pytest.mark.parametrize(("cell", "why"), [("2022年2月28日-30日", "不存在的日期"), ("2022年3月3日-1日", "早于开始")])
def test_span_that_cannot_be_is_refused(cell: str, why: str) -> None:
    with pytest.raises(InputError, match=f"「{cell}」.*{why}"):
        span_of(cell)


@pytest.mark.parametrize(
    "cell", ["约40", "30余人", "40多", "近200名", "50左右", "30-40人", "几十人", "不足20", "100以上"]
)
def test_number_that_is_not_exact_is_refused(cell: str) -> None:
    with pytest.raises(InputError, match=f"「{cell}」不是确切的数"):
        reader_of(NoteForm.base_fields["number"])(cell)


def test_number_with_its_measure_word_is_exact() -> None:
    read = reader_of(NoteForm.base_fields["number"])
    assert [read("40人"), read("1,240 人次"), read("３场"), read("四十")] == ["40", "1240", "3", "四十"]


def test_word_of_somebodys_own_is_read_as_what_it_was_said_to_mean() -> None:
    read = reader_of(NoteForm.base_fields["kind"], words={"第一类": "a", "无": "z"})
    assert read("第一类") == "a"
    with pytest.raises(InputError, match="「无」不在可选范围内"):
        read("无")


def test_numbers_flags_and_choices_are_read_as_words() -> None:
    number, agreed, kind = (reader_of(NoteForm.base_fields[name]) for name in ("number", "agreed", "kind"))
    assert [number("１，２３４"), number("1,234"), number(40.0)] == ["1234", "1234", "40"]
    assert [agreed(cell) for cell in ("是", "√", True, "否", "")] == ["on", "on", "on", "", ""]
    assert [kind("甲类"), kind("b"), kind("")] == ["a", "b", ""]
    with pytest.raises(InputError, match="「丙类」不在可选范围内，请填：甲类、乙类。"):
        kind("丙类")


def sheet(*rows: list[Any], merged: Any = (), first: int = 1) -> Sheet:
    return Sheet(name="表", rows=[list(row) for row in rows], merged=merged, first=first)


def test_heading_of_two_merged_rows_is_read_by_its_lower_one() -> None:
    rows = (["某会名册", "", ""], ["基本情况", "", "日期"], ["姓名", "人数", ""], ["张三", "3", "2021-09-09"])
    found = find_columns(sheet(*rows, merged=(((1, 0), (1, 1)), ((1, 2), (2, 2)), ((90, 0), (91, 0)))), DOOR)
    assert (found.fields, found.below) == ({0: "name", 1: "number", 2: "day"}, 3)


def test_words_in_brackets_stars_and_blanks_do_not_hide_a_heading() -> None:
    assert [plain_heading(text) for text in ("姓 名*", "姓名（必填）", "【姓名】", "ＮＯ")] == [
        "姓名",
        "姓名",
        "【姓名】",
        "no",
    ]
    assert meanings(DOOR, remembered={"称呼": "name"})["称呼"] == "name"
    found = find_columns(sheet(["No.", "名字", "日期", "备注", "记录编号"]), DOOR)
    assert (found.fields, found.record, found.unknown) == ({1: "name", 2: "day"}, 4, {3: "备注"})
    assert (found.letter_of("day"), found.letter_of("kind")) == ("C", "")
    assert missing(found, DOOR) == []


def test_sheet_without_known_headings_is_not_understood() -> None:
    found = find_columns(sheet(["天气", "温度"], ["晴", "20"]), DOOR)
    assert not is_understood(found, DOOR)
    assert missing(found, DOOR) == ["姓名"]
    assert find_columns(sheet(), DOOR) == Columns(below=0, fields={})


def lines(*rows: list[Any], **options: Any) -> tuple[list[Any], list[str]]:
    one = sheet(["序号", "姓名", "人数", "记录编号"], *rows, **options)
    read = SheetLines(one, find_columns(one, DOOR), door=DOOR)
    return list(read), read.notes


def test_rows_that_say_nothing_are_passed_over() -> None:
    found, notes = lines(
        [1, "张三", 3.0, ""], [2, "", "", ""], ["", "", "", ""], ["序号", "姓名", "人数", "记录编号"], ["合 计", "", 3, ""],
        ["合计", "", 3, ""], [3, "李四"],
    )  # fmt: skip
    assert [line.texts["name"] for line in found] == ["张三", "李四"]
    assert notes == ["工作表「表」有 2 个合计行，未读入。"]


def test_record_numbers_are_read_as_numbers() -> None:
    found, _ = lines([1, "张三", "", 12.0], [2, "李四", "", " 13 "], [3, "王五", "", "一号"], [4, "赵六", "", "0"])
    assert [line.record for line in found] == [12, 13, None, None]
    assert [problem.letter for problem in found[2].problems] == ["D"]


def test_unreadable_cell_is_a_problem_with_its_column() -> None:
    found, _ = lines([1, "1.39E+10", "3", ""])
    assert [(one.letter, one.label) for one in found[0].problems] == [("B", "姓名")]


def test_what_formulas_and_hidden_rows_hold_is_told() -> None:
    one = Sheet(
        name="表", rows=[["姓名", "人数"], ["张三", 3]], hidden=frozenset({2, 9}), uncomputed=("B7", "B8"), first=1
    )
    read = SheetLines(one, find_columns(one, DOOR), door=DOOR)
    assert len(list(read)) == 1
    assert read.notes == [
        "工作表「表」有 1 个隐藏行，也已读入；不需要的请删去后重新上传。",
        "工作表「表」的公式没有计算结果（B7、B8 等 2 处），按空白读入。",
    ]


def test_validator_says_the_same_again_and_forgets_when_told() -> None:
    asked: list[str] = []

    class Asking(forms.CharField):
        def clean(self, value: Any) -> Any:
            asked.append(value)
            if value == "坏":
                raise forms.ValidationError("不行。")
            return super().clean(value)

    class Form(forms.Form):
        name = Asking(label="姓名")

    validator = Validator(Form)
    for _ in range(2):
        assert validator.clean({"name": "好"}) == ({"name": "好"}, {})
        assert validator.clean({"name": "坏"}) == ({}, {"name": ["不行。"]})
    assert asked == ["好", "坏"]
    validator.forget()
    validator.clean({"name": "好"})
    assert asked == ["好", "坏", "好"]


def test_validator_remembers_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.intake.validation._MOST_REMEMBERED", 1)
    validator = Validator(NoteForm)
    assert [validator.clean({"name": name})[0]["name"] for name in ("甲", "乙", "乙")] == ["甲", "乙", "乙"]


def test_door_without_records_cannot_be_read_back() -> None:
    with pytest.raises(TypeError, match="notes cannot be read back"):
        DOOR.rows(scope=None)  # type: ignore[arg-type]


def test_cells_that_say_the_one_above_are_filled_and_told() -> None:
    found, notes = lines(
        [1, "张三", 3.0, ""], [2, "李四", "同上", ""], [3, "〃", "〃", ""], [4, "王五", "", ""], [5, "赵六", "同上", ""]
    )
    assert [(line.texts["name"], line.texts["number"]) for line in found] == [
        ("张三", "3"), ("李四", "3"), ("李四", "3"), ("王五", ""), ("赵六", "同上"),
    ]  # fmt: skip
    assert [problem.message for problem in found[-1].problems] == ["「同上」的上一行是空的，请写明。"]
    assert notes == ["工作表「表」有 3 处「同上」，按上一行的内容读入。"]


def test_notes_below_a_table_are_no_rows() -> None:
    found, notes = lines([1, "张三", 3.0, ""], ["备注：以上人员均为会员", "", "", ""], ["", "填表人：某某", "", ""])
    assert len(found) == 1
    assert notes == ["工作表「表」第 3、4 行是附注，未读入。"]


def test_lists_side_by_side_are_read_one_by_one() -> None:
    one = sheet(
        ["姓名", "人数", "备注", "姓名", "人数", ""], ["甲", 1, "x", "乙", 2, ""], ["丙", "", "", "丁", "多", ""]
    )
    columns = find_columns(one, DOOR)
    assert [dict(part.fields) for part in (columns, *columns.beside)] == [
        {0: "name", 1: "number"},
        {3: "name", 4: "number"},
    ]
    read = SheetLines(one, columns, door=DOOR)
    found = list(read)
    assert [(line.number, line.block, line.texts["name"]) for line in found] == [
        (2, 0, "甲"), (2, 1, "乙"), (3, 0, "丙"), (3, 1, "丁"),
    ]  # fmt: skip
    assert found[-1].problems[0].letter == "E"
    assert "工作表「表」并排有 2 组，逐组读入。" in read.notes
    assert find_columns(sheet(["姓名", "姓名", "人数"]), DOOR).beside == ()
    assert find_columns(sheet(["记录编号", "姓名", "人数", "姓名", "人数"]), DOOR).beside == ()


def test_value_merged_over_rows_belongs_to_each_and_a_wide_title_to_none() -> None:
    one = sheet(
        ["姓名", "人数"], ["甲", 3], ["乙"], ["丙", ""], merged=(((1, 1), (3, 1)), ((0, 0), (0, 1)), ((9, 0), (10, 0)))
    )
    found = list(SheetLines(one, find_columns(one, DOOR), door=DOOR))
    assert [line.texts["number"] for line in found] == ["3", "3", "3"]
    assert one.rows[2] == ["乙"]


def test_what_was_said_of_a_file_holds_for_its_cells() -> None:
    one = sheet(["姓名", "类别"], ["甲", "丙类"], ["乙", "丙类"], ["丙", 44448.0])
    said = Said(
        cells={
            place_of("表", 3, 0, "name"): "乙乙",
            place_of("表", 4, 0, "kind"): "甲类",
            place_of("表", 4, 0, "number"): "7",
        },
        values={("kind", "丙类"): "乙类"},
        constants={"day": "2021年9月9日", "number": "5", "gone": "x"},
    )
    read = SheetLines(one, find_columns(one, DOOR), door=DOOR, said=said)
    found = [line.texts for line in read]
    assert [(one["name"], one["kind"], one["day"], one["number"]) for one in found] == [
        ("甲", "b", "2021-09-09", "5"), ("乙乙", "b", "2021-09-09", "5"), ("丙", "a", "2021-09-09", "7"),
    ]  # fmt: skip
    assert "工作表「表」没有「日期」这一列，按「2021年9月9日」读入。" in read.notes
    numbered = sheet(["姓名", "日期", "记录编号"], ["甲", 44448.0, "3"])
    again = Said(values={("day", "2021-09-09"): "2021-09-10"}, constants={"number": "5"})
    read = SheetLines(numbered, find_columns(numbered, DOOR), door=DOOR, said=again)
    assert [line.texts for line in read] == [{"name": "甲", "day": "2021-09-10"}]
    assert read.notes == []
