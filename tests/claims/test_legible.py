"""What a reader of the page does not see changes nothing: blanks, invisible signs, look-alikes; every place is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.claims.extract import extract
from tongxin.claims.legible import legible


@pytest.mark.parametrize(
    ("text", "found", "number", "unit"),
    [
        ("会员 9079 人。", "9079 人", "9079", "人"),
        ("会员9079\u200b人。", "9079\u200b人", "9079", "人"),
        ("会员9\u200b079人。", "9\u200b079人", "9079", "人"),
        ("培训4，236人次。", "4，236人次", "4236", "人次"),
        ("培训4 236人次。", "236人次", "236", "人次"),
        ("培训4\u202f236人次。", "4\u202f236人次", "4236", "人次"),
        ("培训4\xa0236\xa0人次。", "4\xa0236\xa0人次", "4236", "人次"),
        ("培训4'236人次。", "4'236人次", "4236", "人次"),
        ("培训1’234’567人次。", "1’234’567人次", "1234567", "人次"),
        ("培训**4236**人次。", "4236**人次", "4236", "人次"),
        ("培训4236\n人次，", "4236\n人次", "4236", "人次"),
        ("培训4236\n人次", "4236\n人次", "4236", "人次"),
        ("培训４２３６人次。", "４２３６人次", "4236", "人次"),
        ("救助12人(家)次。", "12人(家)次", "12", "人(家)次"),
        ("共计:12,640件,其中", "12,640件", "12640", "件"),
        ("收到伍仟元整。", "伍仟元", "5000", "元"),
        ("收到叁佰贰拾元整。", "叁佰贰拾元", "320", "元"),
    ],
)
def test_signs_nobody_sees_change_no_figure(text, found, number, unit):
    claims = [(claim.text, claim.number, claim.unit) for claim in extract(text)]
    assert claims == [(found, number, unit)]
    (claim,) = extract(text)
    assert text[claim.start : claim.end] == found


@pytest.mark.parametrize("text", ["附表4236\n人次要素", "见③人次", "见图4236\n第二章"])
def test_what_only_looks_like_a_figure_stays_none(text):
    assert [claim.text for claim in extract(text) if "\n" in claim.text or "③" in claim.text or "²" in claim.text] == []


def test_marks_are_read_as_chinese_has_them_and_numbers_as_they_are():
    assert legible("合计:3件,好评率(%)高;完.下一").text == "合计：3件，好评率（%）高；完。下一"
    assert legible("12:30，3.5，1,200，http://a.b/c").text.startswith("12:30，3.5，1,200，http：//a.b/c")
    assert legible("二○二一年，二Ｏ二一年，O型").text == "二〇二一年，二〇二一年，O型"


def test_a_blank_inside_chinese_parts_a_heading():
    assert legible("突破 1600 万人 去年").text == "突破1600万人 去年"


@given(st.text(alphabet="会员9 \u200b\xa0，,人'\n*（(", max_size=30))
def test_every_character_read_stands_in_the_original(text):
    read = legible(text)
    position = -1
    for n in range(len(read.text)):
        start, end = read.original(n, n + 1)
        assert position < start < end <= len(text)
        assert read.place(start) == n
        position = start
    for n in range(len(text)):
        assert 0 <= read.place(n) <= len(read.text)


def test_years_with_a_circle_for_every_zero_are_years():
    assert legible("二○二○年和二O二O年").text == "二〇二〇年和二〇二〇年"


def test_every_character_of_the_original_is_found_where_it_is_read():
    text = "培训 12 人次，" * 3
    read = legible(text)
    for at, character in enumerate(text):
        if character != " ":
            assert read.text[read.place(at)] == character
