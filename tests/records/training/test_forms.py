from datetime import date
from typing import Any

import pytest

from tests.attendance.cast import Cast
from tongxin.records.training.forms import ClassFilter, TrainingClassForm, paths_named

TYPED = {"title": "宁乡班", "organiser": "宁乡市联谊会", "first_day": "2021-05-10", "kind": "course"}


def form(cast: Cast, **changes: Any) -> TrainingClassForm:
    return TrainingClassForm({**TYPED, **changes}, scope=cast.secretary.scope)


def test_title_organiser_and_day_are_enough(cast):
    filled = form(cast)
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data == {
        "title": "宁乡班",
        "organiser": cast.county,
        "first_day": date(2021, 5, 10),
        "last_day": date(2021, 5, 10),
        "venue": "",
        "kind": "course",
        "co_organisers": [],
        "field_days": (),
        "days_needed": None,
        "roster": "",
        "signed_roster": "",
        "head_count": None,
    }


def test_labels_are_the_headings_of_the_excel_sheet():
    labels = [field.label for field in TrainingClassForm.base_fields.values()]
    assert {"培训班名称", "主办单位", "开班日期", "结业日期", "举办地点", "结业名册"} <= set(labels)
    assert len(labels) == len(set(labels))


def test_several_co_organisers_and_field_days_stand_in_one_cell(cast):
    filled = form(
        cast,
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
        ("organiser", "长沙市联谊会", "没有找到单位「长沙市联谊会」，请从列表中选择您能登记的单位。"),
        ("co_organisers", "没有的联谊会", "没有找到单位「没有的联谊会」，请写全称。"),
        ("field_days", "5月12日", "日期应写成 2021-12-31 的样子"),
        ("first_day", "2021-02-30", "日期"),
        ("kind", "party", "party"),
        ("days_needed", "0", "1"),
        ("head_count", "x", "整数"),
        ("roster", "王例山\n12345", "第 2 行"),
    ],
)
def test_wrong_field_is_refused_in_place(cast, field, typed, sentence):
    refused = form(cast, **{field: typed})
    assert not refused.is_valid()
    assert sentence in str(refused.errors[field])


def test_names_that_two_organisations_share_are_refused(cast):
    cast.neighbour.name = cast.city.name
    cast.neighbour.save()
    refused = form(cast, co_organisers=cast.city.name)
    assert "同名" in str(refused.errors["co_organisers"])


def test_filter_takes_places_by_name_or_code():
    assert paths_named("株洲市") == paths_named("430200") == ["43/4302/"]
    assert ClassFilter({"place": "株洲市"}).is_valid()
    assert "请写全称" in str(ClassFilter({"place": "株洲"}).errors["place"])
    assert ClassFilter({}).is_valid()
