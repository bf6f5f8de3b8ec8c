"""What sources are enough, what a claim is kept without, and what two claims share."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.records.factchecks.rules import passages
from tongxin.records.factchecks.rules.accounts import HIDDEN, without_accounts
from tongxin.records.factchecks.rules.passages import GRAM, LONG, MOST, WINDOW, numbers_of, shared_by
from tongxin.records.factchecks.rules.sources import are_same, lacking


@dataclass
class Told:
    owner: str
    origin: str
    is_primary: bool = False
    has_copy: bool = True


PAPER, OFFICE = Told("湖南日报社", "湖南日报记者采访"), Told("长沙市水务局", "供水调度记录")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("湖南日报", "湖南日报社"),
        ("新华社", "新华通讯社"),
        ("湖南日报", "湖南 日报（客户端）"),
        ("省卫健委", "湖南省卫生健康委员会"),
        ("ＡＢＣ网", "abc网"),
        ("张偉", "张伟"),
        ("局", "局"),
    ],
)
def test_two_spellings_are_one_body(one, other):
    assert are_same(one, other)
    assert are_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("湖南日报", "长沙晚报"), ("长沙市水务局", "长沙市城管局"), ("局", "水务局"), ("报日", "湖南日报")],
)
def test_two_bodies_stay_two(one, other):
    assert not are_same(one, other)


def test_two_sources_of_different_owner_and_origin_are_enough():
    assert lacking([PAPER, OFFICE], exception="") == ""


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([], "还没有可用的来源"),
        ([Told("甲报", "甲报", has_copy=False), Told("乙局", "乙局", has_copy=False)], "还没有可用的来源"),
        ([PAPER], "只有一个可用的来源"),
        ([PAPER, Told("乙局", "乙局", has_copy=False)], "只有一个可用的来源"),
        ([PAPER, Told("湖南日报", "另一次采访")], "「湖南日报社」和「湖南日报」看来是同一个单位"),
        ([PAPER, Told("长沙晚报", "湖南日报记者采访")], "都出自「湖南日报记者采访」"),
        ([Told("甲局", "甲局", is_primary=True)], "只有一个可用的来源"),
    ],
)
def test_sources_that_are_not_enough(sources, said):
    assert said in lacking(sources, exception=" ")


def test_different_owner_and_different_origin_must_be_of_one_pair():
    mixed = [Told("湖南日报", "甲"), Told("湖南日报社", "乙厂公告"), Told("长沙晚报", "甲")]
    assert lacking(mixed, exception="") == ""  # the second and the third
    assert "同一个单位" in lacking([mixed[0], mixed[1]], exception="")
    assert "只算一个源头" in lacking([mixed[0], mixed[2]], exception="")


def test_one_original_record_is_enough_with_a_stated_exception():
    primary = [Told("市场监管局", "检测报告", is_primary=True)]
    assert lacking(primary, exception="检测报告原件，没有别的检测") == ""
    assert lacking([PAPER], exception="没有别的") != ""
    primary[0].has_copy = False
    assert lacking(primary, exception="检测报告原件") != ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("转给13800138000看", f"转给{HIDDEN}看"),
        ("电话 138-0013-8000。", f"电话 {HIDDEN}。"),
        ("座机0731-84512345", f"座机{HIDDEN}"),
        ("身份证11010519491231002X的人", f"身份证{HIDDEN}的人"),
        ("写信给a.b@example.com吧", f"写信给{HIDDEN}吧"),
        ("@小王 说停水", f"{HIDDEN} 说停水"),
        ("微信号：wang_12345，快加", f"{HIDDEN}，快加"),
        ("加 wxid_abc123 进群", f"加 {HIDDEN} 进群"),
        ("QQ 1234567 发的", f"{HIDDEN} 发的"),
        ("昵称「老李头」在群里说", f"{HIDDEN}在群里说"),
        ("https://weibo.com/u/1234567 发的", f"https://weibo.com/{HIDDEN} 发的"),
    ],
)
def test_private_accounts_are_hidden(text, kept):
    assert without_accounts(text) == kept
    assert without_accounts(kept) == kept


@pytest.mark.parametrize(
    "text", ["停水三天，共12345户", "拨打12345热线", "2020年2月3日13时", "账号登录不了", "价格13800元"]
)
def test_what_is_no_account_stays(text):
    assert without_accounts(text) == text


SAME = "听说明天起全城停水三天请大家赶紧储水"


def test_shared_passage_of_ten_letters_is_always_found():
    for start in range(len(SAME) - LONG + 1):
        piece = SAME[start : start + WINDOW + GRAM - 1]
        assert set(numbers_of(SAME)) & set(numbers_of(f"前文甲乙丙丁{piece}后文戊己庚辛"))


@given(
    st.text(alphabet="停水三天城储赶紧", min_size=10, max_size=30),
    st.text("甲乙丙丁", max_size=20),
    st.text("戊己庚", max_size=20),
)
def test_text_within_another_is_found_by_a_number(text, before, after):
    assert set(numbers_of(text)) & set(numbers_of(before + text + after))


def test_signs_blanks_and_width_do_not_matter():
    assert numbers_of("明天，停水！ＡＢ") == numbers_of("明 天停水ab")
    assert numbers_of("") == numbers_of("，。！") == []
    assert len(numbers_of("水")) == 1
    assert numbers_of("停水") != numbers_of("水停")


def test_numbers_of_a_long_text_are_bounded():
    text = "".join(chr(0x4E00 + place) for place in range(3_000))
    assert len(numbers_of(text)) == MOST
    assert numbers_of(text) == sorted(set(numbers_of(text)))


def test_shared_passages_are_shown_as_the_text_writes_them():
    shared = shared_by("重要：明天起，全城停水三天！速转", "物业说明天起全城停水三天是真的吗")
    assert shared.passages == ("明天起，全城停水三天",)
    assert shared.part == Fraction(5, 9)
    assert shared.speaks
    nothing = shared_by("明天停水三天", "今年柚子丰收")
    assert (nothing.passages, nothing.part, nothing.speaks) == ((), 0, False)


def test_short_texts_and_ends_are_compared_whole():
    assert shared_by("停水", "停水").passages == ("停水",)
    assert shared_by("停水", "停水").part == 1
    assert shared_by("", "停水").part == 0
    assert shared_by("全城停水三天", "请看全城停水三天").passages == ("全城停水三天",)


def test_little_in_common_speaks_only_where_it_is_long():
    filler = "".join(chr(0x5E00 + place) for place in range(300))
    other = "".join(chr(0x6E00 + place) for place in range(300))
    assert shared_by(filler + "明天起全城停水三天请储", other + "明天起全城停水三天请储").speaks
    assert not shared_by(filler + "明天起全城停水", other + "明天起全城停水").speaks
    assert Fraction(3, 10) == passages.LEAST_SHARED
