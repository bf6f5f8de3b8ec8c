import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.attendance.checkin.hall import Hall, hall, read, rows
from tests.cast import SYSTEM, Cast
from tongxin.access import journal
from tongxin.access.models import Account
from tongxin.attendance.checkin.actions import key_in, open_device
from tongxin.attendance.checkin.pages import section_of
from tongxin.attendance.checkin.paper import MOST_CODES, code_of, read_codes, rows_of
from tongxin.attendance.models import Device, Participation, Registration, Scan, Session
from tongxin.kernel.errors import ForbiddenError, InputError
from tongxin.kernel.scope import Scope, Verb
from tongxin.records.training import actions as training


@pytest.fixture
def host(cast: Cast) -> Client:
    return cast.client("secretary")


def page(door: Hall) -> str:
    return f"/attendance/{door.occasion.pk}/checkin/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_record_shows_numbers_by_session_and_the_way_to_the_door(door: Hall, host: Client) -> None:
    shown = text(host.get(f"/training/{door.held.pk}/"))
    assert "签到可有可无" in shown
    door.registered("李例水")
    door.scan(door.item(door.registered("王例山")))
    answer = host.get(f"/training/{door.held.pk}/")
    (section,) = [one for one in answer.context["sections"] if one.name == "checkin"]
    assert [(row.expected, row.present) for row in section.table.rows] == [(2, 1)]
    assert section.more.url == page(door)
    assert section_of(door.held, scope=Scope.of({door.held.path: [Verb.VIEW]})) == ()


def test_host_opens_a_phone_by_a_link_shown_once(door: Hall, host: Client) -> None:
    answer = host.post(page(door), {"do": "open", "label": "西门", "with_names": "on"})
    (link,) = re.findall(r"http://testserver/checkin/#([\w-]+)</code>", text(answer))
    assert read("/api/v1/scans", secret=link).json()["device"] == "西门"
    assert "data:image/svg+xml;base64," in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert link not in text(host.get(page(door)))
    assert rows(Device).last().with_names


def test_host_page_lists_devices_and_revokes_them(cast: Cast, door: Hall, host: Client) -> None:
    assert "东门手机" in text(host.get(page(door)))
    refused = host.post(page(door), {"do": "revoke", "device": door.opened.device.pk, "reason": ""})
    assert refused.status_code == 400
    done = host.post(page(door), {"do": "revoke", "device": door.opened.device.pk, "reason": "丢失"}, follow=True)
    assert "停用" in text(done)
    assert read("/api/v1/scans", secret=door.secret).status_code == 403
    other = hall(cast, title="另一期")
    for wanted in (other.opened.device.pk, "x", "9" * 30):
        assert host.post(page(door), {"do": "revoke", "device": wanted, "reason": "丢失"}).status_code == 404
    old = timezone.now() - timedelta(days=3)
    rows(Device).filter(pk=door.opened.device.pk).update(revoked=None, begins=old, expires=old + timedelta(hours=1))
    assert "已到期" in text(host.get(page(door)))


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"do": "open", "label": ""}, 400, "这个字段"),
        ({"do": "open", "label": "长" * 21}, 400, "20"),
        ({"do": "paper", "codes": ""}, 400, "这个字段"),
        ({"do": "paper", "codes": "王"}, 400, "不是签到册上的行号"),
        ({"do": "nothing"}, 404, "刷新"),
    ],
)
def test_wrong_entry_is_refused_with_a_sentence(
    door: Hall, host: Client, *, sent: dict[str, Any], status: int, said: str
) -> None:
    answer = host.post(page(door), {"session": door.sessions[0].pk, **sent})
    assert (answer.status_code, said in text(answer)) == (status, True)


def test_device_that_cannot_be_opened_any_more_says_why(cast: Cast, host: Client) -> None:
    door = hall(cast)
    Session.objects.children_of(door.occasion).update(day=timezone.localdate() - timedelta(days=5))
    answer = host.post(page(door), {"do": "open", "label": "西门"})
    assert (answer.status_code, "超过一天" in text(answer)) == (409, True)


def test_host_page_is_for_whoever_records_there(cast: Cast, door: Hall) -> None:
    for who, status in (("neighbour", 404), ("member", 403), ("stranger", 302)):
        assert cast.client(who).get(page(door)).status_code == status
    officer = cast.client("city")
    shown = text(officer.get(page(door)))
    assert "with_names" not in shown
    assert "补录纸质签到册" not in shown
    assert "打印签到册" not in shown
    assert officer.post(page(door), {"do": "open", "label": "西门", "with_names": "on"}).status_code == 403


def test_attendance_is_put_onto_the_roster_at_the_press_of_a_button(door: Hall, host: Client) -> None:
    door.scan(door.item(door.registered("王例山")))
    assert "有 1 人已签到，还没有转入名册" in text(host.get(page(door)))
    done = host.post(page(door), {"do": "fold", "reason": "补登"}, follow=True)
    assert "新增或更新 1 行" in text(done)
    assert rows(Participation).get().name == "王例山"
    assert "还没有转入名册" not in text(host.get(page(door)))


def test_paper_is_printed_with_a_code_a_row_and_leaves_a_line(cast: Cast, door: Hall, host: Client) -> None:
    for number in range(31):
        door.registered(f"例{number:02}", unit="甲所")
    door.registered("李例水", state=Registration.State.CANCELLED)
    shown = text(host.get(f"{page(door)}paper/"))
    assert re.findall(r"<td>([A-Z]\d+)</td><td>(例30|例29|李例水)</td>", shown) == [
        ("A30", "例29"), ("B1", "例30"), ("B2", "李例水"),
    ]  # fmt: skip
    assert "（已取消）" in shown
    line = journal.of(Account.objects.get(username="secretary")).get(action="access.export")
    assert line.reason == "导出「签到册」，共 32 行；用途：打印后现场签名"
    assert cast.client("city").get(f"{page(door)}paper/").status_code == 403


def test_paper_keyed_in_is_told_row_by_row(door: Hall, host: Client) -> None:
    one, _, third = (door.registered(name) for name in ("王例山", "李例水", "张例火"))
    door.scan(door.item(one))
    cancelled = door.registered("赵例木", state=Registration.State.CANCELLED)
    sent = {"do": "paper", "session": door.sessions[0].pk, "codes": "a1、a３ A4 B9"}
    shown = text(host.post(page(door), sent))
    for said in ("王例山：已签过", "张例火：已签到", "赵例木：报名已取消", "没有这一行"):
        assert said in shown
    assert [scan.how for scan in rows(Scan).filter(registration=third)] == ["paper"]
    assert rows(Scan).get(registration=third).device is None
    host.post(page(door), {**sent, "decided": "on"})
    assert {registration for _, registration in door.present()} == {one.pk, third.pk, cancelled.pk}


def test_paper_of_an_earlier_day_is_keyed_in_later(cast: Cast) -> None:
    door = hall(cast, days=2, since=1)
    door.registered("王例山")
    (keyed,) = key_in(door.occasion, by=cast.actor("secretary"), session=door.sessions[0], codes="A1")
    assert keyed.answer is not None
    assert (keyed.name, keyed.answer.outcome) == ("王例山", "admitted")
    with pytest.raises(ForbiddenError):
        key_in(door.occasion, by=cast.actor("city"), session=door.sessions[0], codes="A1")


def test_row_codes_stay_when_somebody_cancels_or_registers_later(door: Hall) -> None:
    people = [door.registered(f"例{number}") for number in range(3)]
    before = {row.registration.pk: row.code for row in rows_of(door.occasion)}
    Registration.objects.same_as(people[0]).update(state=Registration.State.CANCELLED)
    door.registered("阿例")
    after = {row.registration.pk: row.code for row in rows_of(door.occasion)}
    assert before == {pk: after[pk] for pk in before}


def test_row_names_whom_the_register_names(cast: Cast, door: Hall) -> None:
    door.registered("", person=cast.person("李例水", unit="乙所"))
    door.registered("")
    assert [(row.name, row.unit) for row in rows_of(door.occasion)] == [("李例水", "乙所"), ("", "")]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (0, "A1"),
        (29, "A30"),
        (30, "B1"),
        (779, "Z30"),
        (780, "AA1"),
        (809, "AA30"),
        (810, "AB1"),
        (1559, "AZ30"),
        (1560, "BA1"),
    ],
)
def test_code_of_a_row(place: int, code: str) -> None:
    assert code_of(place) == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("A3 A7 B12", ["A3", "A7", "B12"]),
        ("ａ３，a7;b12。A3", ["A3", "A7", "B12"]),
        ("A3-A6", ["A3", "A4", "A5", "A6"]),
        ("A3 ～ A4\nAA01", ["A3", "A4", "AA1"]),
        ("A3至A4", ["A3", "A4"]),
    ],
)
def test_codes_are_read_as_people_write_them(typed: str, codes: list[str]) -> None:
    assert read_codes(typed) == codes


@pytest.mark.parametrize("typed", ["", " 、 ", "A", "3", "A3-B4", "A5-A3", "AAA1", "A100", "王例山", "A1-A2-A3"])
def test_codes_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(InputError) as refused:
        read_codes(typed)
    assert refused.value.field == "codes"


def test_codes_are_bounded() -> None:
    with pytest.raises(InputError, match=str(MOST_CODES)):
        read_codes(" ".join(code_of(place) for place in range(MOST_CODES + 1)))


def test_door_is_one_page_for_everybody_and_may_run_a_worker_of_its_own(client: Client, cast: Cast) -> None:
    answer = client.get("/checkin/")
    assert text(answer) == text(cast.client("secretary").get("/checkin/"))
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert "'unsafe-" not in answer["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*src=)|style=|onclick=", text(answer))
    assert "worker-src" not in client.get("/")["Content-Security-Policy"]


def test_worker_keeps_the_page_and_its_files_and_nothing_else(client: Client) -> None:
    answer = client.get("/checkin/worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    listed = re.search(r"const FILES = \[(.*)\];", text(answer))
    assert listed is not None
    files = re.findall(r"'([^']+)'", listed[1])
    assert files[0] == "/checkin/"
    assert "/static/attendance/checkin/desk.js" in files
    assert not [one for one in files if one != "/checkin/" and not one.startswith("/static/")]
    assert re.search(r'const VERSION = "[0-9a-f]{16}"', text(answer))


def test_manifest_names_the_app(client: Client) -> None:
    told = client.get("/checkin/app.webmanifest").json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/checkin/", "/checkin/", "standalone")
    assert told["icons"][0]["src"]


def test_session_is_called_by_day_hour_and_title(cast: Cast, host: Client) -> None:
    door = hall(cast)
    first = door.sessions[0]
    more = {"occasion": door.occasion, "path": door.occasion.path, "day": first.day}
    Session.objects.create(**more, part=2)
    Session.objects.create(**more, part=3, begins="14:30")
    Session.objects.create(**more, part=4, title="结业式")
    told = read("/api/v1/scans", secret=door.secret).json()["sessions"]
    day = f"{first.day.month}月{first.day.day}日"
    assert [one["label"] for one in told] == [day, f"{day} 第2场", f"{day} 14:30 第3场", f"{day} 结业式"]


def test_device_of_a_cancelled_class_still_hands_in_what_it_has(cast: Cast, door: Hall) -> None:
    training.cancel_class(door.held, by=SYSTEM, reason="停电")
    opened = open_device(door.occasion, by=cast.actor("secretary"), label="西门")
    assert door.outcomes(door.item(door.registered("王例山")), by=opened.secret) == ["admitted"]
