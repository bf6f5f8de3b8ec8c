import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tongxin.kernel.characters import (
    folded,
    is_han,
    name_of,
    plain,
    same_name,
    simplified,
    spellings,
    unseen,
    visible,
)

INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202d\u202e\u2060\u2066\u2069\ufeff\xad\x00\x1b\u034f\u3164\u2800\ufe0f\U000e0100"
BLANKS = " \xa0\u1680\u2000\u2003\u2009\u202f\u205f\u3000"


def test_what_nobody_sees_is_left_out_and_the_spelling_stays() -> None:
    for one in INVISIBLE:
        assert visible(f"张{one}三（某厂）") == "张三（某厂）", hex(ord(one))
    for one in BLANKS:
        assert visible(f"张{one}三") == "张 三", hex(ord(one))
    assert visible("一\r\n二\r三\u2028四\x0b五\t六\n七") == "一\n二\n三\n四\n五\t六\n七"
    assert visible("Ａ．㈱ﬁ①") == "Ａ．㈱ﬁ①"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("１３８，ＡＢ（％）", "138,AB(%)"),
        ("⼈⻓⺠", "人长民"),
        ("豈", "豈"),
        ("艾力・买买提•艾山‧甲･乙", "艾力·买买提·艾山·甲·乙"),
        ("艾力．买买提", "艾力·买买提"),
        ("艾力.买买提", "艾力·买买提"),
        ("1．张三 3.5", "1.张三 3.5"),
        ("二○二一年", "二〇二一年"),
        ("二O二O年", "二〇二〇年"),
        ("二Ｏ○一", "二〇〇一"),
        ("三○三医院", "三〇三医院"),
        ("○ 张三 IBO 三O集团", "○ 张三 IBO 三O集团"),
        ("㈱ﬁ½…", "㈱ﬁ½…"),
    ],
)
def test_folding_keeps_every_place_in_the_text(written: str, read: str) -> None:
    assert folded(written) == unicodedata.normalize("NFC", read)
    assert len(folded(written)) == len(written)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("  某（集团）\u3000公司\u200b ", "某(集团) 公司"),
        ("（第一期）", "(第一期)"),
        ("①㈠ﬁ", "1(一)fi"),
        ("e\u200b\u0301", "é"),
        ("\uffa0张", "张"),
        ("张\n三\t李", "张 三 李"),
        ("", ""),
    ],
)
def test_compatibility_forms_are_written_out_to_compare(written: str, compared: str) -> None:
    assert plain(written) == compared


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (" 张　伟 ", "张伟"),
        ("张\u200b三", "张三"),
        ("张 小 明", "张小明"),
        ("John   Smith", "John Smith"),
        ("Élise  Martin", "Élise Martin"),
        ("买买提・江", "买买提·江"),
        ("艾力 ． 买买提", "艾力·买买提"),
        ("艾力 • 买买提", "艾力·买买提"),
        ("IBM China 公司", "IBM China公司"),
        ("𠮷 田", "𠮷田"),
    ],
)
def test_name_has_one_form(written: str, name: str) -> None:
    assert name_of(written) == name


def test_names_are_the_same_however_they_are_written() -> None:
    assert same_name("歐陽 Ａ·") == "欧阳a"
    one = "艾力·买买提"
    for other in (
        "艾力．买买提",
        "艾力.买买提",
        "艾力• 买买提",
        "艾力买买提",
        "艾力\u200b·买买提",
        "艾力・买买提",
        "艾力‧买买提",
    ):
        assert same_name(other) == same_name(one), other
    assert same_name("艾力买买江") != same_name(one)
    assert same_name("JOHN SMITH") == same_name("John Smith")


@given(st.text(max_size=60))
@example("\uffa0\u1160\u0301")
@example("艾．\u200b．买")
def test_normal_forms_are_fixed_points(text: str) -> None:
    for form in (visible, folded, plain, name_of, same_name):
        assert form(form(text)) == form(text), form.__name__
    assert len(folded(text)) == len(text)
    assert not any(unicodedata.category(one) in {"Cf", "Cc", "Cs"} for one in plain(text))


@pytest.mark.parametrize(
    ("character", "han"),
    [
        ("一", True),
        ("㐀", True),
        ("𠮷", True),
        ("\uf900", True),
        ("\ufaff", True),
        ("\uac00", False),
        ("\ue000", False),
        ("A", False),
        ("·", False),
        ("。", False),
    ],
)
def test_rare_characters_are_chinese_too(character: str, han: bool) -> None:
    assert is_han(character) is han


def test_what_nobody_sees_is_named() -> None:
    assert unseen(f"张{INVISIBLE}三\u3000\xa0 \t\n\u2028") == [*INVISIBLE, "\u2028"]
    assert unseen("9\u202e4236\u202e人次") == ["\u202e"]
    assert unseen("张三·A，（〇）") == []


def test_traditional_characters_are_simplified_one_for_one() -> None:
    assert simplified("歐陽測與張偉 ABC1") == "欧阳测与张伟 ABC1"
    assert same_name("歐陽·測") == same_name("欧阳测") == "欧阳测"
    assert simplified("") == ""


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("（第一期）", ("（第一期）", "(第一期)")), ("(第一期)", ("(第一期)", "（第一期）")), ("骨干班", ("骨干班",)),
        (" ２０２１年，甲 ", ("２０２１年，甲", "2021年,甲", "2021年，甲")),
    ],
)  # fmt: skip
def test_text_is_looked_for_as_it_may_have_been_typed(text: str, ways: tuple[str, ...]) -> None:
    assert spellings(text) == ways
