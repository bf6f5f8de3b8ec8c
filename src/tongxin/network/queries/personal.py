"""Everything held about a person, in one shape for the own page, the JSON and the Excel export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tongxin.network.models import EventIdentity, Membership, Person
from tongxin.network.queries.own import own_consents, own_memberships, own_offices, own_requests
from tongxin.ports.personal import PersonalRecord
from tongxin.ports.room import rooms


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing held: the part of the record it belongs to, what it is, its value in words."""

    part: str
    label: str
    value: str


def elsewhere(person: Person) -> list[PersonalRecord]:
    """Return what the rooms above hold about a person; each tells it itself."""
    return [one for room in rooms() if room.personal for one in room.personal(person.pk)]


def everything(person: Person) -> list[Line]:
    """Return all that is held about a person, part by part."""
    return [
        Line(part=part, label=label, value=value)
        for part, lines in (
            ("个人资料", _data(person)),
            ("会籍", _memberships(person)),
            ("任职", _offices(person)),
            ("同意", _consents(person)),
            ("本人请求", _requests(person)),
            ("活动用身份证号", _identities(person)),
        )
        for label, value in lines
        if value
    ] + [
        Line(part=one.kind, label=f"{one.title}（{_day(one.day)}）" if one.day else one.title, value=one.detail)
        for one in elsewhere(person)
    ]


def _data(person: Person) -> Iterator[tuple[str, str]]:
    yield "姓名", person.name
    yield "手机号", person.mobile
    yield "工作单位", person.unit
    yield "职务", person.position
    yield "类别", person.get_group_display()
    yield "归属地区", person.place.name


def _memberships(person: Person) -> Iterator[tuple[str, str]]:
    for row in own_memberships(person):
        told = [row.get_state_display(), f"申请于 {_day(row.applied)}"]
        told += [f"入会于 {_day(row.begin)}"] if row.begin else []
        told += [f"续期于 {_day(row.renewed)}"] if row.renewed else []
        told += [f"结束于 {_day(row.end)}（{Membership.Ending(row.ending).label}）"] if row.end else []
        yield row.organisation.name, "，".join(told)


def _offices(person: Person) -> Iterator[tuple[str, str]]:
    for row in own_offices(person):
        until = f"离任于 {_day(row.end)}" if row.end else f"任期届满 {_day(row.due)}"
        yield f"{row.organisation.name}{row.get_title_display()}", f"{_day(row.begin)} 任职，{until}"


def _consents(person: Person) -> Iterator[tuple[str, str]]:
    for row in own_consents(person):
        until = f"，{_moment(row.withdrawn)} 撤回" if row.withdrawn else ""
        yield f"{row.get_purpose_display()}（第 {row.version} 版）", f"{_moment(row.given)} 同意{until}：{row.text}"


def _requests(person: Person) -> Iterator[tuple[str, str]]:
    for row in own_requests(person):
        answer = f"，答复：{row.answer}" if row.answer else ""
        yield f"{row.get_kind_display()}（{_day(row.asked)}）", f"{row.get_state_display()}{answer}"


def _identities(person: Person) -> Iterator[tuple[str, str]]:
    for row in EventIdentity.objects.of_self(person).order_by("expires"):
        yield row.get_purpose_display(), f"{row.number}，{_day(row.expires)} 后删除"


def _day(day: date) -> str:
    return day.isoformat()


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
