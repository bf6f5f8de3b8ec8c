from typing import Any

import pytest

from tests.attendance.checkin.hall import Hall, hall, rows
from tests.cast import SYSTEM, Cast
from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.actions import add_lines, correct_line, fold, fold_late, fold_onto
from tongxin.attendance.checkin.actions import key_in
from tongxin.attendance.models import Attendance, Folded, Participation, Registration
from tongxin.attendance.present import unfolded
from tongxin.kernel.errors import ConflictError, ForbiddenError
from tongxin.kernel.scope import Scope, Verb
from tongxin.records.training import actions as training

MOBILE, OTHER = "13800001111", "13800002222"


def attended(door: Hall, one: Registration, *days: int) -> None:
    """Let somebody have been there on these days, whatever day it is today."""
    for place in days or (0,):
        session = door.sessions[place]
        Attendance.objects.create(session=session, registration=one, path=one.path, since=one.received)


def lines() -> list[tuple[Any, ...]]:
    return [
        (line.shown_name, line.unit, line.days_attended, line.completed, line.evidence)
        for line in rows(Participation).select_related("person")
    ]


@pytest.fixture
def week(cast: Cast) -> Hall:
    return hall(cast, days=3)


def test_checked_in_become_lines_with_the_days_they_came(week: Hall) -> None:
    attended(week, week.registered("王例山", unit="甲所"), 0, 1, 2)
    attended(week, week.registered("李例水"), 0, 2)
    attended(week, week.registered("张例火"), 1)
    week.registered("赵例木")
    assert unfolded(week.occasion) == 3
    written = fold(week.occasion, by=SYSTEM)
    assert lines() == [
        ("王例山", "甲所", None, True, "roster"),
        ("李例水", "", 2, True, "roster"),
        ("张例火", "", 1, False, "roster"),
    ]
    assert unfolded(week.occasion) == 0
    assert [line.action for line in journal.of(written[0])] == ["attendance.fold"]
    assert fold(week.occasion, by=SYSTEM) == []


def test_two_sessions_on_one_day_are_one_day(cast: Cast, week: Hall) -> None:
    from tongxin.attendance.models import Session

    second = Session.objects.create(
        occasion=week.occasion, path=week.occasion.path, day=week.sessions[0].day, part=2, title="下午"
    )
    one = week.registered("王例山")
    for session in (week.sessions[0], second):
        Attendance.objects.create(session=session, registration=one, path=one.path, since=one.received)
    fold(week.occasion, by=SYSTEM)
    assert lines() == [("王例山", "", 1, False, "roster")]


def test_scanned_is_scan_and_keyed_from_paper_is_roster(cast: Cast, door: Hall) -> None:
    by_phone, on_paper = door.registered("王例山"), door.registered("李例水")
    door.scan(door.item(by_phone))
    key_in(door.occasion, by=cast.actor("secretary"), session=door.sessions[0], codes="A2")
    fold(door.occasion, by=SYSTEM)
    assert lines() == [("王例山", "", None, True, "scan"), ("李例水", "", None, True, "roster")]
    assert on_paper.pk == rows(Folded)[1].registration_id


def test_known_person_is_matched_to_the_register(cast: Cast, door: Hall) -> None:
    person = cast.person("王例山", mobile=MOBILE, unit="甲所")
    named = cast.person("李例水", unit="乙所")
    attended(door, door.registered("王例山", mobile=MOBILE))
    attended(door, door.registered("", person=named))
    fold(door.occasion, by=SYSTEM)
    assert [(line.person_id, line.name, line.unit) for line in rows(Participation)] == [
        (person.pk, "", ""),
        (named.pk, "", ""),
    ]


def test_device_alone_knows_nobody_in_the_register(cast: Cast, door: Hall) -> None:
    cast.person("王例山", mobile=MOBILE)
    attended(door, door.registered("王例山", mobile=MOBILE))
    recorder = Actor(scope=Scope.of({door.occasion.path: [Verb.RECORD]}), name="签到设备 1")
    fold(door.occasion, by=recorder)
    assert [(line.person_id, line.name) for line in rows(Participation)] == [(None, "王例山")]


SAME = {
    "the same member": ("王例山 13800001111", {"name": "王例山", "mobile": MOBILE}, True),
    "the same mobile": ("王例山 13800001111", {"name": "王大山", "mobile": MOBILE}, None),
    "the same name and unit": ("周例土 丙所", {"name": "周例土", "unit": "丙所"}, False),
    "the member's name and unit": ("王例山 13800001111", {"name": "王例山", "unit": "甲所"}, True),
}


@pytest.mark.parametrize("pasted_first", [True, False])
@pytest.mark.parametrize("case", SAME)
def test_pasted_and_checked_in_are_never_both_added(cast: Cast, door: Hall, case: str, pasted_first: bool) -> None:
    pasted, values, known = SAME[case]
    cast.person("王例山", mobile=MOBILE, unit="甲所")
    attended(door, door.registered(**values))
    if pasted_first:
        add_lines(door.occasion, by=SYSTEM, roster=pasted)
        fold(door.occasion, by=SYSTEM)
    else:
        fold(door.occasion, by=SYSTEM)
        add_lines(door.occasion, by=SYSTEM, roster=pasted)
    (line,) = rows(Participation)
    assert line.evidence == "roster"
    assert known is None or (line.person is not None) is known
    assert unfolded(door.occasion) == 0
    assert fold(door.occasion, by=SYSTEM) == []


DIFFERENT = {
    "another unit": ("周例土 丁所", {"name": "周例土", "unit": "丙所"}),
    "another mobile of a member": ("王例山 13800001111", {"name": "王例山", "unit": "甲所", "mobile": OTHER}),
    "another name": ("吴例金 丙所", {"name": "周例土", "unit": "丙所"}),
}


@pytest.mark.parametrize("pasted_first", [True, False])
@pytest.mark.parametrize("case", DIFFERENT)
def test_different_people_are_both_added(cast: Cast, door: Hall, case: str, pasted_first: bool) -> None:
    pasted, values = DIFFERENT[case]
    cast.person("王例山", mobile=MOBILE, unit="甲所")
    attended(door, door.registered(**values))
    steps = [lambda: add_lines(door.occasion, by=SYSTEM, roster=pasted), lambda: fold(door.occasion, by=SYSTEM)]
    for step in steps if pasted_first else reversed(steps):
        step()
    assert rows(Participation).count() == 2


def test_two_of_one_name_are_two_lines_and_one_pasted_line_is_one_of_them(door: Hall) -> None:
    for _ in range(2):
        attended(door, door.registered("周例土"))
    add_lines(door.occasion, by=SYSTEM, roster="周例土")
    fold(door.occasion, by=SYSTEM)
    assert [line[0] for line in lines()] == ["周例土", "周例土"]


def test_one_member_registered_twice_is_one_line(cast: Cast, door: Hall) -> None:
    person = cast.person("王例山", mobile=MOBILE)
    attended(door, door.registered("王例山", mobile=MOBILE))
    attended(door, door.registered("王例山", person=person, state=Registration.State.CANCELLED))
    fold(door.occasion, by=SYSTEM)
    assert rows(Participation).count() == 1
    assert len({kept.line for kept in rows(Folded)}) == 1


@pytest.mark.parametrize("pasted_first", [True, False])
def test_mobile_that_one_gave_for_several_says_nothing_of_who_is_who(
    cast: Cast, door: Hall, pasted_first: bool
) -> None:
    cast.person("王例山", mobile=MOBILE)
    for name in ("李例水", "张例火"):
        attended(door, door.registered(name, mobile=MOBILE))
    steps = [
        lambda: add_lines(door.occasion, by=SYSTEM, roster="王例山 13800001111\n张例火 13800001111"),
        lambda: fold(door.occasion, by=SYSTEM),
    ]
    for step in steps if pasted_first else reversed(steps):
        step()
    assert sorted(line[0] for line in lines()) == ["张例火", "李例水", "王例山"]


def test_line_the_host_wrote_keeps_its_days_and_takes_the_stronger_evidence(cast: Cast) -> None:
    week = hall(cast, days=3)
    one = week.registered("周例土")
    add_lines(week.occasion, by=SYSTEM, roster="周例土 2天")
    week.scan(week.item(one))
    (line,) = fold(week.occasion, by=SYSTEM)
    assert lines() == [("周例土", "", 2, True, "scan")]
    assert [entry.action for entry in journal.of(line)] == ["attendance.fold", "attendance.enter"]
    attended(week, one, 1, 2)
    assert fold(week.occasion, by=SYSTEM) == []
    assert lines() == [("周例土", "", 2, True, "scan")]


def test_line_follows_later_scans_until_it_is_corrected(week: Hall) -> None:
    one, other = week.registered("王例山"), week.registered("李例水")
    for who in (one, other):
        attended(week, who, 0)
    fold(week.occasion, by=SYSTEM)
    (_, second) = rows(Participation)
    correct_line(second, by=SYSTEM, reason="没有来", days_attended=0)
    for who in (one, other):
        attended(week, who, 1)
    (changed,) = fold(week.occasion, by=SYSTEM)
    assert (changed.name, changed.days_attended, changed.completed) == ("王例山", 2, True)
    assert lines()[1] == ("李例水", "", 0, False, "roster")


def test_check_in_taken_back_later_leaves_no_day_on_the_line(door: Hall) -> None:
    item = door.item(door.registered("王例山"))
    door.scan(item)
    fold(door.occasion, by=SYSTEM)
    door.scan(door.item("", undoes=item.code))
    fold(door.occasion, by=SYSTEM)
    assert lines() == [("王例山", "", 0, False, "scan")]


def test_line_that_is_gone_is_written_again(door: Hall) -> None:
    attended(door, door.registered("王例山"))
    fold(door.occasion, by=SYSTEM)
    rows(Participation).delete()
    fold(door.occasion, by=SYSTEM)
    assert rows(Participation).count() == 1
    assert rows(Folded).get().line == rows(Participation).get().pk


def test_scans_prove_that_a_class_was_held(cast: Cast, door: Hall) -> None:
    with pytest.raises(ConflictError, match="名册"):
        training.hold_class(door.held, by=cast.actor("secretary"))
    door.scan(door.item(door.registered("王例山")))
    held = training.hold_class(door.held, by=cast.actor("secretary"))
    assert held.state == "held"
    assert lines() == [("王例山", "", None, True, "scan")]


def test_nothing_is_put_onto_the_roster_of_a_class_not_held_yet(cast: Cast, door: Hall) -> None:
    door.scan(door.item(door.registered("王例山")))
    assert fold_late(door.occasion, by=SYSTEM) == 0
    later = hall(cast, since=-4, title="下期")
    assert fold_late(later.occasion, by=SYSTEM) == 0
    assert not rows(Participation).exists()


def test_putting_attendance_onto_the_roster_needs_the_right_to_record(cast: Cast, door: Hall) -> None:
    attended(door, door.registered("王例山"))
    with pytest.raises(ForbiddenError):
        fold_onto(door.occasion, by=cast.actor("neighbour"))
    assert len(fold_onto(door.occasion, by=cast.actor("secretary"))) == 1


def test_putting_attendance_onto_the_roster_takes_few_statements(
    cast: Cast, door: Hall, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        attended(door, door.registered(f"例{number}"))
    with django_assert_max_num_queries(20):
        fold(door.occasion, by=SYSTEM)
    assert rows(Participation).count() == 60


def test_line_whose_sessions_were_corrected_follows_no_later_scan(week: Hall) -> None:
    one = week.registered("王例山")
    attended(week, one, 0)
    (line,) = fold(week.occasion, by=SYSTEM)
    correct_line(line, by=SYSTEM, reason="补签", days_attended=1, sessions_attended=3)
    attended(week, one, 1)
    assert fold(week.occasion, by=SYSTEM) == []
    (line,) = rows(Participation)
    assert (line.days_attended, line.sessions_attended) == (1, 3)
