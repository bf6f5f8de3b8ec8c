from datetime import date
from typing import Any

import pytest

from tests.cast import Cast
from tongxin.records.activities.forms import ActivityForm, CameForm, CountForm, ListForm, NewActivityForm

pytestmark = pytest.mark.django_db
TYPED = {"title": "宁乡沙龙", "organiser": "宁乡市新的社会阶层人士联谊会", "kind": "salon", "first_day": "2021-05-10"}


def form(**changes: Any) -> NewActivityForm:
    return NewActivityForm({**TYPED, **changes})


def test_title_organiser_kind_and_day_are_enough(stage: Cast) -> None:
    filled = form()
    assert filled.is_valid(), filled.errors
    said = filled.cleaned_data
    assert (said["organiser"], said["first_day"], said["last_day"]) == (
        stage.county, date(2021, 5, 10), date(2021, 5, 10),
    )  # fmt: skip
    assert {name: said[name] for name in ("head_count", "base", "series", "roster", "aliases", "co_organisers")} == {
        "head_count": None, "base": None, "series": None, "roster": "", "aliases": [], "co_organisers": [],
    }  # fmt: skip


@pytest.mark.parametrize("missing", ["title", "organiser", "kind", "first_day"])
def test_each_of_them_is_asked_for(stage: Cast, missing: str) -> None:
    assert list(form(**{missing: ""}).errors) == [missing]


@pytest.mark.parametrize(
    ("typed", "number"), [("186", 186), (" 186 ", 186), ("１８６", 186), ("1000000", 1_000_000), (186, 186), ("", None)]
)
def test_number_is_read_as_people_type_it(stage: Cast, typed: Any, number: int | None) -> None:
    filled = form(head_count=typed)
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["head_count"] == number


@pytest.mark.parametrize("name", ["head_count", "head_low", "head_high", "head_first_time"])
@pytest.mark.parametrize(
    "typed",
    [
        "近200",
        "186.5",
        "186.0",
        "９．５",
        "-1",
        "1e3",
        "NaN",
        "inf",
        "0x10",
        "1000001",
        "一百八十六",
        "1 8 6",
        186.5,
        "²",
    ],
)
def test_nonsense_is_refused_in_one_sentence(stage: Cast, name: str, typed: Any) -> None:
    filled = form(**{"head_count": "5", name: typed})
    assert list(filled.errors) == [name]
    assert len(filled.errors[name]) == 1
    assert str(filled.errors[name][0]).endswith(("。", "数值。"))


def test_nobody_is_no_count_but_nobody_new_is(stage: Cast) -> None:
    assert list(form(head_count="0").errors) == ["head_count"]
    assert form(head_count="5", head_first_time="0").is_valid()


def test_ground_is_one_of_those_there_are(stage: Cast) -> None:
    assert list(form(head_evidence="guess").errors) == ["head_evidence"]
    assert form(head_evidence="estimate").is_valid()


def test_base_is_found_by_name_and_number(stage: Cast) -> None:
    base = stage.base("灰汤基地")
    assert form(base="灰汤基地").is_valid()
    filled = form(base=f"灰汤基地（编号{base.pk}）")
    assert filled.is_valid()
    assert filled.cleaned_data["base"] == base
    assert "没有找到名称为「无名基地」" in str(form(base="无名基地").errors["base"])
    assert "没有找到" in str(form(base="灰汤基地（编号999999）").errors["base"])
    assert ActivityForm.base_fields["base"].prepare_value(base) == f"灰汤基地（编号{base.pk}）"  # type: ignore[no-untyped-call]


def test_base_of_a_name_two_have_asks_for_the_number(stage: Cast) -> None:
    stage.base("灰汤基地")
    stage.base("灰汤基地", "430200")
    said = str(form(base="灰汤基地").errors["base"])
    assert "请写明编号" in said
    assert "宁乡市" in said


def test_labels_are_the_headings_of_the_excel_sheet() -> None:
    labels = [field.label for field in NewActivityForm.base_fields.values()]
    assert {"活动名称", "主办单位", "活动日期", "来了多少人", "怎么知道的"} <= set(labels)
    assert len(labels) == len(set(labels))


def test_fields_come_in_the_order_they_are_thought_of() -> None:
    assert list(NewActivityForm().fields)[:8] == [
        "title", "organiser", "kind", "first_day", "venue", "base", "head_count", "head_evidence",
    ]  # fmt: skip
    assert list(CameForm().fields)[-2:] == ["roster", "reason"]
    for form_class in (CameForm, ListForm, NewActivityForm):
        assert form_class().fields["roster"].label == "名册"
    assert list(CountForm().fields)[-1] == "reason"
