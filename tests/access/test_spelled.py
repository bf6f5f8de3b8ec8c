"""Names and numbers are found however they were typed, and nobody else's."""

import json
import re
import unicodedata
from urllib.parse import quote, quote_plus

import pytest

from tongxin.access.erasing import Erased
from tongxin.access.spelled import may_hold, read, spelled, spelled_in_letters

ERASED = Erased(
    words=("覃漏金", "王明", "13507310000", "John Smith", "阿依·古丽"),
    called="某",
    others=("王明亮", "覃漏金生", "李王明"),
    readings=(("qin", "lou", "jin"), ("lv", "xi", "an"), ("tan",)),
)
SPELLINGS = (
    "覃漏金", "覃 漏金", "覃\u3000漏\u3000金", "覃\u200b漏\ufeff金", "覃\t漏金", "覃·漏·金", "覃.漏.金", "覃-漏-金", "覃‧漏金", "覃  \u200b 漏金",
    "王　明", "阿依古丽", "阿依•古丽", "阿依 古丽", "John Smith", "john smith", "JOHN-SMITH", "Ｊｏｈｎ　Ｓｍｉｔｈ", "JohnSmith",
    "13507310000", "135 0731 0000", "135-0731-0000", "135.0731.0000", "１３５０７３１００００", "135\u200b07310000", "１３５－０７３１－００００",
    "+86 135 0731 0000", "+8613507310000", "008613507310000", "①③⑤⓪⑦③①⓪⓪⓪⓪", "𝟏𝟑𝟓𝟎𝟕𝟑𝟏𝟎𝟎𝟎𝟎",
    "Qin Loujin", "qinloujin", "QIN LOUJIN", "Qin Lou-jin", "qin lou jin", "Qin'lou'jin", "Qín Lòujīn", "Qi\u0301n Loujin", "ＱＩＮ Ｌｏｕｊｉｎ",
)  # fmt: skip
FRIENDS = (
    "王明亮", "李王明", "覃漏金生", "明，王", "王，明", "王。明", "王、明", "王\n明", "王——明", "王小明", "覃漏", "明王", "老王和明明",
    "0135073100001", "135073100001", "9135 0731 0000", "135，07310000", "135073\n10000", "1350731000", "13607310000",
    "qinloujing", "aqin loujin", "qin，loujin", "qin lou", "lou jin", "Q L J", "tan", "Johnny Smithers", "John, Smith", "Jo hn Smith",
)  # fmt: skip
FORMS = (str, json.dumps, lambda text: json.dumps(text, ensure_ascii=False), quote, quote_plus)


def surrounded(text: str) -> str:
    return f"据{text}来电"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_is_found_in_text_json_and_addresses(text: str, form: object) -> None:
    assert callable(form)
    written = form(surrounded(text))
    left = form(surrounded("某"))
    assert ERASED.without(written).replace("某", form("某").strip('"')) == left


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", FRIENDS)
def test_what_only_looks_like_it_is_left(text: str, form: object) -> None:
    assert callable(form)
    written = form(surrounded(text))
    assert ERASED.without(written) == written


def test_json_stays_json() -> None:
    said = {
        "码覃 漏金\\": ["\\覃漏金", "\n覃漏金\t13507310000", 'a"王明', "\U0001f600王\u3000明\U00020000", "C:\\u王明"]
    }
    left = {"码某\\": ["\\某", "\n某\t某", 'a"某', "\U0001f600某\U00020000", "C:\\u某"]}
    for plainly in (True, False):
        assert json.loads(ERASED.without(json.dumps(said, ensure_ascii=plainly))) == left


def test_number_beside_an_escape_is_a_whole_one() -> None:
    assert json.loads(ERASED.without(json.dumps("电13507310000码"))) == "电某码"  # 电 is \u7535
    assert ERASED.without(r'"\u13507310000"') == r'"\u13507310000"'
    assert ERASED.without("%E7%A0%8113507310000") == "%E7%A0%81某"


def test_plus_is_a_blank_in_addresses_alone() -> None:
    assert ERASED.without("/people/?q=Qin+Loujin&n=1") == "/people/?q=某&n=1"
    assert ERASED.without("q+lv+xi+an") == "q+lv+xi+an"


def test_several_in_one_text_go_and_the_rest_stays_as_it_is() -> None:
    text = "王明（Qin Loujin，135 0731 0000）、王明亮、 覃　漏金 50% \\n 「李王明」"
    assert ERASED.without(text) == "某（某，某）、王明亮、 某 50% \\n 「李王明」"


def test_names_of_others_hold_no_blanks() -> None:
    """老李 王明 are two people: what 李王明 is called does not keep it."""
    assert ERASED.without("老李 王明") == "老李 某"
    assert ERASED.without("阿依·古丽·买") == "某·买"
    kept = Erased(words=("阿依古丽",), called="某", others=("阿依古丽·买",))
    assert kept.without("阿依·古丽·买和阿依·古丽") == "阿依·古丽·买和某"


def test_pinyin_of_a_longer_name_stays() -> None:
    erased = Erased(words=(), called="某", readings=(("wang", "ming"),), other_readings=(("wang", "ming", "liang"),))
    assert erased.without("Wang Ming Liang, Wang Ming, Wangmingliang") == "Wang Ming Liang, 某, Wangmingliang"


def test_sign_that_is_several_characters_goes_as_a_whole() -> None:
    erased = Erased(words=("王一", "tel"), called="某")
    assert erased.without("王㈠") == "王㈠"  # its brackets part
    assert erased.without("℡1") == "某1"
    assert Erased(words=("tt", "el"), called="某").without("t℡") == "t℡"


def test_reading_says_where_each_character_stands() -> None:
    found = read("覃 ％%E8%A6%83\\u8983")
    assert found.text == "覃 %覃覃"
    assert found.spans == [(0, 1), (1, 2), (2, 3), (3, 12), (12, 18)]


def test_first_look_passes_whatever_is_one_of_the_characters() -> None:
    """What is no other form of a letter today is none tomorrow: the look is made of the same reading."""
    look = re.compile(may_hold([spelled("王明"), spelled("ab12"), spelled_in_letters(("qin", "lou"))]))
    for character in map(chr, range(0x80, 0x30000)):
        said = read(character).text
        if said in {"王", "a", "1"}:
            rest = {"王": "明", "a": "b12", "1": ""}[said]
            text = f"{'ab' if said == '1' else ''}{character}{'2' if said == '1' else rest}"
            assert look.search(text), (text, unicodedata.name(character))
            assert look.search(json.dumps(text))
            assert look.search(quote(text))
