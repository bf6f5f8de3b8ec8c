"""The completion rule: days as ever, or an exact share of the sessions; what leave takes off."""

from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.lives import class_details
from tongxin.access import journal
from tongxin.attendance import actions, queries
from tongxin.attendance.completing import CompletionRule
from tongxin.attendance.models import Attendance, Occasion, Participation, Registration
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass


@pytest.fixture
def stage(db: None) -> Cast:
    return build()


def rule(*, sessions: int = 0, days: int = 0, excused: int = 0, **columns: object) -> CompletionRule:
    occasion = Occasion(**{"rule": "sessions", "days_needed": 2, **columns})
    return CompletionRule(occasion=occasion, sessions=sessions, days=days, excused={("person", 1): excused})


def line(**attended: int | None) -> Participation:
    return Participation(person_id=1, **attended)


@pytest.mark.parametrize(
    ("share", "total", "least"),
    [
        ((2, 3), 9, 6),
        ((2, 3), 10, 7),
        ((9, 10), 10, 9),
        ((9, 10), 11, 10),
        ((1, 1), 7, 7),
        ((1, 2), 1, 1),
        ((4, 5), 6, 5),
    ],
)
def test_share_of_sessions_is_exact_and_rounded_up(share: tuple[int, int], total: int, least: int) -> None:
    one = rule(sessions=total, share_part=share[0], share_whole=share[1])
    assert one.met_by(line(sessions_attended=least))
    assert not one.met_by(line(sessions_attended=least - 1))


def test_whoever_nobody_counted_was_there_all_the_time() -> None:
    assert rule(sessions=9).met_by(line(sessions_attended=None, days_attended=None))


def test_line_that_says_days_only_is_held_to_the_same_share_of_days() -> None:
    one = rule(sessions=9, days=3)
    assert [one.met_by(line(days_attended=number)) for number in (0, 1, 2)] == [False, False, True]


@pytest.mark.parametrize(
    ("attended", "excused", "most", "completed"),
    [
        (5, 0, 2, False),  # six of nine
        (5, 2, 0, False),  # leave is absence
        (5, 2, 2, True),  # five of seven
        (4, 2, 2, False),
        (4, 3, 2, False),  # no more than two count
        (4, 3, 3, True),  # four of six
        (8, 9, 9, True),
        (0, 9, 9, False),  # nobody completes what he or she never came to
        (1, 9, 9, True),
    ],
)
def test_leave_is_taken_out_of_the_sessions_up_to_the_number_of_the_class(
    attended: int, excused: int, most: int, completed: bool
) -> None:
    one = rule(sessions=9, excused=excused, leave_counts=most)
    assert one.met_by(line(sessions_attended=attended)) is completed


def test_leave_from_whole_days_is_taken_out_of_the_days() -> None:
    one = rule(days=4, excused=1, rule="days", days_needed=3, leave_counts=1)
    assert one.met_by(line(days_attended=3))
    assert not one.met_by(line(days_attended=2))  # three quarters of three days
    half = rule(days=4, excused=2, rule="days", days_needed=3, leave_counts=2)
    assert half.met_by(line(days_attended=2))


@given(st.lists(st.integers(0, 10), min_size=6, max_size=6))
def test_more_attendance_and_more_leave_never_undo_a_completion(drawn: list[int]) -> None:
    part, more, total, attended, excused, most = drawn[0] + 1, drawn[1], drawn[2] * 4 + 1, *drawn[3:]
    attended = min(attended, total)
    columns = {"sessions": total, "share_part": part, "share_whole": part + more}
    bare = rule(**columns).met_by(line(sessions_attended=attended))
    assert bare is (attended >= ceil(Fraction(part, part + more) * total))
    eased = rule(**columns, excused=excused, leave_counts=most)
    if bare:
        assert eased.met_by(line(sessions_attended=attended))
    if eased.met_by(line(sessions_attended=attended)) and attended < total:
        assert eased.met_by(line(sessions_attended=attended + 1))


def a_class(stage: Cast, **changes: object) -> TrainingClass:
    return training.plan_class(by=SYSTEM, **class_details(stage, **changes))


def test_classes_by_days_ask_the_database_for_no_rule(stage: Cast, django_assert_num_queries: object) -> None:
    one = a_class(stage)
    with django_assert_num_queries(0):  # type: ignore[operator]
        found = CompletionRule.of(one.occasion)
    assert [found.met_by(line(days_attended=number)) for number in (1, 2)] == [False, True]
    by_sessions = a_class(stage, title="按场次的班", rule="sessions")
    with django_assert_num_queries(1):  # type: ignore[operator]
        CompletionRule.of(by_sessions.occasion)


def test_rule_is_chosen_per_class_kept_by_corrections_that_do_not_speak_of_it_and_changed_by_others(
    stage: Cast,
) -> None:
    one = a_class(stage, rule="sessions", share="3/4", leave_counts=2)
    held = lambda: (one.occasion.rule, one.occasion.share, one.occasion.leave_counts)  # noqa: E731
    assert held() == ("sessions", Fraction(3, 4), 2)
    training.correct_class(one, by=SYSTEM, reason="改名", **class_details(stage, title="新名"))
    assert held() == ("sessions", Fraction(3, 4), 2)
    training.correct_class(
        one, by=SYSTEM, reason="改规则", **class_details(stage, rule="days", share="", leave_counts=0)
    )
    assert held() == ("days", Fraction(3, 4), 0)
    assert journal.of(one.occasion)[0].after == {"rule": "days", "leave_counts": 0}
    assert a_class(stage, title="平常的班").occasion.rule == "days"


def test_class_says_what_completes_it(stage: Cast) -> None:
    client = stage.client("secretary")

    def said(one: TrainingClass) -> str:
        return next(
            fact.text for fact in client.get(f"/training/{one.pk}/").context["facts"] if fact.label == "结业要求"
        )

    assert said(a_class(stage)) == "共 3 天，参加 2 天及以上"
    days = a_class(stage, title="二", leave_counts=1)
    assert said(days) == "共 3 天，参加 2 天及以上；书面请假最多 1 天不计缺勤"
    text = "5月10日 甲\n5月10日 乙\n5月11日 丙\n5月12日 丁"
    sessions = a_class(stage, title="三", rule="sessions", leave_counts=2, timetable=text)
    assert said(sessions) == "共 4 场，参加 3 场及以上（三分之二，不足一场进为一场）；书面请假最多 2 场不计缺勤"


def checked_in(one: TrainingClass, number: int, *sessions: int, **who: object) -> Registration:
    registered = Registration.objects.create(
        occasion=one.occasion, path=one.path, source="staff", received=timezone.now(), ticket=str(number),
        ticket_hash=f"a{number}", token_hash=f"b{number}", **who,
    )  # fmt: skip
    rows = list(queries.days(one.occasion))
    for at in sessions:
        Attendance.objects.create(session=rows[at], registration=registered, path=one.path, since=timezone.now())
    return registered


def leave_of(stage: Cast, one: TrainingClass, *at: int, name: str = "王例山") -> object:
    row = next(row for row in queries.roster(one.occasion) if row.shown_name == name)
    rows = list(queries.days(one.occasion))
    return actions.grant_leave(row, by=stage.actor("secretary"), sessions=[rows[index] for index in at], reason="公务")


def test_leave_completes_who_would_not_have_and_withdrawing_it_takes_that_back(stage: Cast) -> None:
    one = a_class(stage, leave_counts=1, last_day=date(2021, 5, 13), days_needed=3)
    training.hold_class(one, by=SYSTEM, roster="王例山 2天\n李例水")
    row = queries.roster(one.occasion).get(name="王例山")
    assert not row.completed
    actions.grant_leave(row, by=SYSTEM, sessions=list(queries.days(one.occasion)[:1]))
    row.refresh_from_db(from_queryset=queries.roster(one.occasion))
    assert not row.completed  # two of three is less than three quarters
    actions.correct_line(row, by=SYSTEM, reason="补签", days_attended=3)
    assert row.completed


def test_leave_of_a_registration_counts_for_the_line_of_the_same_person(stage: Cast) -> None:
    one = a_class(stage, rule="sessions", leave_counts=1, timetable="5月10日 甲\n5月10日 乙\n5月11日 丙\n5月12日 丁")
    person = stage.person("王例山")
    known = checked_in(one, 1, 0, 1, person=person, name="王例山")
    written = checked_in(one, 2, 0, 1, name="李例水", unit="甲所")
    away = [queries.days(one.occasion).last()]
    for registered in (known, written):
        actions.grant_leave(registered, by=SYSTEM, sessions=away)
    lines = training.add_roster(one, by=SYSTEM, roster="王例山\n李例水 甲所") and queries.roster(one.occasion)
    for row in lines.order_by("id"):
        actions.correct_line(row, by=SYSTEM, reason="按签到", sessions_attended=2)
        assert row.completed  # two of three


def test_leave_is_granted_by_somebody_kept_and_withdrawn(stage: Cast) -> None:
    one = a_class(stage, rule="sessions", leave_counts=1, timetable="5月10日 甲\n5月10日 乙\n5月11日 丙")
    training.hold_class(one, by=SYSTEM, roster="王例山\n李例水")
    row = queries.roster(one.occasion).get(name="王例山")
    actions.correct_line(row, by=SYSTEM, reason="签到", sessions_attended=1)
    assert not row.completed
    leave = leave_of(stage, one, 2)
    row.refresh_from_db(from_queryset=queries.roster(one.occasion))
    assert not row.completed  # one of two: two thirds of two is two
    actions.correct_line(row, by=SYSTEM, reason="签到", sessions_attended=2)
    assert row.completed
    assert (leave.granted_by, leave.path, leave.shown_name) == ("secretary", stage.county.path, "王例山")
    assert [str(part) for part in leave.sessions.all()] == ["2021-05-11 丙"]
    assert "王例山" not in str([entry.after for entry in journal.of(leave)])
    assert "公务" not in str([entry.after for entry in journal.of(leave)])
    with pytest.raises(ConflictError, match="已经请过假"):
        leave_of(stage, one, 2)
    for wrong in ([], list(queries.days(a_class(stage, title="别的班").occasion))):
        with pytest.raises(InputError, match="本期日程里的场次"):
            actions.grant_leave(row, by=SYSTEM, sessions=wrong)
    actions.withdraw_leave(leave, by=SYSTEM, reason="来了")
    assert leave.withdrawn is not None
    assert journal.of(leave)[0].reason == "来了"
    leave_of(stage, one, 2)  # asked for again
    with pytest.raises(ForbiddenError):
        actions.grant_leave(row, by=stage.actor("city"), sessions=list(queries.days(one.occasion)[:1]))


def test_several_leaves_of_one_person_add_up_and_days_count_only_whole(stage: Cast) -> None:
    one = a_class(
        stage,
        leave_counts=2,
        last_day=date(2021, 5, 13),
        days_needed=4,
        timetable="5月10日 甲\n乙\n5月11日 丙\n5月12日 丁\n5月13日 戊",
    )
    training.hold_class(one, by=SYSTEM, roster="王例山 2天", signed_roster="档案")
    leave_of(stage, one, 0)
    leave_of(stage, one, 2)
    found = CompletionRule.of(one.occasion)
    row = queries.roster(one.occasion).get()
    assert found.excused["line", row.pk] == 1
    leave_of(stage, one, 1)
    row.refresh_from_db(from_queryset=queries.roster(one.occasion))
    assert CompletionRule.of(one.occasion).excused["line", row.pk] == 2
    assert row.completed  # two of two


def test_pages_grant_show_and_withdraw_leave_for_those_who_read_persons(stage: Cast) -> None:
    one = a_class(stage, leave_counts=1)
    training.hold_class(one, by=SYSTEM, roster="王例山\n李例水")
    row = queries.roster(one.occasion).get(name="王例山")
    client = stage.client("secretary")
    asked = client.get(f"/roster-lines/{row.pk}/leave/")
    assert asked.context["view"].heading() == "登记请假：王例山"
    assert asked.context["view"].cancel_url() == f"/training/{one.pk}/"
    first = queries.days(one.occasion).first()
    assert "2021年5月10日" in asked.content.decode()
    answer = client.post(f"/roster-lines/{row.pk}/leave/", {"sessions": [first.pk], "reason": "公务"})
    page = client.get(answer["Location"])
    facts = {fact.label: fact.text for fact in page.context["facts"]}
    assert (facts["姓名"], facts["请假事由"], facts["批准人"], facts["状态"]) == (
        "王例山",
        "公务",
        "secretary",
        "已批准",
    )
    assert [part.name for part in page.context["sections"]] == ["evidence"]
    section = next(part for part in client.get(f"/training/{one.pk}/").context["sections"] if part.name == "leaves")
    assert section.note == "书面请假按本班的结业要求计"
    assert [[cell.text for cell in cells] for cells in section.table.lines()] == [
        ["王例山", "2021-05-10 课堂教学", "secretary", "已批准"]
    ]
    client.post(f"{answer['Location']}withdraw/", {"reason": ""})
    assert "已销假" in client.get(answer["Location"]).content.decode()
    for who in ("city", "neighbour", "administrator"):
        assert stage.client(who).get(answer["Location"]).status_code in (403, 404)
    names = {part.name for part in stage.client("city").get(f"/training/{one.pk}/").context["sections"]}
    assert "leaves" not in names
    registered = checked_in(one, 1, name="赵例土")
    asked = client.get(f"/registrations/{registered.pk}/leave/")
    assert asked.context["view"].heading() == "登记请假：赵例土"
    refused = client.post(f"/registrations/{registered.pk}/leave/", {})
    assert refused.context["form"].errors.keys() == {"sessions"}


def test_line_form_asks_for_what_the_rule_counts(stage: Cast) -> None:
    client = stage.client("secretary")
    for title, rule_, field in (("甲班", "days", "days_attended"), ("乙班", "sessions", "sessions_attended")):
        one = a_class(stage, title=title, rule=rule_)
        (row,) = actions.add_lines(one.occasion, by=SYSTEM, roster="王例山")
        shown = client.get(f"/roster-lines/{row.pk}/correct/").context["form"]
        assert list(shown.fields) == ["reason", field, "identity"]
        client.post(f"/roster-lines/{row.pk}/correct/", {"reason": "早退", field: "1"})
        row.refresh_from_db(from_queryset=queries.roster(one.occasion))
        assert (getattr(row, field), row.completed) == (1, False)
        table = next(
            part for part in client.get(f"/training/{one.pk}/").context["sections"] if part.name == "roster"
        ).table
        assert [cell.text for cell in next(iter(table.lines()))][3] == "1"
