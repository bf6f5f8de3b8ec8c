"""A check and a desk in any of their states, and values for each of their acts: what `tests.lives` asks for."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from tests.cast import SYSTEM, Cast
from tongxin.kernel.period import today
from tongxin.lifecycle.models import EvidenceFile
from tongxin.lifecycle.naming import numbered_name
from tongxin.records.factchecks import actions
from tongxin.records.factchecks.models import Desk, FactCheck, Version
from tongxin.records.factchecks.queries import said_by, standing_sources

_NUMBERS = count(1)
RECEIVED, PUBLISHED = date(2021, 5, 1), date(2021, 6, 1)
_SHOWN = ("published", "amending", "withdrawn")


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


def claim_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "宁乡明天起停水三天？",
        "organiser": cast.county,
        "received": RECEIVED,
        "claim": "听说宁乡城区明天起停水三天，请大家赶紧储水。",
        "seen_in": "chat",
        "appeared": None,
        "series": None,
        "co_organisers": [],
    } | changes


def archived(one: FactCheck, *, purpose: str = "网页截图") -> EvidenceFile:
    """A copy that is kept for a check, as the table knows it."""
    number = f"{next(_NUMBERS):064x}"
    return EvidenceFile.objects.create(
        record_type="factchecks.factcheck", record_id=one.pk, path=one.path, kind="archive", name="存档.pdf", purpose=purpose,
        sha256=number, original_sha256=number, media_type="application/pdf", bytes=9, added_by="测试",
    )  # fmt: skip


def source_details(one: FactCheck, **changes: Any) -> dict[str, Any]:
    file = archived(one)
    return {
        "title": f"第 {file.pk} 号来源",
        "owner": "宁乡市自来水公司",
        "origin": "宁乡市自来水公司",
        "is_primary": False,
        "url": "https://example.org/1",
        "seen": date(2021, 5, 3),
        "file": str(file.pk),
    } | changes


def finding(**changes: Any) -> dict[str, Any]:
    return {
        "verdict": "false",
        "kind": "fabricated",
        "summary": "水厂没有停水计划。",
        "text": "水厂和城管局都说没有停水计划。",
        "exception": "",
        "reply_waived": "",
    } | changes


def with_sources(one: FactCheck, *, by: Any = SYSTEM) -> FactCheck:
    """Let a check rest on two sources of different owner and origin."""
    actions.add_source(one, by=by, **source_details(one))
    return actions.add_source(one, by=by, **source_details(one, owner="宁乡市城管局", origin="城管局现场核实"))


def researched(cast: Cast, *, by: Any = SYSTEM, asked: bool = False, **changes: Any) -> FactCheck:
    """A check of the county with two sources."""
    one = actions.receive(by=SYSTEM, **claim_details(cast, **changes))
    actions.accept(one, by=SYSTEM)
    if asked:
        actions.ask_reply(one, by=SYSTEM, **reply_request())
    return with_sources(one, by=by)


def reply_request(**changes: Any) -> dict[str, Any]:
    return {
        "reply_party": "某物业公司",
        "reply_asked": date(2021, 5, 4),
        "reply_until": date(2021, 5, 20),
    } | changes


def reviewed(cast: Cast, *, by: Any = SYSTEM, told: Any = None, **changes: Any) -> FactCheck:
    """One that waits for the second person."""
    one = researched(cast, by=by, **changes)
    return actions.submit(one, by=by, **finding(reply_waived="说法没有涉及单位", **(told or {})))


def published_check(cast: Cast, *, day: date = PUBLISHED, **changes: Any) -> FactCheck:
    """One that was published."""
    return actions.publish(reviewed(cast, **changes), by=SYSTEM, day=day, reason="补")


def amendment(one: FactCheck, **changes: Any) -> dict[str, Any]:
    names = ("title", "claim", "verdict", "kind", "summary", "text", "exception", "reply", "reply_received")
    own = {name: getattr(one, name) for name in names}
    return own | {"amendment": "update", "reason": "补充说明", "summary": "水厂没有停水计划，供水正常。"} | changes


def open_desk(cast: Cast, **changes: Any) -> Desk:
    return actions.open_desk(by=SYSTEM, **{"organiser": cast.county, "about": "", **changes})


def _made(cast: Cast) -> FactCheck:
    number = next(_NUMBERS)
    one = researched(cast, asked=True, title=f"第{number}条说法", co_organisers=[cast.neighbour])
    actions.add_source(one, by=SYSTEM, **source_details(one, owner="登错的"))
    archived(one)
    other = actions.receive(by=SYSTEM, **claim_details(cast, title=f"第{number}条说法又一次"))
    actions.link(one, by=SYSTEM, same_as=numbered_name(other))
    Version.objects.create(factcheck=one, path=one.path, number=1, kind="first", day=PUBLISHED, said=said_by(one))
    return one


def _put(one: FactCheck, state: str) -> None:
    values: dict[str, Any] = {
        "verdict": "",
        "kind": "",
        "published": None,
        "public_code": "",
        "pending": {},
        "ground": "",
    }
    if state in (*_SHOWN, "review"):
        values |= {"verdict": "false", "kind": "cut", "summary": "不实", "text": "查过"}
    if state in _SHOWN:
        values |= {"published": PUBLISHED, "public_code": f"code{one.pk}"}
    if state == "amending":
        values["pending"] = {"kind": "update", "reason": "补充", "values": {"summary": "还是不实"}}
    rows = FactCheck.objects.whole_network(reason="the test puts a record into any state").filter(pk=one.pk)
    rows.update(state=state, **values)
    one.refresh_from_db(from_queryset=rows)


def _unused_file(_cast: Cast, one: FactCheck) -> dict[str, Any]:
    return source_details(one)


def _another(cast: Cast, _one: FactCheck) -> dict[str, Any]:
    other = actions.receive(by=SYSTEM, **claim_details(cast, title=f"第{next(_NUMBERS)}条别的说法"))
    return {"same_as": numbered_name(other)}


def _void(_cast: Cast, one: FactCheck) -> dict[str, Any]:
    return {"source": str(standing_sources(one)[-1].pk), "reason": "登错"}


SAMPLES: dict[str, dict[str, Any]] = {
    "factchecks.check": {
        "make": _made,
        "put": _put,
        "values": {
            "set_aside": lambda _cast, _one: {"ground": "opinion", "reason": "是评论"},
            "reopen": _reason,
            "link": _another,
            "unlink": _reason,
            "source": _unused_file,
            "void_source": _void,
            "ask_reply": lambda _cast, _one: reply_request(),
            "reply": lambda _cast, _one: {"reply_received": date(2021, 5, 9), "reply": "我们没有发过停水通知。"},
            "submit": lambda _cast, _one: finding(),
            "send_back": _reason,
            "publish": lambda _cast, _one: {"day": PUBLISHED},
            "amend": lambda _cast, one: amendment(one, summary=f"第{next(_NUMBERS)}次改"),
            "drop": _reason,
            "withdraw": _reason,
            "correct": lambda cast, _one: {
                **claim_details(cast, title=f"第{next(_NUMBERS)}次更正的说法"),
                "reason": "写错",
            },
            "confirm_joint": lambda cast, _one: {"organisation": cast.neighbour},
            "decline_joint": _reason,
        },
    },
    "factchecks.desk": {"make": open_desk, "values": {"close": _reason}},
}

YESTERDAY = today() - timedelta(days=1)
NOT_YET = today() + timedelta(days=2)  # still ahead where a run of the tests goes on past midnight
