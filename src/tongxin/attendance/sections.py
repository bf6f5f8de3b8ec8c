"""The parts of the page of a record with an occasion: its roster, timetable and leave.

Every part is made by one function of the record, the scope and the acts offered; it returns None where there is nothing to show.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from tongxin.attendance import queries
from tongxin.attendance.life import LEAVE, LINE, SESSION
from tongxin.attendance.models import Leave, Session
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address, address_of, list_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages.record import button
from tongxin.web.format import Kind
from tongxin.web.pages import Link, Section
from tongxin.web.table import Column, Table

Maker: TypeAlias = Callable[..., Section | None]

_SESSIONS = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE),
    Column(name="times", label="时间", value="times"),
    Column(name="title", label="名称", value="title"),
    Column(name="form", label="形式", value="get_form_display"),
    Column(name="venue", label="地点", value="venue"),
    Column(name="capacity", label="名额", value="capacity", kind=Kind.NUMBER),
)
_UNSEEN: Final = f"名册上是个人姓名，只有在这里有「{Verb.MEMBERS.label}」权限的账号能看。您看到的数字由这份名册算出，在数字的页面上可以逐条核对，不显示姓名。"
_ALWAYS: Final = ("day", "form")
_EDIT = (
    Column(name="change", label="更改", value=lambda _: "更改", link=lambda one: address(SESSION, "change", one.pk)),
    Column(name="remove", label="去掉", value=lambda _: "去掉", link=lambda one: address(SESSION, "remove", one.pk)),
)
_NAMES = (
    Column(name="name", label="姓名", value="shown_name", template="attendance/line.html"),
    Column(
        name="person",
        label="人员",
        value=lambda line: "已对上" if line.person_id else "未对上",
        link=lambda line: address_of(line.person) if line.person_id else list_of(LINE, occasion=str(line.occasion_id)),
    ),
    Column(name="evidence", label="依据", value="get_evidence_display"),
)
_DAYS = Column(name="days", label="参加天数", value=lambda line: _attended(line.days_attended, line))
_PARTS = Column(name="sessions", label="参加场次", value=lambda line: _attended(line.sessions_attended, line))
_COMPLETED = Column(name="completed", label="结业", value="completed", kind=Kind.FLAG)
_CORRECT = (
    Column(name="correct", label="更正", value=lambda _: "更正", link=lambda one: address(LINE, "correct", one.pk)),
    Column(name="leave", label="请假", value=lambda _: "请假", link=lambda one: address(LEAVE, "grant", one.pk)),
)
_LEAVES = (
    Column(name="name", label="姓名", value="shown_name", link=address_of, personal=True),
    Column(name="from", label="请假的场次", value=lambda leave: "、".join(map(str, leave.sessions.all()))),
    Column(name="granted_by", label="批准人", value="granted_by"),
    Column(name="state", label="状态", value=LEAVE.state_label),
)


def _attended(number: int | None, line: Any) -> Any:
    """Return what the roster says of somebody: how much he was there, or why not in its own word."""
    if line.on_leave:
        return "请假"
    return number or ("全程" if line.completed else 0)


def every_section(record: Any, *, scope: Scope, offered: Sequence[Act]) -> list[Section]:
    """Return the parts of the record's page that this scope may see."""
    made = (maker(record, scope=scope, offered=offered) for maker in MAKERS)
    return [section for section in made if section is not None]


def roster(record: Any, *, scope: Scope, offered: Sequence[Act]) -> Section | None:
    """Return the roster, where the scope reads persons; to others it is said why there is none."""
    if not scope.may(Verb.MEMBERS, record.path):
        return Section(name="roster", title="名册", empty=_UNSEEN)
    lines = list(queries.visible_roster(record.occasion, scope=scope))
    again = next((one for one in offered if one.code == "rematch"), None)
    unknown = any(not line.person_id for line in lines)
    attended = _PARTS if record.occasion.goes_by_sessions else _DAYS
    columns = (*_NAMES, attended, _COMPLETED, *(_CORRECT if scope.may(Verb.RECORD, record.path) else ()))
    more = button(again, record) if again and unknown else None
    return Section(name="roster", title="名册", table=Table(columns, lines, caption="名册"), more=more)


def timetable(record: Any, *, scope: Scope, offered: Sequence[Act]) -> Section | None:
    """Return the sessions, for everybody who sees the record; who may record for it changes them here."""
    del offered
    rows: list[Session] = list(queries.days(record.occasion))
    shown = [one for one in _SESSIONS if one.name in _ALWAYS or any(one.of(row) for row in rows)]
    more = None
    if scope.may(Verb.RECORD, record.path):
        shown += _EDIT
        more = Link(label="加一场", url=address(SESSION, "add", record.occasion_id), icon="plus")
    return Section(name="days", title="日程", table=Table(shown, rows, caption="日程"), more=more)


def leaves(record: Any, *, scope: Scope, offered: Sequence[Act]) -> Section | None:
    """Return the leave granted, where there is any and the scope reads persons."""
    del offered
    rows: list[Leave] = list(queries.visible_leaves(record.occasion, scope=scope))
    note = "书面请假按本班的结业要求计" if record.occasion.leave_counts else "请假按缺勤计"
    return Section(name="leaves", title="请假", table=Table(_LEAVES, rows, caption="请假"), note=note) if rows else None


MAKERS: Final[tuple[Maker, ...]] = (roster, timetable, leaves)
