"""What the page of a record with a roster shows, to whom; what its forms begin with and offer."""

from datetime import date
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, found
from tests.cast import cast as build
from tests.lives import class_details
from tongxin.attendance import actions, queries
from tongxin.attendance.forms import LineForm, ProgrammeForm, ProofForm, RosterForm
from tongxin.attendance.models import Evidence, Participation
from tongxin.attendance.pages import roster_sections
from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.scope import Scope, Verb
from tongxin.network import actions as network
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass
from tongxin.web.pages import Link

ROSTER = "王例山\n李例水 甲所 1天\n张例火 0天\n赵例土 2天"


@pytest.fixture
def stage(db: None) -> Cast:
    return build()


def a_class(stage: Cast, roster: str = ROSTER, **changes: Any) -> TrainingClass:
    one = training.plan_class(by=SYSTEM, **class_details(stage, **changes))
    return training.hold_class(one, by=SYSTEM, roster=roster)


def sections(stage: Cast, one: TrainingClass, who: str = "secretary") -> dict[str, Any]:
    return {section.name: section for section in stage.client(who).get(f"/training/{one.pk}/").context["sections"]}


def written(section: Any) -> list[list[str]]:
    return [[cell.text for cell in line] for line in section.table.lines()]


def test_roster_says_who_on_what_ground_for_how_long_and_whether_completed(stage: Cast) -> None:
    member = stage.person("王例山")
    one = a_class(stage)
    roster = sections(stage, one)["roster"]
    assert written(roster) == [
        ["王例山", "已对上", "签到名册", "全程", "是", "更正", "请假"],
        ["李例水", "未对上", "签到名册", "1", "否", "更正", "请假"],
        ["张例火", "未对上", "签到名册", "0", "否", "更正", "请假"],
        ["赵例土", "未对上", "签到名册", "2", "是", "更正", "请假"],
    ]
    lines = list(queries.roster(one.occasion).order_by("id"))
    cells = list(roster.table.lines())
    assert [line[1].link for line in cells] == [
        f"/people/{member.pk}/",
        *[f"/roster-lines/?occasion={one.occasion_id}"] * 3,
    ]
    assert [line[5].link for line in cells] == [f"/roster-lines/{line.pk}/correct/" for line in lines]
    assert (roster.title, roster.table.caption) == ("名册", "名册")
    assert roster.table.names_people(roster.table.columns[0])


def test_leave_and_absence_are_told_in_their_own_words_and_count_alike(stage: Cast) -> None:
    one = a_class(stage, "王例山 请假\n李例水 缺席\n张例火 请假1天\n赵例土")
    lines = list(queries.roster(one.occasion).order_by("id"))

    def told() -> list[tuple[str, str]]:
        return [(line[3], line[4]) for line in written(sections(stage, one)["roster"])]

    assert told() == [("请假", "否"), ("0", "否"), ("2", "是"), ("全程", "是")]
    assert [(line.days_attended, line.completed) for line in lines[:2]] == [(0, False)] * 2
    actions.correct_line(lines[0], by=SYSTEM, reason="后来到了", days_attended=1)
    assert told()[0] == ("1", "否")


def test_reader_of_persons_who_may_not_record_is_offered_no_correction(stage: Cast) -> None:
    one = a_class(stage)
    scope = Scope.of({stage.county.path: (Verb.VIEW, Verb.MEMBERS)})
    roster, days = roster_sections(one, scope=scope, offered=())
    assert [column.name for column in roster.table.columns] == ["name", "person", "evidence", "days", "completed"]
    assert (roster.more, days.name) == (None, "days")
    seen = sections(stage, one, "administrator")
    assert list(seen) == ["roster", "days", "evidence"]
    assert (seen["roster"].table, seen["roster"].empty.partition("，")[0]) == (None, "名册上是个人姓名")


def test_rematching_is_offered_while_somebody_is_unknown_and_to_who_reads_persons(stage: Cast) -> None:
    stage.person("王例山")
    one, known = a_class(stage), a_class(stage, "王例山", title="全对上的班")
    again = Link(label="重新对人员", url=f"/training/{one.pk}/rematch/", icon="refresh", post=True)
    assert sections(stage, one)["roster"].more == again
    assert sections(stage, known)["roster"].more is None


def test_days_are_shown_with_their_form_to_everybody(stage: Cast) -> None:
    one = a_class(stage, field_days=(date(2021, 5, 11),))
    read_only = sections(stage, one, "administrator")["days"]
    assert [column.name for column in read_only.table.columns] == ["day", "form"]
    days = sections(stage, one, "city")["days"]
    assert (days.title, days.table.caption) == ("日程", "日程")
    assert written(days) == [
        ["2021年5月10日", "课堂教学", "更改", "去掉"],
        ["2021年5月11日", "现场教学", "更改", "去掉"],
        ["2021年5月12日", "课堂教学", "更改", "去掉"],
    ]


def test_sums_are_shown_by_ground_in_order_of_strength(stage: Cast) -> None:
    stage.person("王例山")
    one = a_class(stage)
    lines = queries.match(parse_roster("孙例一"), scope=SYSTEM.scope)
    actions.enter_roster(one.occasion, by=SYSTEM, lines=lines, evidence=Evidence.SCAN)
    actions.count_heads(one.occasion, by=SYSTEM, heads=actions.Heads(number=1200))
    facts = {fact.label: fact for fact in stage.client("city").get(f"/training/{one.pk}/").context["facts"]}
    shown = {label: (facts[label].text, facts[label].hint) for label in ("结业人次", "依据", "对上人员", "清点人数")}
    assert shown == {
        "结业人次": ("3", "名册 5 人"),
        "依据": ("扫码签到 1 人次、签到名册 2 人次", ""),
        "对上人员": ("1 / 3", ""),
        "清点人数": ("1,200", ""),
    }


def test_entry_offers_the_organisers_one_may_record_for_and_begins_with_the_first(stage: Cast) -> None:
    closed = found("宁乡市停办联谊会", "430182")
    network.close_organisation(closed, by=SYSTEM, day=date(2021, 1, 1), reason="停办")
    shown = stage.client("secretary").get("/training/new/").context
    assert list(shown["organisers"]) == [stage.county]
    assert shown["form"].initial["organiser"] == stage.county
    assert list(stage.client("city").get("/training/new/").context["organisers"]) == [stage.city, stage.county]


def test_correction_offers_the_same_organisers_and_begins_with_what_is_recorded(stage: Cast) -> None:
    one = a_class(stage, field_days=(date(2021, 5, 11),), days_needed=1, venue="党校", co_organisers=[stage.city])
    shown = stage.client("secretary").get(f"/training/{one.pk}/correct/").context
    assert list(shown["organisers"]) == [stage.county]
    initial = shown["form"].initial
    assert initial["co_organisers"] == [stage.city]
    assert (initial["field_days"], initial["days_needed"], initial["venue"]) == ((date(2021, 5, 11),), 1, "党校")


def test_line_correction_names_whom_and_begins_with_the_days_on_record(stage: Cast) -> None:
    one = a_class(stage)
    line = queries.roster(one.occasion).order_by("id")[1]
    client = stage.client("secretary")
    shown = client.get(f"/roster-lines/{line.pk}/correct/").context
    assert shown["view"].heading() == "更正名册：李例水"
    assert (shown["form"].initial["days_attended"], shown["view"].button) == (1, "保存更正")
    assert shown["view"].cancel_url() == f"/training/{one.pk}/#p{line.pk}"
    answer = client.post(f"/roster-lines/{line.pk}/correct/", {"reason": "补签", "days_attended": ""}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["已更正。"]
    assert queries.roster(one.occasion).get(pk=line.pk).completed
    missing = client.get("/roster-lines/0/correct/")
    assert (missing.status_code, "名册上没有这一行" in missing.content.decode()) == (404, True)


def test_preview_shows_each_line_and_writes_nothing(stage: Cast) -> None:
    member = stage.person("王例山", unit="甲所")
    typed = {
        "title": "新班",
        "organiser": stage.county.name,
        "first_day": "2021-05-10",
        "kind": "course",
        "preview": "1",
    }
    shown = stage.client("secretary").post("/training/new/", {**typed, "roster": "王例山\n李例水"}).context
    assert [(line.person, line.matched.doubt) for line in shown["preview"].lines] == [
        (member, ""),
        (None, "人员库中没有找到"),
    ]
    assert list(shown["organisers"]) == [stage.county]
    refused = stage.client("secretary").post("/training/new/", {**typed, "roster": "12345"}).context
    assert refused["previewed"]
    assert refused["preview"].faults == ("名册第 1 行「12345」没有读出姓名，请按「姓名 手机号 单位」每人一行填写。",)
    other = stage.client("secretary").post("/training/new/", {**typed, "title": "", "roster": "王例山"}).context
    assert [line.person for line in other["preview"].lines] == [member]
    assert not TrainingClass.objects.whole_network(reason="test").exists()


@pytest.mark.parametrize(
    ("form", "typed", "fields"),
    [
        (RosterForm, {}, []),
        (ProofForm, {}, []),
        (ProofForm, {"head_count": "0"}, ["head_count"]),
        (ProofForm, {"head_count": "1"}, []),
        (ProofForm, {"head_count": "1000000"}, []),
        (ProofForm, {"head_count": "1000001"}, ["head_count"]),
        (LineForm, {"reason": "补"}, []),
        (LineForm, {"days_attended": "0", "reason": "补"}, []),
        (LineForm, {"days_attended": "100", "reason": "补"}, []),
        (LineForm, {"days_attended": "101", "reason": "补"}, ["days_attended"]),
        (LineForm, {"days_attended": "-1", "reason": "补"}, ["days_attended"]),
        (LineForm, {}, ["reason"]),
        (ProgrammeForm, {"first_day": "2021-05-10"}, []),
        (ProgrammeForm, {}, ["first_day"]),
        (ProgrammeForm, {"first_day": "2021-05-10", "days_needed": "1"}, []),
        (ProgrammeForm, {"first_day": "2021-05-10", "days_needed": "0"}, ["days_needed"]),
        (ProgrammeForm, {"first_day": "2021-05-10", "days_needed": "100"}, []),
        (ProgrammeForm, {"first_day": "2021-05-10", "days_needed": "101"}, ["days_needed"]),
    ],
)
def test_forms_take_what_is_optional_as_optional_and_keep_the_limits(form: Any, typed: Any, fields: list[str]) -> None:
    assert sorted(form(typed).errors) == fields


def test_completion_of_a_replaced_line_outweighs_none() -> None:
    done = Participation(completed=True, days_attended=None, evidence=Evidence.SCAN, decided_by="甲")
    left = Participation(completed=False, days_attended=1, evidence=Evidence.ROSTER, decided_by="乙")
    taken = {
        "completed": True,
        "days_attended": None,
        "sessions_attended": None,
        "excused": False,
        "evidence": Evidence.SCAN,
        "decided_at": None,
        "decided_by": "甲",
    }
    assert left.taken_over(done) == taken
    assert done.taken_over(left) == done.taken_over(done) == left.taken_over(left) == {}
