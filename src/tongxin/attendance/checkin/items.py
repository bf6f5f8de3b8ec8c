"""What a device sends: a batch of scans, each read by itself, so that one that cannot be read fails no other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from tongxin.attendance.models import Scan
from tongxin.attendance.registration.tickets import normal_ticket, ticket_hash
from tongxin.kernel.errors import InputError

MOST_SCANS: Final = 500
LONGEST_NAME, LONGEST_UNIT = 30, 60
_HASH = re.compile(r"[0-9a-f]{64}")
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_LARGEST = 2**63


@dataclass(frozen=True, kw_only=True)
class Item:
    """One scan as the device made it. `at` is what its clock said. An item that `undoes` another names nobody itself.

    `ticket` is the hash of a ticket, empty where what was read or typed can be none. A walk-in has a `name` instead.
    """

    code: UUID
    at: datetime
    how: Scan.How = Scan.How.QR
    session: int | None = None
    ticket: str = ""
    undoes: UUID | None = None
    name: str = ""
    unit: str = ""
    decided: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it checks in somebody who has registered."""
        return self.undoes is None and self.how is not Scan.How.DOOR


@dataclass(frozen=True, kw_only=True)
class Unread:
    """An item that could not be read: its `id` as it was sent, where there was one, and why."""

    sent: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A batch: what the device's clock said when it was sent, and the items in order."""

    now: datetime | None
    items: tuple[Item | Unread, ...]


def read_batch(body: Mapping[str, Any]) -> Sent:
    """Read `{"now": …, "scans": […]}`; raises `InputError` where it is no batch, or too large a one."""
    scans = body.get("scans")
    if not isinstance(scans, list) or not scans:
        raise InputError('请求应为 {"now": 设备时间, "scans": [签到…]}，至少一条，请检查后重发。', field="scans")
    if len(scans) > MOST_SCANS:
        raise InputError(f"一次最多 {MOST_SCANS} 条签到，收到 {len(scans)} 条，请分批发送。", field="scans")
    now = _moment(body["now"], field="now") if body.get("now") is not None else None
    return Sent(now=now, items=tuple(_read_or_refuse(one) for one in scans))


def _read_or_refuse(sent: Any) -> Item | Unread:
    if not isinstance(sent, dict):
        return Unread(sent="", message="每条签到应为一个 JSON 对象，请检查后重发。")
    try:
        return read_item(sent)
    except InputError as error:
        return Unread(sent=str(sent.get("id") or "")[:40], message=error.message)


def read_item(sent: Mapping[str, Any]) -> Item:
    """Read one scan; raises `InputError` naming the field that cannot be understood."""
    code, at = _uuid(sent.get("id"), field="id"), _moment(sent.get("at"), field="at")
    if sent.get("undo") is not None:
        return Item(code=code, at=at, undoes=_uuid(sent["undo"], field="undo"))
    how = _how(sent.get("how"))
    session, decided = _session(sent.get("session")), sent.get("decided") is True
    if how is not Scan.How.DOOR:
        return Item(code=code, at=at, how=how, session=session, ticket=_ticket(sent), decided=decided)
    name = _text(sent, "name", longest=LONGEST_NAME, label="姓名")
    if not name:
        raise InputError("现场登记要写姓名，请补上。", field="name")
    unit = _text(sent, "unit", longest=LONGEST_UNIT, label="单位")
    return Item(code=code, at=at, how=how, session=session, name=name, unit=unit)


def _ticket(sent: Mapping[str, Any]) -> str:
    """Return the hash of the ticket, given as such or to be made of what was read; empty for what can be no ticket."""
    given = sent.get("hash")
    if isinstance(given, str) and _HASH.fullmatch(given):
        return given
    text = sent.get("ticket")
    if not isinstance(text, str):
        raise InputError("每条签到应有 ticket（签到码）或 hash（签到码摘要），请补上。", field="ticket")
    try:
        return ticket_hash(normal_ticket(text))
    except InputError:
        return ""


def _how(sent: Any) -> Scan.How:
    if sent in Scan.How.values and sent != Scan.How.PAPER:
        return Scan.How(sent)
    raise InputError("how 应为 qr、typed、name 或 door，请改正。", field="how")


def _session(sent: Any) -> int:
    if isinstance(sent, int) and not isinstance(sent, bool) and 0 < sent < _LARGEST:
        return sent
    raise InputError("session 应为日程的编号，请改正。", field="session")


def _uuid(sent: Any, *, field: str) -> UUID:
    try:
        return UUID(sent)
    except (ValueError, AttributeError, TypeError):
        raise InputError(f"{field} 应为 UUID，请改正。", field=field) from None


def _moment(sent: Any, *, field: str) -> datetime:
    try:
        moment = datetime.fromisoformat(sent)
        if moment.tzinfo is not None and _FIRST_YEAR < moment.year < _LAST_YEAR:
            return moment.astimezone(UTC)
    except (ValueError, TypeError):
        pass
    raise InputError(f"{field} 应写成 2021-12-31T08:00:00+08:00，请改正。", field=field)


def _text(sent: Mapping[str, Any], name: str, *, longest: int, label: str) -> str:
    text = sent.get(name, "")
    if not isinstance(text, str) or "\0" in text:
        raise InputError(f"{label}应填文字，请改正。", field=name)
    text = " ".join(text.split())
    if len(text) > longest:
        raise InputError(f"{label}最多写 {longest} 个字，请改短。", field=name)
    return text
