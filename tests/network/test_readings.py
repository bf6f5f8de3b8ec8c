import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.network.models.readings import SURNAMES, normal_name, personal_readings, search_text, search_words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("张伟明", "张 伟 明 zhangweiming zwm zhangweimeng"),
        ("曾国强", "曾 国 强 zengguoqiang zgq zengguojiang zgj"),
        ("单小丽", "单 小 丽 shanxiaoli sxl"),
        ("覃勇", "覃 勇 qinyong qy tanyong ty"),
        ("尉迟恭", "尉 迟 恭 yuchigong ycg"),
        ("单于飞", "单 于 飞 chanyufei cyf"),
        ("吕布", "吕 布 lvbu lb lyubu lubu"),
        ("卜都", "卜 都 budou bd budu"),
        ("张靓", "张 靓 zhangjing zj zhangliang zl"),
        ("歐陽曉", "欧 阳 晓 ouyangxiao oyx"),
        (" 阿依 • 古丽", "阿 依 古 丽 ayiguli aygl"),
        ("Ａlice Smith", "a l i c e s m i t h alicesmith a"),
    ],
)
def test_person_is_found_by_characters_pinyin_and_initials(name: str, text: str) -> None:
    assert search_text([name], personal=True) == text


def test_organisation_is_found_by_each_of_its_names() -> None:
    text = search_text(["长沙市单身俱乐部", "新联会"])
    assert text.startswith("长 沙 市 单 身 俱 乐 部 · 新 联 会 ")  # the dot keeps a phrase inside one name
    assert text.endswith("changshashidanshenjulebu csdsjlb xinlianhui xlh") or "xinlianhui xlh" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("张伟", [("张", "伟")]), ("zhang wei", [("zhangwei",)]), ("ZW", [("zw",)]), ("联谊会 cs", [("联", "谊", "会"), ("cs",)]),
        ("阿依·古丽", [("阿", "依"), ("古", "丽")]), ("", []), ('%!*"', []), ("张wei", [("张",), ("wei",)]), ("张\0伟", [("张", "伟")]),
        ("lǚ lì quán", [("lvliquan",)]), ("lü", [("lv",)]), ("歐陽", [("欧", "阳")]), ("É", [("e",)]),
    ],
)  # fmt: skip
def test_query_is_cut_into_phrases(query: str, words: list[tuple[str, ...]]) -> None:
    assert search_words(query) == words


@given(st.text(max_size=200))
def test_any_query_gives_only_letters_and_digits(query: str) -> None:
    assert all(word.isalnum() for phrase in search_words(query) for word in phrase)


@given(st.text(max_size=80))
def test_any_name_can_be_read(name: str) -> None:
    assert "  " not in search_text([name], personal=True)


def test_name_is_written_one_way() -> None:
    assert normal_name(" 张　伟 ") == "张伟"
    assert normal_name("John   Smith") == "John Smith"
    assert normal_name("买买提・江") == "买买提·江"


def test_every_surname_reading_is_plain_letters() -> None:
    for surname, readings in SURNAMES.items():
        for reading in readings.split("/"):
            assert reading.replace(" ", "").isascii()
            assert reading.replace(" ", "").isalpha(), surname
            assert len(reading.split()) == len(surname)


def test_employer_is_found_by_characters_and_pinyin_and_never_by_initials() -> None:
    assert search_text(["张伟"], personal=True, with_words="甲律所") == "张 伟 · 甲 律 所 zhangwei zw jialvsuo"


def test_a_long_name_is_read_one_way() -> None:
    assert len(search_text(["阿卜杜热西提江"], personal=True).split()) == 7 + 2


def test_name_is_written_in_pinyin_by_every_reading() -> None:
    assert personal_readings("覃勇") == [("qin", "yong"), ("tan", "yong")]
    assert personal_readings("吕布") == [("lv", "bu"), ("lyu", "bu"), ("lu", "bu")]
    assert personal_readings("阿依·古丽")[0] == ("a", "yi", "gu", "li")
