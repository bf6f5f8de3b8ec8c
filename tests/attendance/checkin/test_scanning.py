from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attendance.checkin.hall import LONG_AGO, STATE, Hall, hall, registered, rows, scan_of
from tests.cast import SYSTEM, Cast
from tongxin.access import journal
from tongxin.access.models import Entry
from tongxin.attendance.checkin.actions import open_device, purge, revoke_device, scanning
from tongxin.attendance.checkin.items import Item, Sent, Unread
from tongxin.attendance.models import Attendance, Device, Registration, Scan, Seat, Session
from tongxin.attendance.registration.tickets import new_ticket
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, UnavailableError, UnknownAskerError
from tongxin.kernel.period import today
from tongxin.records.training import actions as training


def test_registered_person_is_admitted_and_the_scan_keeps_who_when_and_how(door: Hall) -> None:
    one = door.registered("王例山")
    item = door.item(one, at=timezone.now() - timedelta(minutes=3))
    (answer,) = door.scan(item)
    assert (answer.outcome, answer.label, answer.message) == ("admitted", "已签到", "")
    assert door.present() == {(door.sessions[0].pk, one.pk)}
    scan = scan_of(item.code)
    assert (scan.device_id, scan.registration_id, scan.session_id) == (
        door.opened.device.pk,
        one.pk,
        door.sessions[0].pk,
    )
    assert (scan.device_time, scan.when, scan.clock_off) == (item.at, item.at, False)
    assert abs(scan.server_time - timezone.now()) < timedelta(seconds=20)
    assert rows(Attendance).get().since == item.at
    (line,) = journal.of(scan)
    assert (line.action, line.actor, line.account_id) == (
        "attendance.scan",
        f"签到设备 {door.opened.device.pk}",
        door.opened.device.account_id,
    )
    assert "东门手机" not in str(line.after)


def test_check_in_takes_four_statements(door: Hall) -> None:
    item = door.item(door.registered("王例山"))
    with CaptureQueriesContext(connection) as told:
        assert door.outcomes(item) == ["admitted"]
    said = [one["sql"] for one in told if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said) == 4, said


def test_batch_takes_a_constant_number_of_statements(door: Hall) -> None:
    def statements(number: int) -> int:
        items = [door.item(door.registered(f"例{number}{place}")) for place in range(number)]
        with CaptureQueriesContext(connection) as told:
            assert door.outcomes(*items) == ["admitted"] * number
        return len(told)

    assert statements(40) == statements(2) <= 16


def test_same_scan_again_gets_the_same_answer_and_writes_nothing(door: Hall) -> None:
    one, other = door.registered("王例山"), door.registered("李例水")
    items = (door.item(one), door.item(other), door.item(one), door.item(new_ticket()))
    first = door.scan(*items)
    lines = rows(Entry).count()
    assert door.scan(*items) == first
    assert [door.scan(item) for item in items] == [[answer] for answer in first]
    assert (rows(Scan).count(), rows(Attendance).count(), rows(Entry).count()) == (4, 2, lines)


def test_one_scan_twice_in_a_batch_is_taken_once(door: Hall) -> None:
    item = door.item(door.registered("王例山"))
    assert door.outcomes(item, item) == ["admitted", "admitted"]
    assert rows(Scan).count() == 1


@pytest.mark.parametrize("together", [False, True])
def test_second_scan_of_a_ticket_says_when_and_where_the_first_was(cast: Cast, door: Hall, together: bool) -> None:
    one = door.registered("王例山")
    at = timezone.now().replace(hour=4, minute=5) if timezone.now().hour > 4 else timezone.now()
    second = open_device(door.occasion, by=cast.actor("secretary"), label="西门平板")
    early = door.item(one)
    assert door.outcomes(early) == ["admitted"]
    del at
    extra = [door.item(door.registered("李例水"))] if together else []
    answer = door.scan(door.item(one), *extra, by=second.secret)[0]
    assert answer.outcome == "already"
    assert answer.message == f"{timezone.localtime(early.at):%m-%d %H:%M} 已签到，在「东门手机」"


def test_paper_and_device_find_each_other_without_a_device_named(door: Hall, cast: Cast) -> None:
    from tongxin.attendance.checkin.actions import key_in

    one = door.registered("王例山")
    (keyed,) = key_in(door.occasion, by=cast.actor("secretary"), session=door.sessions[0], codes="A1")
    assert keyed.answer is not None
    assert keyed.answer.outcome == "admitted"
    (answer,) = door.scan(door.item(one))
    assert (answer.outcome, answer.message[-3:]) == ("already", "已签到")


CASES = {
    "cancelled": ({"state": STATE.CANCELLED}, "cancelled"),
    "waiting": ({"state": STATE.WAITING}, "waiting"),
    "offered": ({"state": STATE.OFFERED}, "waiting"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("together", [False, True])
def test_registration_that_gives_no_entry_is_let_in_by_the_host_alone(door: Hall, case: str, together: bool) -> None:
    state, outcome = CASES[case]
    one = door.registered("王例山", **state)
    extra = [door.item(door.registered("李例水"))] if together else []
    answer = door.scan(door.item(one), *extra)[0]
    assert (answer.outcome, "主办方放行" in answer.message) == (outcome, True)
    decided = door.item(one, decided=True)
    answer = door.scan(decided, *extra)[0]
    assert (answer.outcome, answer.message) == ("admitted", f"{Scan.Outcome(outcome).label}，主办方放行")
    assert scan_of(decided.code).decided
    assert (door.sessions[0].pk, one.pk) in door.present()


@pytest.mark.parametrize("together", [False, True])
def test_forged_foreign_and_misplaced_tickets_are_told_apart(cast: Cast, together: bool) -> None:
    door, other = hall(cast, days=2), hall(cast, title="另一期")
    seated = door.registered("王例山")
    Seat.objects.create(registration=seated, session=door.sessions[1], path=door.occasion.path)
    items = [
        door.item(new_ticket()),
        door.item("", ticket=""),
        door.item(registered(other.occasion, "李例水")),
        door.item(seated),
        door.item(seated, session=door.sessions[1].pk),
        door.item(seated, session=other.sessions[0].pk),
        door.item(seated, session=999_999_999),
    ]
    expected = ["unknown", "unknown", "elsewhere", "other_session", "other_day", "no_session", "no_session"]
    found = door.outcomes(*items) if together else [door.outcomes(item)[0] for item in items]
    assert found == expected
    assert door.present() == set()
    assert scan_of(items[2].code).registration is not None
    assert scan_of(items[5].code).session is None
    assert door.outcomes(door.item(seated, decided=True)) == ["admitted"]


def test_seat_in_the_session_admits(door: Hall) -> None:
    seated = door.registered("王例山")
    Seat.objects.create(registration=seated, session=door.sessions[0], path=door.occasion.path)
    assert door.outcomes(door.item(seated)) == ["admitted"]


def test_host_cannot_let_in_a_forged_ticket(door: Hall) -> None:
    assert door.outcomes(door.item(new_ticket(), decided=True)) == ["unknown"]


@pytest.mark.parametrize("behind", [timedelta(days=9_000), timedelta(days=-9_000), timedelta(minutes=45)])
def test_clock_that_is_off_is_put_right_and_marked(door: Hall, behind: timedelta) -> None:
    now = timezone.now()
    item = door.item(door.registered("王例山"), at=now - behind - timedelta(minutes=2))
    (answer,) = door.scan(item, now=now - behind)
    scan = scan_of(item.code)
    assert (answer.outcome, answer.clock_off, scan.device_time) == ("admitted", True, item.at)
    assert abs(scan.when - (now - timedelta(minutes=2))) < timedelta(seconds=20)


def test_clock_put_right_between_scan_and_upload_counts_the_time_of_receipt(door: Hall) -> None:
    item = door.item(door.registered("王例山"), at=LONG_AGO)
    assert door.outcomes(item, now=timezone.now()) == ["admitted"]
    scan = scan_of(item.code)
    assert (scan.device_time, scan.when, scan.clock_off) == (LONG_AGO, scan.server_time, True)


def test_scan_made_offline_counts_when_it_was_made(cast: Cast, door: Hall) -> None:
    rows(Device).update(begins=timezone.now() - timedelta(hours=5))
    item = door.item(door.registered("王例山"), at=timezone.now() - timedelta(seconds=40))
    assert door.outcomes(item, now=timezone.now()) == ["admitted"]
    assert scan_of(item.code).when == pytest.approx(item.at, abs=timedelta(seconds=20))
    assert not scan_of(item.code).clock_off


def test_check_in_is_taken_back_by_another_scan_and_can_be_made_again(door: Hall) -> None:
    one = door.registered("王例山")
    first, again = door.item(one), door.item(one)
    door.scan(first)
    undo = door.item(one, session=None, ticket="", undoes=first.code)
    assert door.outcomes(undo) == ["undone"]
    assert door.present() == set()
    assert scan_of(undo.code).undoes == scan_of(first.code)
    assert scan_of(first.code).outcome == "admitted"
    assert door.outcomes(undo) == ["undone"]
    assert door.outcomes(door.item(one, undoes=first.code)) == ["nothing"]
    assert door.outcomes(door.item(one, undoes=uuid4())) == ["nothing"]
    assert door.outcomes(again) == ["admitted"]
    assert door.outcomes(door.item(one, undoes=first.code)) == ["nothing"]
    assert door.present() == {(door.sessions[0].pk, one.pk)}


def test_refused_scan_cannot_be_taken_back(door: Hall) -> None:
    item = door.item(new_ticket())
    door.scan(item)
    assert door.outcomes(door.item("", undoes=item.code)) == ["nothing"]


def test_attendance_removed_otherwise_leaves_nothing_to_take_back(door: Hall) -> None:
    item = door.item(door.registered("王例山"))
    door.scan(item)
    rows(Attendance).delete()
    assert door.outcomes(door.item("", undoes=item.code)) == ["nothing"]


def test_scan_and_its_undoing_in_one_batch(door: Hall) -> None:
    one = door.registered("王例山")
    first = door.item(one)
    found = door.outcomes(first, door.item("", undoes=first.code), door.item(one), door.item(one))
    assert found == ["admitted", "undone", "admitted", "already"]
    assert len(door.present()) == 1


def test_walk_in_is_registered_at_the_door_and_is_in(door: Hall) -> None:
    item = door.item("", ticket="", how=Scan.How.DOOR, name="周例土", unit="甲所")
    assert door.outcomes(item) == ["admitted"]
    one = rows(Registration).get()
    assert (one.name, one.unit, one.source, one.state, one.path) == (
        "周例土",
        "甲所",
        "door",
        "registered",
        door.occasion.path,
    )
    assert door.present() == {(door.sessions[0].pk, one.pk)}
    assert [line.action for line in journal.of(one)] == ["attendance.walk_in"]
    assert "周例土" not in str([line.after for line in journal.of(one)])
    assert door.outcomes(item) == ["admitted"]
    assert rows(Registration).count() == 1
    assert door.outcomes(door.item("", undoes=item.code)) == ["undone"]
    one.refresh_from_db(from_queryset=rows(Registration))
    assert (one.state, door.present()) == ("cancelled", set())


def test_walk_in_of_no_session_is_not_registered(door: Hall) -> None:
    item = door.item("", ticket="", how=Scan.How.DOOR, name="周例土", session=999)
    assert door.outcomes(item) == ["no_session"]
    assert not rows(Registration).exists()


def test_unreadable_items_fail_no_other(door: Hall) -> None:
    one = door.registered("王例山")
    answers = scanning.check_in(
        Sent(now=None, items=(Unread(sent="x", message="不懂"), door.item(one))), by=door.secret
    )
    assert [(answer.outcome, answer.message) for answer in answers] == [("", "不懂"), ("admitted", "")]
    (answer,) = scanning.check_in(Sent(now=None, items=(Unread(sent="", message="不懂"),)), by=door.secret)
    assert answer.json()["when"] is None


@pytest.mark.parametrize("together", [False, True])
def test_device_unknown_revoked_or_over_is_refused_with_a_sentence(cast: Cast, door: Hall, together: bool) -> None:
    items = [door.item(door.registered(name)) for name in (["王例山", "李例水"] if together else ["王例山"])]
    for secret in ("x", "", "y" * 300):
        with pytest.raises(UnknownAskerError, match="没有开通"):
            scanning.check_in(Sent(now=None, items=tuple(items)), by=secret)
    second = open_device(door.occasion, by=cast.actor("secretary"), label="西门")
    revoke_device(second.device, by=cast.actor("secretary"), reason="丢失")
    with pytest.raises(ForbiddenError, match="停用"):
        door.scan(*items, by=second.secret)
    rows(Device).update(begins=timezone.now() - timedelta(days=2), expires=timezone.now())
    with pytest.raises(UnknownAskerError, match="到期"):
        door.scan(*items)
    assert not rows(Scan).exists()


def test_lost_race_is_tried_again(door: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    item, tries = door.item(door.registered("王例山")), []
    whole = scanning._answers

    def lost(*args: object, **more: object) -> object:
        tries.append(1)
        if len(tries) == 1:
            raise IntegrityError
        return whole(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(scanning, "_answers", lost)
    assert door.outcomes(item) == ["admitted"]

    for fault in (IntegrityError, OperationalError):

        def always(*_: object, fault: type[Exception] = fault, **__: object) -> object:
            raise fault

        monkeypatch.setattr(scanning, "_answers", always)
        with pytest.raises(UnavailableError, match="重传"):
            door.scan(item)


def test_scan_is_never_changed_and_kept_for_a_year_even_by_sql(door: Hall) -> None:
    door.scan(door.item(door.registered("王例山")))
    for statement, said in (
        ("UPDATE attendance_scan SET outcome = 'undone'", "never changed"),
        ("DELETE FROM attendance_scan", "kept for a year"),
    ):
        with pytest.raises(DatabaseError, match=said), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert rows(Scan).get().outcome == "admitted"


def test_scans_and_devices_go_a_year_later_and_attendance_stays(cast: Cast, door: Hall) -> None:
    one = door.registered("王例山")
    old = timezone.now() - timedelta(days=400)
    undone = Scan.objects.create(
        code=uuid4(), occasion=door.occasion, path=door.occasion.path, device=door.opened.device, how="qr",
        outcome="admitted", device_time=old, server_time=old, when=old, registration=one, session=door.sessions[0],
    )  # fmt: skip
    Scan.objects.create(
        code=uuid4(), occasion=door.occasion, path=door.occasion.path, device=None, how="qr", undoes=undone,
        outcome="undone", device_time=old, server_time=old, when=old,
    )  # fmt: skip
    Attendance.objects.create(session=door.sessions[0], registration=one, path=one.path, since=old)
    rows(Device).update(begins=old, expires=old + timedelta(hours=1))
    second = open_device(door.occasion, by=cast.actor("secretary"), label="西门")
    door.scan(door.item(door.registered("李例水")), by=second.secret)
    assert purge(by=SYSTEM, day=today()) == 3
    assert (rows(Scan).count(), rows(Attendance).count()) == (1, 2)
    assert [device.pk for device in rows(Device)] == [second.device.pk]
    assert journal.of(door.occasion)[0].reason == "删除满一年的签到记录 2 条"
    assert purge(by=SYSTEM, day=today()) == 0


def test_device_is_opened_until_a_day_after_the_occasion(cast: Cast, door: Hall) -> None:
    device = door.opened.device
    assert timezone.localtime(device.expires).strftime("%H:%M") == "00:00"
    assert timezone.localtime(device.expires).date() == today() + timedelta(days=2)
    assert (device.opened_by, str(device)) == ("secretary", f"签到设备 {device.pk}")
    assert door.secret not in str([line.after for line in journal.of(device)])
    over = training.plan_class(
        by=SYSTEM, title="旧班", organiser=cast.county, co_organisers=[], kind="course", venue="", field_days=(),
        first_day=today() - timedelta(days=3), last_day=today() - timedelta(days=2), days_needed=None,
    )  # fmt: skip
    with pytest.raises(ConflictError, match="超过一天"):
        open_device(over.occasion, by=cast.actor("secretary"), label="门口")
    with pytest.raises(InputError, match="哪一台"):
        open_device(door.occasion, by=cast.actor("secretary"), label="  ")
    with pytest.raises(ForbiddenError):
        open_device(door.occasion, by=cast.actor("neighbour"), label="门口")
    Session.objects.children_of(door.occasion).delete()
    with pytest.raises(ConflictError, match="没有日程"):
        open_device(door.occasion, by=cast.actor("secretary"), label="门口")


def test_list_of_names_needs_the_right_to_read_names(cast: Cast, door: Hall) -> None:
    with pytest.raises(ForbiddenError):
        open_device(door.occasion, by=cast.actor("city"), label="门口", with_names=True)
    opened = open_device(door.occasion, by=cast.actor("secretary"), label="门口", with_names=True)
    assert opened.device.with_names
    assert journal.of(opened.device)[0].reason == "持有本场报名名单"


def test_devices_are_bounded_and_revoked_once_with_a_reason(
    cast: Cast, door: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tongxin.attendance.checkin.actions import devices

    monkeypatch.setattr(devices, "MOST_DEVICES", 1)
    with pytest.raises(ConflictError, match="最多同时开通 1 台"):
        open_device(door.occasion, by=cast.actor("secretary"), label="门口")
    with pytest.raises(InputError, match="原因"):
        revoke_device(door.opened.device, by=cast.actor("secretary"), reason=" ")
    with pytest.raises(ForbiddenError):
        revoke_device(door.opened.device, by=cast.actor("neighbour"), reason="丢失")
    revoked = revoke_device(door.opened.device, by=cast.actor("secretary"), reason="丢失")
    assert revoked.revoked is not None
    with pytest.raises(ConflictError, match="已经停用"):
        revoke_device(door.opened.device, by=cast.actor("secretary"), reason="丢失")


ORDERS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=8)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, st.integers(1, 8))
def test_batches_come_to_the_same_as_one_by_one(door: Hall, order: list[tuple[int, bool]], size: int) -> None:
    with transaction.atomic():
        people = [door.registered(f"例{place}") for place in range(3)]
        items: list[Item] = []
        for who, undo in order:
            made = [one for one in items if not one.undoes and one.ticket == people[who].ticket_hash]
            undoes = made[-1].code if undo and made else None
            items.append(door.item(people[who], undoes=undoes))
        results = []
        for portions in (
            [[one] for one in items],
            [items[start : start + size] for start in range(0, len(items), size)],
        ):
            with transaction.atomic():
                found = [outcome for portion in portions for outcome in door.outcomes(*portion)]
                results.append((found, door.present()))
                transaction.set_rollback(True)
        assert results[0] == results[1]
        transaction.set_rollback(True)
