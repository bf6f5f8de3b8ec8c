"""Sessions with parts: laid out, added, changed, removed; what people hold in them goes along or keeps them."""

from datetime import date, time
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.intake.programs import program
from tests.lives import class_details, session_details
from tongxin.access import journal
from tongxin.attendance import actions, queries
from tongxin.attendance.actions.timetables import MOST_SESSIONS
from tongxin.attendance.models import Attendance, Registration, Seat, Session
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

TEXT = "5月10日 9:00-11:30 开班式\n14:30-17:00 专题课 @二楼 限80人\n5月12日 现场教学 参观"


@pytest.fixture
def stage(db: None) -> Cast:
    return build()


def a_class(stage: Cast, text: str | None = TEXT, **changes: Any) -> TrainingClass:
    more = {} if text is None else {"timetable": text}
    return training.plan_class(by=stage.actor("secretary"), **class_details(stage, **more, **changes))


def rows(one: TrainingClass) -> list[Session]:
    return list(queries.days(one.occasion))


def told(one: TrainingClass) -> list[tuple[Any, ...]]:
    return [(row.day.day, row.part, row.times, row.title) for row in rows(one)]


def registered(one: TrainingClass, code: str = "1") -> Registration:
    return Registration.objects.create(
        occasion=one.occasion, path=one.path, name="王例山", source=Registration.Source.STAFF, received=timezone.now(),
        ticket=code, ticket_hash=code, token_hash=code,
    )  # fmt: skip


def seat(one: TrainingClass, session: Session) -> Seat:
    return Seat.objects.create(registration=registered(one), session=session, path=one.path)


def details(session: Session, **changes: Any) -> dict[str, Any]:
    return session_details(session, **changes)


def test_timetable_is_laid_out_with_parts_times_places_and_rooms(stage: Cast) -> None:
    one = a_class(stage)
    assert told(one) == [(10, 1, "09:00-11:30", "开班式"), (10, 2, "14:30-17:00", "专题课"), (12, 1, "", "参观")]
    assert [(row.venue, row.capacity, row.form) for row in rows(one)] == [
        ("", None, "lecture"), ("二楼", 80, "lecture"), ("", None, "field"),
    ]  # fmt: skip
    assert one.occasion.days_needed == 2  # of the two days there is something on
    assert {row.path for row in rows(one)} == {stage.county.path}


def test_days_to_be_in_the_field_are_so_whatever_the_timetable_says(stage: Cast) -> None:
    one = a_class(stage, field_days=(date(2021, 5, 10),))
    assert [row.form for row in rows(one)] == ["field", "field", "field"]


def test_without_a_timetable_every_day_has_one_session(stage: Cast) -> None:
    for text in (None, ""):
        one = a_class(stage, text, title=f"没有日程{text}")
        assert told(one) == [(10, 1, "", ""), (11, 1, "", ""), (12, 1, "", "")]
        assert queries.programme_values([one.occasion])[one.occasion_id]["timetable"] == ""


def test_timetable_that_cannot_be_read_is_refused_by_the_action_too(stage: Cast) -> None:
    with pytest.raises(InputError, match="不在起止日期之内"):
        a_class(stage, "5月13日 课")


def test_what_is_on_record_reads_back_as_the_same_timetable(stage: Cast) -> None:
    one = a_class(stage)
    held = queries.programme_values([one.occasion])[one.occasion_id]
    assert held["timetable"].splitlines() == [
        "2021-05-10 09:00-11:30 开班式", "2021-05-10 14:30-17:00 专题课 @二楼 限80人", "2021-05-12 参观 现场教学",
    ]  # fmt: skip
    before = {row.pk for row in rows(one)}
    lines = len(journal.of(rows(one)[0]))
    wanted = class_details(stage, **{**held, "days_needed": None})
    training.correct_class(one, by=SYSTEM, reason="核对", **wanted)
    assert {row.pk for row in rows(one)} == before
    assert len(journal.of(rows(one)[0])) == lines


def test_correction_without_a_word_about_sessions_keeps_them_and_moves_them_with_the_days(stage: Cast) -> None:
    one = a_class(stage)
    kept = {row.pk for row in rows(one)}
    training.correct_class(one, by=SYSTEM, reason="改名", **class_details(stage, title="新名"))
    assert told(one) == [(10, 1, "09:00-11:30", "开班式"), (10, 2, "14:30-17:00", "专题课"), (12, 1, "", "参观")]
    later = class_details(stage, first_day=date(2021, 5, 17), last_day=date(2021, 5, 19))
    training.correct_class(one, by=SYSTEM, reason="改期", **later)
    assert told(one) == [(17, 1, "09:00-11:30", "开班式"), (17, 2, "14:30-17:00", "专题课"), (18, 1, "", "参观")]
    assert {row.pk for row in rows(one)} == kept
    assert [row.form for row in rows(one)] == ["lecture"] * 3  # no day was said to be in the field


def test_sessions_that_swap_their_days_keep_their_rows(stage: Cast) -> None:
    one = a_class(stage, "5月10日 9:00-11:00 甲\n5月10日 14:00-16:00 乙\n5月11日 丙")
    first, second, third = rows(one)
    held = seat(one, second)
    wanted = class_details(stage, timetable="5月10日 9:00-11:00 乙\n5月11日 9:00-11:00 丙\n5月11日 14:00-16:00 甲")
    training.correct_class(one, by=SYSTEM, reason="调整", **wanted)
    assert told(one) == [(10, 1, "09:00-11:00", "乙"), (11, 1, "09:00-11:00", "丙"), (11, 2, "14:00-16:00", "甲")]
    assert {row.pk for row in rows(one)} == {first.pk, second.pk, third.pk}
    assert Seat.objects.children_of(second).get() == held


def test_session_is_added_in_its_place_and_the_parts_are_numbered_anew(stage: Cast) -> None:
    one = a_class(stage)
    first = rows(one)[0]
    more = details(first, begins=time(12), ends=time(13), title=" 午间座谈 ")
    made = actions.add_session(one.occasion, by=stage.actor("secretary"), **more)
    assert told(one)[:3] == [
        (10, 1, "09:00-11:30", "开班式"), (10, 2, "12:00-13:00", "午间座谈"), (10, 3, "14:30-17:00", "专题课"),
    ]  # fmt: skip
    assert made.pk in {row.pk for row in rows(one)}
    for wrong, field in (
        ({"day": date(2021, 5, 13)}, "day"), ({"begins": None, "ends": time(9)}, "ends"), ({"ends": time(8)}, "ends"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refusal:
            actions.add_session(one.occasion, by=SYSTEM, **details(first, **wrong))
        assert refusal.value.field == field
    with pytest.raises(ForbiddenError):
        actions.add_session(one.occasion, by=stage.actor("neighbour"), **more)


def test_there_are_no_more_sessions_than_a_timetable_has_lines(stage: Cast) -> None:
    one = a_class(stage)
    first = rows(one)[0]
    Session.objects.insert_rows(
        [Session(occasion=one.occasion, path=one.path, day=first.day, part=at) for at in range(10, 7 + MOST_SESSIONS)]
    )
    with pytest.raises(ConflictError, match="最多 300 场"):
        actions.add_session(one.occasion, by=SYSTEM, **details(first))


def test_session_is_changed_and_takes_along_whoever_holds_a_seat(stage: Cast) -> None:
    one = a_class(stage)
    first, second, _ = rows(one)
    held = seat(one, first)
    changed = details(first, day=date(2021, 5, 11), begins=time(15), ends=time(16), capacity=30)
    actions.change_session(first, by=stage.actor("secretary"), **changed)
    assert told(one)[:2] == [(10, 1, "14:30-17:00", "专题课"), (11, 1, "15:00-16:00", "开班式")]
    assert Seat.objects.children_of(first).get() == held
    line = journal.of(first)[0]
    assert line.action == "attendance.session.change"
    assert (line.before["day"], line.after["day"]) == ("2021-05-10", "2021-05-11")
    assert [entry.action for entry in journal.of(second)] == ["attendance.session.change", "attendance.add_day"]


def test_room_is_never_less_than_the_seats_taken(stage: Cast) -> None:
    one = a_class(stage)
    first, second, _ = rows(one)
    for number in range(3):
        Seat.objects.create(registration=registered(one, f"{number}"), session=first, path=one.path)
    waiting = registered(one, "waits")
    Seat.objects.create(registration=waiting, session=first, path=one.path, held=False)
    actions.change_session(first, by=SYSTEM, **details(first, capacity=3))
    first, second, _ = rows(one)
    with pytest.raises(ConflictError, match="已有 3 人占用名额，名额不能少于 3") as refusal:
        actions.change_session(first, by=SYSTEM, **details(first, capacity=2))
    assert refusal.value.field == "capacity"
    actions.change_session(first, by=SYSTEM, **details(first, capacity=4))
    actions.change_session(second, by=SYSTEM, **details(second, capacity=79))
    assert [row.capacity for row in rows(one)] == [4, 79, None]


def test_session_is_removed_with_a_reason_and_the_rest_close_up(stage: Cast) -> None:
    one = a_class(stage)
    first = rows(one)[0]
    with pytest.raises(InputError, match="原因"):
        actions.remove_session(first, by=SYSTEM, reason=" ")
    actions.remove_session(first, by=SYSTEM, reason="不开班式")
    assert told(one) == [(10, 1, "14:30-17:00", "专题课"), (12, 1, "", "参观")]
    line = journal.of(first)[0] if first.pk else None
    assert line is None or line.reason == "不开班式"


def test_what_the_rule_needs_and_the_last_session_stay(stage: Cast) -> None:
    one = a_class(stage)
    with pytest.raises(ConflictError, match="结业要参加 2 天，去掉这一场后就不够了"):
        actions.remove_session(rows(one)[2], by=SYSTEM, reason="不去")
    single = a_class(stage, None, title="一天的班", last_day=date(2021, 5, 10))
    with pytest.raises(ConflictError, match="这是最后一场"):
        actions.remove_session(rows(single)[0], by=SYSTEM, reason="不办")
    assert len(rows(one)) == 3
    assert len(rows(single)) == 1


def held_by(kind: str, one: TrainingClass, session: Session) -> None:
    if kind == "座位":
        seat(one, session)
    elif kind == "到场":
        Attendance.objects.create(session=session, registration=registered(one), path=one.path, since=timezone.now())
    else:
        (line,) = actions.add_lines(one.occasion, by=SYSTEM, roster="李例水")
        actions.grant_leave(line, by=SYSTEM, sessions=[session])


@pytest.mark.parametrize("kind", ["座位", "到场", "请假"])
def test_session_somebody_holds_something_in_cannot_vanish(stage: Cast, kind: str) -> None:
    one = a_class(stage)
    first = rows(one)[0]
    held_by(kind, one, first)
    with pytest.raises(ConflictError, match=f"已有{kind}，不能去掉"):
        actions.remove_session(first, by=SYSTEM, reason="不开")
    assert len(rows(one)) == 3


def test_correction_that_drops_a_session_gives_its_seats_up(stage: Cast) -> None:
    one = a_class(stage)
    seat(one, rows(one)[1])
    short = class_details(stage, last_day=date(2021, 5, 10), timetable="")
    training.correct_class(one, by=SYSTEM, reason="缩短", **short)
    assert len(rows(one)) == 1
    assert Seat.objects.counted().count() == 0


def test_changed_sessions_decide_everybody_anew_under_a_rule_of_sessions(stage: Cast) -> None:
    one = a_class(stage, rule="sessions", share="2/3")
    (line,) = actions.add_lines(one.occasion, by=SYSTEM, roster="王例山")
    actions.correct_line(line, by=SYSTEM, reason="签到", sessions_attended=2)
    assert line.completed  # two of three
    first = rows(one)[0]
    for number in (1, 2):
        actions.add_session(one.occasion, by=SYSTEM, **details(first, begins=time(18 + number), ends=None))
    line.refresh_from_db(from_queryset=queries.roster(one.occasion))
    assert not line.completed  # two of five
    assert journal.of(line)[0].action == "attendance.decide"
    actions.remove_session(first, by=SYSTEM, reason="不开")
    actions.remove_session(rows(one)[0], by=SYSTEM, reason="不开")
    line.refresh_from_db(from_queryset=queries.roster(one.occasion))
    assert line.completed


def test_pages_show_add_change_and_remove_sessions(stage: Cast) -> None:
    one = a_class(stage)
    client = stage.client("secretary")
    section = next(part for part in client.get(f"/training/{one.pk}/").context["sections"] if part.name == "days")
    assert [column.label for column in section.table.columns] == [
        "日期", "时间", "名称", "形式", "地点", "名额", "更改", "去掉",
    ]  # fmt: skip
    assert section.more.url == f"/occasions/{one.occasion_id}/sessions/new/"
    shown = client.get(section.more.url)
    assert (shown.context["view"].heading(), shown.context["form"].initial) == (
        "加一场：宁乡培训班",
        {"day": date(2021, 5, 12)},
    )
    assert shown.context["view"].cancel_url() == f"/training/{one.pk}/"
    typed = {"day": "2021-05-12", "begins": "14:00", "ends": "15:00", "title": "结业式", "form": "lecture"}
    answer = client.post(section.more.url, typed)
    assert (answer.status_code, answer["Location"]) == (302, f"/training/{one.pk}/")
    last = rows(one)[-1]
    assert (last.title, last.part) == ("结业式", 2)
    change = client.get(f"/sessions/{last.pk}/change/")
    assert change.context["form"].initial["begins"] == time(14)
    assert "14:00" in change.content.decode()
    client.post(f"/sessions/{last.pk}/change/", {**typed, "capacity": "40"})
    assert rows(one)[-1].capacity == 40
    assert client.post(f"/sessions/{last.pk}/remove/", {"reason": "不办结业式"})["Location"] == f"/training/{one.pk}/"
    assert len(rows(one)) == 3
    assert client.get("/occasions/0/sessions/new/").status_code == 404
    assert stage.client("neighbour").get(section.more.url).status_code == 404
    reader = stage.client("administrator")
    assert reader.get(section.more.url).status_code == 403
    shown = next(part for part in reader.get(f"/training/{one.pk}/").context["sections"] if part.name == "days")
    assert (shown.more, shown.table.columns[-1].name) == (None, "capacity")


def test_program_sends_a_timetable_and_is_told_every_fault(stage: Cast) -> None:
    client = program(stage, "secretary")
    sent = {
        "title": "接口班",
        "organiser": stage.county.name,
        "kind": "course",
        "first_day": "2021-05-10",
        "last_day": "2021-05-12",
    }
    refused = client.send("post", "training-classes", {**sent, "timetable": "课\n5月20日 课"}, status=400)
    assert [error["message"][:9] for error in refused["errors"]] == ["日程第 1 行「课", "日程第 2 行「5"]
    made = client.send("post", "training-classes", {**sent, "timetable": TEXT, "rule": "sessions"}, status=201)
    values = client.ask(f"training-classes/{made['id']}")["values"]
    assert values["timetable"].splitlines()[0] == "2021-05-10 09:00-11:30 开班式"
    assert (values["rule"], values["share"], values["leave_counts"]) == ("sessions", "2/3", 0)
    client.send("patch", f"training-classes/{made['id']}", {"venue": "党校", "reason": "补"}, status=200)
    assert client.ask(f"training-classes/{made['id']}")["values"] == {**values, "venue": "党校"}
