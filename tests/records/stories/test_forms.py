"""What is typed of a story is understood or refused in one sentence at its field."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import Cast
from tests.records.stories.samples import ROUTE
from tongxin.kernel.period import today
from tongxin.records.stories.forms import ConsentForm, PeopleForm, RouteField, StoryForm

TYPED = "宁乡市 沩山：云海\n\n 430104　橘子洲 \n"


def checked(form: Any, **typed: Any) -> Any:
    filled = form(typed)
    filled.is_valid()
    return filled


def test_route_is_read_line_by_line_and_shown_so_that_it_is_read_back(db: None) -> None:
    field = RouteField(required=False)
    assert field.clean(TYPED) == ROUTE
    shown = field.prepare_value(ROUTE)
    assert shown == "430182 沩山：云海\n430104 橘子洲"
    assert field.clean(shown) == ROUTE
    assert (field.clean(""), field.prepare_value("x")) == ([], "x")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("沩山", "读不懂"),
        ("没有市 沩山", "没有叫「没有市」的地区"),
        (f"宁乡市 {'山' * 41}", "地点名最多 40 字"),
        (f"宁乡市 沩山：{'云' * 201}", "地点名最多 40 字"),
        ("宁乡市 沩山\n" * 31, "最多写 30 站，现在是 31 站"),
    ],
)
def test_route_that_is_not_understood_is_refused(db: None, typed: str, sentence: str) -> None:
    (said,) = checked(StoryForm, route=typed).errors["route"]
    assert sentence in said


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "http://example.com/v", "data:text/html,x", "ftp://example.com/", "example.com", "//x.cn"],
)
def test_link_that_is_no_safe_address_is_refused(db: None, link: str) -> None:
    assert checked(StoryForm, link=link).errors["link"] == ["链接应以 https:// 开头并写完整，请改正。"]
    assert "link" not in checked(StoryForm, link="https://example.com/v?a=1").errors


def test_consent_over_already_or_not_yet_given_is_refused() -> None:
    yesterday, tomorrow = today() - timedelta(days=1), today() + timedelta(days=1)
    given = {"number": 1, "purpose": "展示", "paper": "同意书"}
    form = checked(ConsentForm, agreed=tomorrow, until=yesterday, **given)
    assert form.errors == {
        "agreed": ["同意日期还没有到，请核对。"],
        "until": ["同意已经到期，不能用来公开，请重新征得同意。"],
    }
    assert checked(ConsentForm, agreed=today(), until=today(), **given).errors == {}
    assert checked(ConsentForm, agreed=today(), **given).errors == {}
    assert set(checked(ConsentForm).errors) == {"number", "purpose", "paper", "agreed"}


@pytest.mark.parametrize(
    ("typed", "right"),
    [({"people": "王例山"}, True), ({"nobody": "on"}, True), ({}, False), ({"people": " "}, False), ({"people": "王例山", "nobody": "on"}, False)],
)  # fmt: skip
def test_somebody_or_nobody_is_shown_never_both(typed: dict[str, str], right: bool) -> None:
    assert checked(PeopleForm, **typed).is_valid() is right


def test_every_field_of_a_story_has_its_heading(cast: Cast) -> None:
    assert [one.label for one in StoryForm.base_fields.values()] == [
        "标题", "主办单位", "类别", "导语", "正文", "地点和路线", "视频链接", "合办单位", "所属品牌系列",
    ]  # fmt: skip


def test_lines_end_the_same_way_wherever_they_were_typed() -> None:
    for typed in ("一。\r\n\r\n二。", "一。\n\n二。", "一。\r\r二。"):
        assert StoryForm.base_fields["text"].clean(typed) == "一。\n\n二。"
    assert StoryForm.base_fields["text"].clean(None) == ""
