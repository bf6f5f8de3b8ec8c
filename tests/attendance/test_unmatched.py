"""The work list of lines nobody knows: over every class of the scope, candidates, one reason, new people through the one door."""

import re
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import COUNTY, SYSTEM, Cast
from tests.cast import cast as build
from tests.lives import class_details
from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.attendance import queries
from tongxin.attendance.actions.settling import Choice, settle_lines
from tongxin.attendance.history import roster_moments
from tongxin.attendance.models import Participation
from tongxin.attendance.unmatched import candidates_of, counts_by_place, unmatched
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.taking_back import take_back_last
from tongxin.network.models import Person
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

ADDRESS = "/roster-lines/"


@pytest.fixture
def stage(db: None) -> Cast:
    return build()


def a_class(stage: Cast, title: str, roster: str, **changes: Any) -> tuple[TrainingClass, list[Participation]]:
    one = training.register_class(by=SYSTEM, roster=roster, **class_details(stage, title=title, **changes))
    return one, list(queries.roster(one.occasion).order_by("id"))


def persons(name: str) -> list[Person]:
    return list(Person.objects.whole_network(reason="test").filter(name=name).order_by("pk"))


def settle(stage: Cast, *choices: Choice, who: str = "secretary", reason: str = "核对名册") -> Any:
    return settle_lines(choices, by=stage.actor(who), reason=reason)


def test_list_shows_the_lines_of_every_class_with_whom_they_may_mean(stage: Cast) -> None:
    near = stage.person("王伟", unit="甲所", mobile="13900000001")
    far = stage.person("王维", code="430182")
    spelled = stage.person("王伟", unit="乙厂", mobile="13900000002")
    one, (line, *_) = a_class(stage, "第一期", "王伟 甲所 13900000009\n赵例土")
    other, _ = a_class(stage, "第二期", "钱例金 丙店", first_day=date(2021, 6, 1), last_day=date(2021, 6, 1))
    page = stage.client("secretary").get(ADDRESS)
    rows = page.context["table"].rows
    assert [(row.name, str(row.owner)) for row in rows] == [
        ("王伟", str(one)),
        ("赵例土", str(one)),
        ("钱例金", str(other)),
    ]
    assert [(found.person, found.why) for found in rows[0].candidates] == [
        (near, "姓名相同、单位相同、同一地区"), (spelled, "姓名相同、同一地区"), (far, "姓名读音相同、同一地区"),
    ]  # fmt: skip
    shown = page.content.decode()
    assert f'name="line-{line.pk}" value="{near.pk}"' in shown
    assert f'href="/training/{one.pk}/#p{line.pk}"' in shown
    assert "没有候选的 2 人全部登记为新人员" in shown
    narrowed = stage.client("secretary").get(ADDRESS, {"occasion": other.occasion_id})
    assert [row.name for row in narrowed.context["table"].rows] == ["钱例金"]


def test_page_of_a_class_leads_to_its_lines_and_who_may_not_read_persons_sees_none(stage: Cast) -> None:
    one, _ = a_class(stage, "第一期", "赵例土")
    assert (
        f'href="{ADDRESS}?occasion={one.occasion_id}"'
        in stage.client("secretary").get(f"/training/{one.pk}/").content.decode()
    )
    assert stage.client("city").get(ADDRESS).status_code == HTTPStatus.FORBIDDEN
    assert not stage.client("neighbour").get(ADDRESS).context["table"].rows
    assert [(one.code, one.number) for one in counts_by_place(stage.actor("secretary").scope)] == [("430182", 1)]
    assert not counts_by_place(stage.actor("neighbour").scope)


def test_ticks_and_all_the_others_are_settled_with_one_reason(stage: Cast) -> None:
    known = [stage.person("王伟", mobile=f"1390000000{number}") for number in range(2)]
    one, lines = a_class(stage, "第一期", "王伟 13900000009\n赵例土 丁厂\n钱例金\n孙例木")
    other, more = a_class(
        stage, "第二期", "赵 例土 丁厂\n王伟 13900000009", first_day=date(2021, 6, 1), last_day=date(2021, 6, 1)
    )
    client = stage.client("secretary")
    page = client.get(ADDRESS)
    sent = {
        "line": [row.pk for row in page.context["table"].rows], "without": page.context["without"], "reason": "秘书核对", "all": "1",
        f"line-{lines[0].pk}": str(known[1].pk), f"line-{more[1].pk}": "other",
    }  # fmt: skip
    answer = client.post(ADDRESS, sent, follow=True)
    assert "已对上 1 人，登记新人员 4 人。" in answer.content.decode()
    assert not answer.context["table"].rows
    assert [persons(name)[-1].unit for name in ("赵例土", "钱例金", "孙例木")] == ["丁厂", "", ""]
    assert len(persons("赵例土")) == 1  # of two classes
    (third,) = (one for one in persons("王伟") if one not in known)
    assert [line.person for line in queries.roster(one.occasion).order_by("id")] == [
        known[1], persons("赵例土")[0], persons("钱例金")[0], persons("孙例木")[0],
    ]  # fmt: skip
    assert [line.person for line in queries.roster(other.occasion).order_by("id")] == [persons("赵例土")[0], third]
    assert third.place == one.place
    written = Entry.objects.whole_network(reason="test").filter(action="attendance.line.identify")
    assert {entry.reason for entry in written} == {"秘书核对"}
    assert len(written) == 6
    (moment,) = roster_moments(one, scope=stage.actor("secretary").scope)
    assert (moment.what, moment.why) == ("对上人员：王伟、赵例土、钱例金等 4 人", "秘书核对")


def test_without_a_tick_or_a_reason_the_page_keeps_what_was_chosen(stage: Cast) -> None:
    _, (line,) = a_class(stage, "第一期", "赵例土")
    client = stage.client("secretary")
    nothing = client.post(ADDRESS, {"line": [line.pk], "reason": "核对"})
    assert (nothing.status_code, "还没有选" in nothing.content.decode()) == (HTTPStatus.BAD_REQUEST, True)
    without = client.post(ADDRESS, {"line": [line.pk], f"line-{line.pk}": "new", "reason": " "})
    assert without.status_code == HTTPStatus.BAD_REQUEST
    assert re.search(rf'name="line-{line.pk}" value="new"\s+checked', without.content.decode())
    assert without.context["settling"].errors["reason"]
    assert not persons("赵例土")
    broken = client.post(ADDRESS, {"line": [line.pk], f"line-{line.pk}": "١", "reason": "核对"})
    assert broken.status_code == HTTPStatus.BAD_REQUEST


def test_what_cannot_be_is_told_line_by_line_and_the_rest_is_written(stage: Cast) -> None:
    known = stage.person("王例山", mobile="13900000001")
    stage.person("李例水", unit="")
    one, lines = a_class(
        stage,
        "第一期",
        "王例山 13900000001\n王例山 13900000002\n周例月 甲厂 13900000003\n周例月 甲厂 13900000004\n吴例日",
    )
    told = settle(
        stage,
        Choice(line=lines[1].pk, person=known.pk),
        Choice(line=lines[2].pk),
        Choice(line=lines[3].pk),
        Choice(line=lines[4].pk, person=987_654),
    )
    assert (told.found, told.new) == (0, 1)
    assert [said.partition("没有办成：")[0] for said in told.refused] == ["「王例山」", "「周例月」", "「吴例日」"]
    assert ["已在本期名册上" in said for said in told.refused] == [True, True, False]
    assert "没有找到所选的人" in told.refused[2]
    assert [bool(line.person_id) for line in queries.roster(one.occasion).order_by("id")] == [
        True,
        False,
        True,
        False,
        False,
    ]


def test_new_person_goes_through_the_one_door_that_knows_who_is_there(stage: Cast) -> None:
    stage.person("李例水", mobile="")
    stage.person("李例水", mobile="13900000005")
    _, (line,) = a_class(stage, "第一期", "李例水")
    told = settle(stage, Choice(line=line.pk))
    assert (told.new, "已经登记" in told.refused[0]) == (0, True)
    assert len(persons("李例水")) == 2
    assert settle(stage, Choice(line=line.pk, distinct=True)).new == 1
    assert len(persons("李例水")) == 3
    assert settle(stage, Choice(line=line.pk)) == settle(stage)  # settled already: nothing to say


def test_who_may_read_but_not_record_is_refused_for_the_whole_roster(stage: Cast) -> None:
    one, lines = a_class(stage, "第一期", "赵例土\n钱例金")
    reader = Actor(scope=Scope.of({COUNTY: {Verb.VIEW, Verb.MEMBERS}}), name="只能看")
    told = settle_lines([Choice(line=line.pk) for line in lines], by=reader, reason="核对")
    assert (told.found, told.new, len(told.refused)) == (0, 0, 2)
    assert "权限" in told.refused[0]
    assert not persons("赵例土")
    assert not settle(stage, Choice(line=lines[0].pk), who="neighbour").refused  # sees no such line
    with pytest.raises(InputError):
        settle(stage, Choice(line=lines[0].pk), reason="\u200b")
    assert not queries.roster(one.occasion).exclude(person=None).exists()


def test_list_asks_as_much_for_many_lines_as_for_few(stage: Cast) -> None:
    for number in range(3):
        stage.person(f"王例{chr(0x4E10 + number)}", mobile=f"1390000010{number}")
    a_class(stage, "第一期", "赵例土 甲厂")
    client, numbers = stage.client("secretary"), []
    client.get(ADDRESS)
    for title, count in (("", 0), ("第二期", 40)):
        if title:
            roster = "\n".join(f"王例{chr(0x4E10 + number)} 甲厂 138{number:08d}" for number in range(count))
            a_class(stage, title, roster, first_day=date(2021, 6, 1), last_day=date(2021, 6, 1))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(ADDRESS)
        numbers.append(sum(1 for one in asked if "SAVEPOINT" not in one["sql"]))
    assert len(page.context["table"].rows) == 41
    assert numbers[0] == numbers[1] <= 7, numbers


def test_settling_a_page_takes_statements_in_proportion_to_the_lines_and_few(stage: Cast) -> None:
    known = [stage.person(f"王例{chr(0x4E10 + number)}", mobile=f"139{number:08d}") for number in range(20)]
    roster = "\n".join(f"{one.name} 138{number:08d}" for number, one in enumerate(known))
    _, lines = a_class(stage, "第一期", roster)
    choices = [Choice(line=line.pk, person=one.pk) for line, one in zip(lines, known, strict=True)]
    with CaptureQueriesContext(connection) as asked:
        assert settle(stage, *choices).found == 20
    assert sum(1 for one in asked if "SAVEPOINT" not in one["sql"]) <= 20 + 20


def test_wrong_settling_is_taken_back_whole_with_the_people_it_put_on_record(stage: Cast) -> None:
    known = stage.person("王例山", mobile="13900000001")
    one, lines = a_class(stage, "第一期", "王例山 甲所 13900000009\n赵例土 丁厂")
    settle(stage, Choice(line=lines[0].pk, person=known.pk), Choice(line=lines[1].pk))
    assert not list(unmatched(stage.actor("secretary").scope))
    client = stage.client("secretary")
    page = f"/training/{one.pk}/"
    (back_page,) = re.findall(r'href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?撤回上一步', client.get(page).content.decode())
    answer = client.post(back_page, {"reason": "对错了人"})
    assert answer.status_code == HTTPStatus.FOUND, answer.content.decode()
    assert "撤回上一步</a>" not in client.get(page).content.decode()
    back = list(queries.roster(one.occasion).order_by("id"))
    assert [(row.person_id, row.name, row.unit) for row in back] == [(None, "王例山", "甲所"), (None, "赵例土", "丁厂")]
    assert (persons("赵例土"), persons("王例山")) == ([], [known])


def test_matching_again_is_taken_back(stage: Cast) -> None:
    one, _ = a_class(stage, "第一期", "王例山 甲所")
    member = stage.person("王例山", unit="甲所")
    training.rematch_roster(one, by=stage.actor("secretary"))
    assert [row.person_id for row in queries.roster(one.occasion)] == [member.pk]
    take_back_last(one, by=stage.actor("secretary"), reason="是同名的另一人")
    assert [(row.person_id, row.name, row.unit) for row in queries.roster(one.occasion)] == [(None, "王例山", "甲所")]


def test_candidates_are_five_at_most_and_never_somebody_merged(stage: Cast) -> None:
    several = [stage.person("赵例土", unit="甲厂", mobile=f"1390000000{number}") for number in range(7)]
    several[0].merged_into = several[1]
    several[0].save()
    a_class(stage, "第一期", "赵例土 甲厂 13800000000")
    scope = stage.actor("secretary").scope
    lines = list(unmatched(scope))
    ((_, found),) = candidates_of(lines, scope=scope).items()
    assert [one.person for one in found] == several[1:6]
