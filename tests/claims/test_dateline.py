"""The day a report says it was written, which “今年” and “截至目前” are counted from."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.claims.dateline import dateline

DAY = date(2022, 9, 26)


@pytest.mark.parametrize(
    "text",
    [
        "工作综述\n2022年9月26日\n今年培训3人次。",
        "工作综述\n某联谊会　　湖南同心报〔2022〕1号　　2022年9月26日\n今年培训3人次。",
        "工作综述\n某联谊会湖南同心报〔2022〕1号2022年9月26日\n今年培训3人次。",
        "工作综述\n（２０２２年９月２６日）\n今年培训3人次。",
        "工作综述\n发布时间：2022-09-26 10:20\n今年培训3人次。",
        "工作综述\n今年培训3人次。\n某联谊会\n二〇二二年九月二十六日",
        "工作综述\n今年培训3人次。\n某联谊会\n2022 年 9 月 26 日\n",
        "工作综述\n2022年9月26日\n今年培训3人次。\n附件\n2021年12月31日",
    ],
)
def test_line_of_a_day_is_found(text: str) -> None:
    assert dateline(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今年培训3人次。",
        "会议时间为2022年9月26日",
        "上月，参加会议的有 2022年9月26日",
        "2022年2月30日",
        "二〇二二年十三月一日",
        "1848年2月1日",
        "二二二二年九月九日",
        "20二2年九月九日",
        "甲" * 80 + " 2022年9月26日",
        "一\n二\n三\n四\n五\n六\n2022年9月26日\n一\n二\n三\n四\n五\n六",
    ],
)
def test_other_days_are_not_taken_for_it(text: str) -> None:
    assert dateline(text) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    dateline(text)
