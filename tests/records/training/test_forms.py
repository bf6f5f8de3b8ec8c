from datetime import date
from typing import Any

import pytest

from tongxin.records.training.forms import NewClassForm
from tongxin.records.training.life import LIFE
from tongxin.records.training.pages import ClassList
from tongxin.web.filters import form_of

TYPED = {"title": "宁乡班", "organiser": "宁乡市联谊会", "first_day": "2021-05-10", "kind": "course"}


@pytest.fixture(autouse=True)
def _cast(cast):
    """Let the organisations of the cast be on record."""


def form(**changes: Any) -> NewClassForm:
    return NewClassForm({**TYPED, **changes})


def test_title_organiser_and_day_are_enough(cast):
    filled = form()
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data == {
        "title": "宁乡班",
        "organiser": cast.county,
        "first_day": date(2021, 5, 10),
        "last_day": date(2021, 5, 10),
        "venue": "",
        "kind": "course",
        "co_organisers": [],
        "series": None,
        "field_days": (),
        "days_needed": None,
        "timetable": "",
        "rule": "",
        "share": "",
        "leave_counts": None,
        "roster": "",
        "signed_roster": "",
        "head_count": None,
        "reason": "",
    }


def test_labels_are_the_headings_of_the_excel_sheet():
    labels = [field.label for field in NewClassForm.base_fields.values()]
    assert {"培训班名称", "主办单位", "开班日期", "结业日期", "举办地点", "结业名册"} <= set(labels)
    assert len(labels) == len(set(labels))


def test_fields_come_in_the_order_they_are_thought_of():
    first = [
        "title",
        "organiser",
        "first_day",
        "last_day",
        "venue",
        "kind",
        "co_organisers",
        "series",
        "field_days",
        "days_needed",
        "timetable",
        "rule",
        "share",
        "leave_counts",
    ]
    assert list(NewClassForm().fields) == [*first, "roster", "reason", "signed_roster", "head_count"]


def test_several_co_organisers_and_field_days_stand_in_one_cell(cast):
    filled = form(
        last_day="2021-05-12",
        co_organisers="长沙市联谊会、株洲市联谊会，长沙市联谊会",
        field_days="2021-05-11 2021-05-12",
    )
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["co_organisers"] == [cast.city, cast.neighbour]
    assert filled.cleaned_data["field_days"] == (date(2021, 5, 11), date(2021, 5, 12))


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "必填"),
        ("organiser", "没有的联谊会", "没有找到名称为「没有的联谊会」的组织"),
        ("co_organisers", "长沙市联谊会、没有的联谊会", "没有找到名称为「没有的联谊会」的组织"),
        ("co_organisers", "、".join(f"第{number}家" for number in range(21)), "最多写 20 家"),
        ("field_days", "5月12日", "日期应写成 2021-12-31 的样子"),
        ("first_day", "2021-02-30", "日期"),
        ("kind", "party", "party"),
        ("days_needed", "0", "1"),
        ("head_count", "x", "整数"),
        ("roster", "王例山\n12345", "第 2 行"),
    ],
)
def test_wrong_field_is_refused_in_place(field, typed, sentence):
    refused = form(**{field: typed})
    assert not refused.is_valid()
    assert sentence in str(refused.errors[field])


def test_filter_takes_a_place_by_name_or_code():
    filter_form = form_of(ClassList().filters)
    assert filter_form({"place": "株洲市"}).is_valid()
    assert "请从列表中选，或写全称" in str(filter_form({"place": "没有的市"}).errors["place"])
    assert filter_form({}).is_valid()


def test_correction_shows_what_was_typed_before(cast):
    shown = NewClassForm(
        initial={"co_organisers": [cast.city, cast.neighbour], "field_days": (date(2021, 5, 11), date(2021, 5, 12))}
    )
    assert shown["co_organisers"].value() == "长沙市联谊会、株洲市联谊会"
    assert shown["field_days"].value() == "2021-05-11 2021-05-12"


def test_form_asks_first_for_what_every_class_has():
    fields = list(NewClassForm().fields)
    assert fields[:5] == ["title", "organiser", "first_day", "last_day", "venue"]
    assert fields[5:10] == ["kind", "co_organisers", "series", "field_days", "days_needed"]


def test_class_is_entered_as_planned_or_as_held():
    assert LIFE.new.to == ("planned", "held")
