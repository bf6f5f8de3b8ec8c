"""What touches a figure, and what nobody sees: whatever is typed around a figure, a plain reader reads it or it is refused."""

import re
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tongxin.claims.extract import extract
from tongxin.reports.paper import Paragraph, Run
from tongxin.reports.touching import Touch, touched, turned
from tongxin.reports.unseen import hidden_in

FIGURES: Final = ("4236人次", "8人", "85.25%", "近200名", "4200余人次", "1.5万元", "2个班次")
_DIGIT: Final = "[0-9０-９一二三四五六七八九十百千万亿零〇两①-⑨]"
_GROUPED: Final = "(?:(?<=[0-9０-９])[,，](?=[0-9０-９])|[.．·点])"
NUMERAL: Final = re.compile(f"[-−－+±负]?(?:第|百?分之)?{_DIGIT}+(?:{_GROUPED}{_DIGIT}+)*")
"""What anybody takes for one number: as many digits and numerals as go on, with their groups and sign."""


def words(*runs: str) -> Paragraph:
    """Return a paragraph of texts; those at odd places are figures f1, f2 …"""
    return Paragraph(
        runs=tuple(Run(text=text, figure=f"f{index // 2 + 1}" if index % 2 else "") for index, text in enumerate(runs))
    )


def touching(made: Paragraph) -> list[Touch]:
    return list(touched(made, claims=extract(made.text)))


def refused(*runs: str) -> bool:
    made = words(*runs)
    return bool(touching(made) or list(hidden_in(made.text)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("全省培训", "。"),
        ("全省培训（", "）。"),
        ("培训人次：", "，比上年多。"),
        ("2021年 ", " 。"),
        ("一是培训，", "；"),
        ("第一，", "；"),
        ("一、", "；"),
        ("人数", "左边"),
        ("300名，", "、"),
        ("“", "”"),
        ("", ""),
        ("地点", "在长沙"),
    ],
)
def test_words_and_punctuation_do_not_touch(before: str, after: str) -> None:
    assert not refused(before, "4236人次", after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("9", ""),
        ("９", ""),
        ("三", ""),
        ("两", ""),
        ("①", ""),
        ("1万", ""),
        ("9 ", ""),
        ("9\u3000", ""),
        ("三 ", ""),
        ("4，", ""),
        ("4, ", ""),
        ("3：", ""),
        ("三点", ""),
        ("三.", ""),
        ("3点", ""),
        ("-", ""),
        ("－", ""),
        ("—", ""),
        ("- ", ""),
        ("￥", ""),
        ("负", ""),
        ("第", ""),
        ("百分之", ""),
        ("超过", ""),
        ("近", ""),
        ("x", ""),
        ("\u202e", ""),
        ("\u200b", ""),
        ("", "\u200b"),
        ("", "3"),
        ("", "万"),
        ("", "半"),
        ("", "kg"),
        ("", "/年"),
        ("", "以上"),
        ("", "\u0301"),
    ],
)
def test_what_makes_another_number_is_refused(before: str, after: str) -> None:
    assert refused(f"培训{before}", "4236人次", f"{after}。")


@pytest.mark.parametrize(("before", "after"), [("\ue000", ""), ("", "\uf8ff"), ("\U000f0000培训", ""), ("\uac00", "")])
def test_what_no_font_shows_and_letters_of_other_scripts_are_refused(before: str, after: str) -> None:
    assert refused(f"全省{before}", "4236人次", f"{after}。")


@pytest.mark.parametrize("letter", ["\u05d0", "\u0627", "\u0663", "\u07ca", "\U00010800"])
@pytest.mark.parametrize(("before", "after"), [("{}", ""), ("{}、", ""), ("", "。{}"), ("{}，全省培训", "")])
def test_letters_from_the_right_turn_the_numbers_of_their_line(letter: str, before: str, after: str) -> None:
    assert turned(words(before.format(letter), "4236人次", after.format(letter))) == letter


def test_letters_from_the_right_may_stand_where_no_figure_does() -> None:
    assert turned(words("名称\u0627\u0628。")) == ""
    assert turned(words("全省", "4236人次", "。")) == ""


def test_unit_that_goes_on_is_refused() -> None:
    (touch,) = touching(words("培训", "8人", "次。"))
    assert (touch.figure, touch.words) == ("f1", "8人次")


def test_what_is_read_together_is_shown() -> None:
    (touch,) = touching(words("全省共培训9", "4236人次", "。"))
    assert touch.words == "共培训94236人次"
    (touch,) = touching(words("", "4236人次", "3天。"))
    assert touch.words == "4236人次3天。"


def test_one_figure_right_behind_another_is_refused() -> None:
    assert [one.figure for one in touching(words("", "2个班次", "", "8人次", "。"))] == ["f1"]
    assert touching(words("", "2个班次", "、", "8人次", "。")) == []


SIGNS: Final = "0189０９一三十百千万亿两〇①+-−－±%‰/.．,，·点：、。；（）“” \u3000\u200b\u202e\u2066\u00ad\ufeff"
WORDS: Final = ("负", "第", "百分之", "近", "超过", "培训", "全省", "人", "次", "kg", "年", "约", "余", "左右")
PIECES: Final = st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=4).map("".join)
AROUND: Final = st.tuples(PIECES, st.sampled_from(FIGURES), PIECES, PIECES, st.sampled_from(FIGURES))


@example(("9", "4236人次", "", "", "8人"))
@example(("4，", "8人", "", "", "8人"))
@given(AROUND)
def test_plain_reader_reads_the_figures_or_the_text_is_refused(typed: tuple[str, str, str, str, str]) -> None:
    before, figure, after, gap, other = typed
    runs = (f"全省{before}", figure, f"{after}，{gap}", other, "。")
    if refused(*runs):
        return
    text, position, own = "".join(runs), 0, {}
    for index, run in enumerate(runs):
        if index % 2:
            found = NUMERAL.search(run)
            assert found is not None
            own[position + found.start()] = found[0]
        position += len(run)
    read = {found.start(): found[0] for found in NUMERAL.finditer(text)}
    assert {start: read.get(start) for start in own} == own
    assert not re.search("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", text)


def test_invisible_characters_are_named_wherever_they_stand() -> None:
    made = words("全省", "8人\u202e次", "。")
    (told,) = hidden_in(made)
    assert told == "「8人次」里有看不见的字符（U+202E），请删去后重新输入这一处。"
    assert list(hidden_in("张\ue000三")) == ["「张三」里有哪种字体都显示不了的字符（U+E000），请删去后重新输入这一处。"]
    assert list(hidden_in(["张\u200b三", ("\ufeff",), 3, None])) == [
        "「张三」里有看不见的字符（U+200B），请删去后重新输入这一处。",
        "「」里有看不见的字符（U+FEFF），请删去后重新输入这一处。",
    ]
