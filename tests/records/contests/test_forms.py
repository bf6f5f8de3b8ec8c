from datetime import date
from typing import Any

import pytest

from tongxin.records.contests import actions
from tongxin.records.contests.forms import (
    ContestForm,
    NewContestForm,
    NewEntryForm,
    SheetCorrectionForm,
    SheetForm,
)
from tongxin.records.contests.life import LIVES
from tongxin.records.contests.pages import contests, entries, sheets
from tongxin.web.filters import form_of

TYPED = {
    "title": "宁乡赛", "organiser": "宁乡市联谊会", "first_day": "2021-05-10", "kind": "speech", "criteria": "内容 100",
}  # fmt: skip
SHEET = {"contest": "宁乡演讲比赛", "judge": "1", "entry": "２", "scores": "９．５、8"}


def test_title_organiser_day_and_criteria_are_enough(cast):
    form = NewContestForm(TYPED)
    assert form.is_valid(), form.errors
    day = date(2021, 5, 10)
    assert form.cleaned_data == {
        "title": "宁乡赛", "organiser": cast.county, "kind": "speech", "first_day": day, "last_day": day,
        "entries_until": day, "venue": "", "criteria": "内容 100", "rounds": "", "rule": "", "co_organisers": [],
        "call_text": "",
    }  # fmt: skip


def test_wrong_first_day_leaves_the_others_alone(cast):
    form = ContestForm(TYPED | {"organiser": cast.county.name, "first_day": "2021-13-40"})
    assert list(form.errors) == ["first_day"]


def test_labels_are_the_headings_of_the_sheets():
    wanted = {
        NewContestForm: {"赛事名称", "主办单位", "开始日期", "结束日期", "评分项", "轮次", "计分规则"},
        NewEntryForm: {"赛事", "作品或节目名称", "选送单位", "参赛人"},
        SheetForm: {"赛事", "轮次", "评委编号", "参赛编号", "各项得分", "来源"},
    }
    for form, labels in wanted.items():
        found = [field.label for field in form.base_fields.values()]
        assert labels <= set(found)
        assert len(found) == len(set(found))


def test_contest_is_named_as_people_name_it(stage):
    one = stage.call()
    for named in ("宁乡演讲比赛", f"宁乡演讲比赛（编号{one.pk}）"):
        form = SheetForm(SHEET | {"contest": named})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["contest"] == one
    assert SheetForm(initial={"contest": one})["contest"].value() == f"宁乡演讲比赛（编号{one.pk}）"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("", "这个字段是必填项"),
        ("无此赛", "没有找到名称为「无此赛」的赛事"),
        ("宁乡演讲比赛（编号999）", "没有找到名称"),
    ],
)
def test_contest_nobody_recorded_is_refused(stage, named, said):
    stage.call()
    (message,) = SheetForm(SHEET | {"contest": named}).errors["contest"]
    assert said in message


def test_contest_of_every_year_is_told_apart_by_number_and_a_cancelled_one_is_none(stage):
    first = stage.call()
    second = stage.call(first_day=date(2021, 5, 11))
    (message,) = SheetForm(SHEET).errors["contest"]
    assert f"宁乡演讲比赛（编号{first.pk}）由宁乡市联谊会主办" in message
    assert f"（编号{second.pk}）" in message
    actions.cancel_contest(first, by=stage.by, reason="不办")
    assert SheetForm(SHEET).is_valid()


@pytest.mark.parametrize(("form", "source"), [(SheetForm, "excel"), (SheetCorrectionForm, "")])
def test_source_is_presumed(stage, form, source):
    stage.call()
    filled: Any = form(SHEET)
    assert filled.is_valid(), filled.errors
    assert (filled.cleaned_data["source"], filled.cleaned_data["entry"]) == (source, 2)


def test_nobody_enters_a_sheet_as_if_a_judge_had_given_it(stage):
    stage.call()
    assert "source" in SheetForm(SHEET | {"source": "tablet"}).errors
    assert SheetCorrectionForm(SHEET | {"source": "tablet"}).is_valid()


def test_link_is_an_address_of_the_web(stage):
    stage.call()
    typed = {"contest": "宁乡演讲比赛", "title": "作品", "entrants": "王例山", "link": "javascript:alert(1)"}
    assert "link" in NewEntryForm(typed).errors


@pytest.mark.parametrize("page", [contests.ContestList, entries.EntryList, sheets.SheetList])
def test_filters_leave_everything_out(page):
    form = form_of(page().filters)({})
    assert form.is_valid(), form.errors


def test_no_form_asks_for_votes():
    words = [
        str(field.label)
        for life in LIVES
        for act in life.every_act()
        if act.form
        for field in act.form.base_fields.values()
    ]
    assert not [word for word in words if "票" in word]
