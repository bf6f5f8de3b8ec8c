import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.attendance.checkin.hall import Hall, as_sent, hall, read, rows, send
from tests.cast import Cast
from tongxin.access import journal
from tongxin.access.models import Account, Entry
from tongxin.attendance.actions import folding
from tongxin.attendance.checkin import api
from tongxin.attendance.checkin.actions import open_device, revoke_device
from tongxin.attendance.checkin.items import MOST_SCANS
from tongxin.attendance.models import Attendance, Device, Participation, Registration, Scan, Seat
from tongxin.attendance.present import unfolded
from tongxin.attendance.registration.tickets import new_ticket
from tongxin.records.training import actions as training

NOW = "2021-05-10T08:00:00+08:00"


def test_batch_is_answered_item_by_item_in_order(door: Hall) -> None:
    one = door.registered("王例山")
    scans: list[Any] = [
        as_sent(door.item(new_ticket())),
        as_sent(door.item(one)),
        {"id": "no uuid", "at": NOW},
        "nothing",
        as_sent(door.item(one), hash=None, ticket=f" {one.ticket[:4].lower()}-{one.ticket[4:]}"),
    ]
    told = door.post(scans).json()
    assert [answer["outcome"] for answer in told["answers"]] == ["unknown", "admitted", "", "", "already"]
    assert [answer["id"] for answer in told["answers"][:3]] == [scans[0]["id"], scans[1]["id"], "no uuid"]
    assert told["answers"][2]["message"] == "id 应为 UUID，请改正。"
    assert told["answers"][1]["label"] == "已签到"
    assert door.post(scans).json()["answers"] == told["answers"]
    assert rows(Scan).count() == 3


def test_device_works_without_anybody_signed_in_and_no_session_stands_in_for_it(cast: Cast, door: Hall) -> None:
    body = {"scans": [as_sent(door.item(door.registered("王例山")))]}
    client = cast.client("secretary")
    refused = client.post("/api/v1/scans", json.dumps(body), content_type="application/json")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Device")
    assert "Authorization: Device" in refused.json()["message"]
    client.logout()
    strict = Client(enforce_csrf_checks=True)
    assert send(body, secret=door.secret, client=strict).json()["answers"][0]["outcome"] == "admitted"


@pytest.mark.parametrize("method", ["get", "post"])
def test_device_of_another_time_is_refused(cast: Cast, door: Hall, method: str) -> None:
    def asked(secret: str) -> Any:
        return read("/api/v1/scans", secret=secret) if method == "get" else door.post([{}], secret=secret)

    assert asked("wrong").status_code == 401
    revoke_device(door.opened.device, by=cast.actor("secretary"), reason="丢失")
    assert (asked(door.secret).status_code, "停用" in asked(door.secret).json()["message"]) == (403, True)
    late = open_device(door.occasion, by=cast.actor("secretary"), label="西门")
    rows(Device).filter(pk=late.device.pk).update(begins=timezone.now() - timedelta(days=2), expires=timezone.now())
    assert (asked(late.secret).status_code, "到期" in asked(late.secret).json()["message"]) == (401, True)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[]", "JSON"),
        ("{", "JSON"),
        ({}, "scans"),
        ({"scans": []}, "至少一条"),
        ({"scans": {}}, "至少一条"),
        ({"now": "yesterday", "scans": [{}]}, "now 应写成"),
        ({"scans": [{}] * (MOST_SCANS + 1)}, f"最多 {MOST_SCANS} 条"),
    ],
)
def test_body_that_is_no_batch_is_refused_with_a_sentence(door: Hall, body: Any, said: str) -> None:
    answer = send(body, secret=door.secret)
    assert (answer.status_code, said in answer.json()["message"]) == (400, True)


def test_body_too_large_is_refused_before_it_is_read(door: Hall) -> None:
    answer = send({"scans": [{"name": "x" * api.LARGEST_BODY}]}, secret=door.secret)
    assert (answer.status_code, "太大" in answer.json()["message"]) == (400, True)


WRONG = {
    "at missing": {"at": None},
    "at without zone": {"at": "2021-05-10T08:00:00"},
    "at of no time": {"at": "0001-01-01T00:00:00+08:00"},
    "at beyond time": {"at": "9999-12-31T23:59:59-08:00"},
    "at a number": {"at": 5},
    "how unknown": {"how": "face"},
    "how paper": {"how": "paper"},
    "how a list": {"how": []},
    "session missing": {"session": None},
    "session a text": {"session": "1"},
    "session true": {"session": True},
    "session too large": {"session": 2**63},
    "no ticket": {"hash": None},
    "hash of another kind": {"hash": "A" * 64},
    "ticket a number": {"hash": None, "ticket": 7},
    "undo no uuid": {"undo": 3},
    "no name": {"how": "door", "name": " "},
    "name a list": {"how": "door", "name": ["王"]},
    "name with a null": {"how": "door", "name": "王\0"},
    "name too long": {"how": "door", "name": "王" * 31},
    "unit too long": {"how": "door", "name": "王", "unit": "所" * 61},
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_item_is_answered_with_a_sentence_and_fails_no_other(door: Hall, case: str) -> None:
    one = door.item(door.registered("王例山"))
    wrong = as_sent(door.item(new_ticket()), **WRONG[case])
    told = door.post([wrong, as_sent(one)]).json()["answers"]
    assert [answer["outcome"] for answer in told] == ["", "admitted"]
    assert told[0]["message"].endswith("。")
    assert rows(Scan).count() == 1


def test_ticket_that_can_be_none_is_unknown(door: Hall) -> None:
    told = door.post([as_sent(door.item(""), hash=None, ticket="https://example.org/")]).json()
    assert told["answers"][0]["outcome"] == "unknown"


def test_walk_in_and_undoing_over_the_api(door: Hall) -> None:
    item = door.item("", ticket="")
    walk = as_sent(item, how="door", name=" 周例土 ", unit="甲 所", hash=None)
    undo = {"id": str(uuid4()), "at": timezone.now().isoformat(), "undo": str(item.code)}
    assert door.post([walk]).json()["answers"][0]["outcome"] == "admitted"
    assert rows(Registration).get().name == "周例土"
    assert door.post([undo]).json()["answers"][0]["outcome"] == "undone"


def test_skew_of_the_clock_is_told(door: Hall) -> None:
    item = as_sent(door.item(door.registered("王例山"), at=timezone.now() - timedelta(days=800)))
    told = door.post([item], now=timezone.now() - timedelta(days=800)).json()
    assert told["clock_behind"] == pytest.approx(800 * 86_400, abs=20)
    assert (told["answers"][0]["outcome"], told["answers"][0]["clock_off"]) == ("admitted", True)
    assert send({"scans": [item]}, secret=door.secret).json()["clock_behind"] == 0


def test_device_is_told_hashes_and_numbers_and_no_name(door: Hall) -> None:
    one, other = door.registered("王例山", unit="甲所"), door.registered("李例水")
    Seat.objects.create(registration=other, session=door.sessions[0], path=door.occasion.path)
    door.scan(door.item(one))
    answer = read("/api/v1/scans", secret=door.secret)
    told = answer.json()
    session = door.sessions[0].pk
    assert told["tickets"] == [
        {"hash": one.ticket_hash, "state": "registered", "seats": [], "here": [session]},
        {"hash": other.ticket_hash, "state": "registered", "seats": [session], "here": []},
    ]
    assert [(row["id"], row["expected"], row["present"]) for row in told["sessions"]] == [(session, 1, 1)]
    assert (told["title"], told["device"], told["with_names"]) == ("宁乡签到班", "东门手机", False)
    assert not {"王例山", "李例水", "甲所", one.ticket} & set(answer.content.decode().split('"'))
    assert "no-store" in answer["Cache-Control"]


def test_list_of_names_goes_to_a_device_that_was_given_it_and_leaves_a_line(cast: Cast, door: Hall) -> None:
    one = door.registered("王例山", unit="甲所")
    known = door.registered("", person=cast.person("李例水", unit="乙所"))
    door.registered("张例火", state=Registration.State.CANCELLED)
    assert read("/api/v1/scans/names", secret=door.secret).status_code == 403
    opened = open_device(door.occasion, by=cast.actor("secretary"), label="西门", with_names=True)
    told = read("/api/v1/scans/names", secret=opened.secret).json()
    assert told["names"] == [
        {"name": "王例山", "unit": "甲所", "hash": one.ticket_hash},
        {"name": "李例水", "unit": "乙所", "hash": known.ticket_hash},
    ]
    line = journal.of(Account.objects.get(username="secretary")).get(action="access.export")
    assert (line.reason, line.path) == ("导出「本场报名名单」，共 2 行；用途：现场签到按姓名查找", door.occasion.path)


def test_wrong_tokens_are_slowed_down(door: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_WRONG_TOKENS_A_MINUTE", 2)
    assert [read("/api/v1/scans", secret=f"x{place}").status_code for place in range(3)] == [401, 401, 429]
    assert read("/api/v1/scans", secret=door.secret).status_code == 200


def test_late_scans_go_onto_the_roster_of_a_class_that_was_held(door: Hall) -> None:
    early, late = door.registered("王例山"), door.registered("李例水")
    door.post([as_sent(door.item(early))])
    assert not rows(Participation).exists()
    training.hold_class(door.held, by=_secretary(door))
    assert [line.name for line in rows(Participation)] == ["王例山"]
    door.post([as_sent(door.item(late))])
    assert [(line.name, line.evidence, line.completed) for line in rows(Participation)] == [
        ("王例山", "scan", True),
        ("李例水", "scan", True),
    ]
    told = Entry.objects.whole_network(reason="the test reads it").filter(action="attendance.fold").order_by("id")
    assert told.last().actor == f"签到设备 {door.opened.device.pk}"  # type: ignore[union-attr]  # there are two


def _secretary(door: Hall) -> Any:
    from tongxin.access.scopes import actor_named

    return actor_named("secretary")


def test_late_scan_that_the_record_refuses_stays_attendance(door: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    from tongxin.kernel.errors import ConflictError

    door.post([as_sent(door.item(door.registered("王例山")))])
    training.hold_class(door.held, by=_secretary(door))

    def refuse(*_: Any, **__: Any) -> None:
        raise ConflictError("上报已锁定")

    monkeypatch.setattr(folding, "fold_onto", refuse)
    told = door.post([as_sent(door.item(door.registered("李例水")))])
    assert told.json()["answers"][0]["outcome"] == "admitted"
    assert (rows(Attendance).count(), rows(Participation).count()) == (2, 1)
    assert unfolded(door.occasion) == 1


def test_nothing_is_put_onto_a_roster_before_the_last_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    door = hall(cast, days=3)
    monkeypatch.setattr(api, "fold_late", None)
    assert door.post([as_sent(door.item(door.registered("王例山")))]).status_code == 200


def test_description_of_the_api_says_what_a_batch_is(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    batch = document["paths"]["/api/v1/scans"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert batch["properties"]["scans"]["maxItems"] == MOST_SCANS
    assert batch["properties"]["scans"]["items"]["required"] == ["id", "at"]
    assert document["components"]["securitySchemes"]["device"]["scheme"] == "Device"
    assert "/api/v1/scans/names" in document["paths"]
