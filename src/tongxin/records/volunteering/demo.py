"""Volunteering of the demonstration network: the flood of July 2020, the epidemic, and one call that is open on the reporting day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tongxin.access import journal
from tongxin.attendance.demo import noon
from tongxin.attendance.models import HeadCount, Occasion, Session
from tongxin.kernel.places import Level
from tongxin.network.demo import REASON, REPORTING_DAY, World
from tongxin.network.models import Organisation
from tongxin.network.models.tokens import hashed
from tongxin.records.volunteering.models import DONE, Task, Urgency, Volunteer, VolunteerAction
from tongxin.records.volunteering.models.tasks import PARTS

State, Kind = VolunteerAction.State, VolunteerAction.Kind
_CALLS = (
    ("抗洪救灾", Kind.FLOOD, date(2020, 7, 8), ("装填沙袋", "转运受灾群众", "清淤消杀")),
    ("疫情防控", Kind.EPIDEMIC, date(2020, 2, 3), ("社区值守", "配送生活物资", "心理咨询")),
    ("疫情防控", Kind.EPIDEMIC, date(2022, 3, 20), ("核酸采样协助", "配送生活物资", "线上答疑")),
    ("抗洪救灾", Kind.FLOOD, date(2022, 6, 5), ("巡堤查险", "配送饮用水", "清淤消杀")),
    ("乐善助学", Kind.SCHOOLING, date(2021, 8, 21), ("开学走访", "筹集书包", "假期辅导")),
    ("扶贫济困", Kind.RELIEF, date(2021, 1, 16), ("春节慰问", "清扫院落", "采购年货")),
    ("社区服务", Kind.COMMUNITY, date(2022, 5, 14), ("义诊咨询", "法律咨询", "家电维修")),
)
"""What for, its kind, the first day, three tasks."""
_TASKS = (("guard", "人"), ("delivery", "箱"), ("cleaning", "户"))
_OPEN = "抗旱保供水志愿服务（演示）"
_WORST = 12  # tasks of the open call
_CHINA = ZoneInfo("Asia/Shanghai")


def load(world: World) -> None:
    """Write actions with a number of people each, their tasks, and one open call with a team that has claimed some."""
    units = [world.organisations.of(one) for one in world.network.associations if one.spot.level is Level.PREFECTURE]
    rows = [*_past(units), _open(world.organisations.of(world.network.associations[0]))]
    occasions = Occasion.objects.insert_rows(
        Occasion(kind="volunteering.action", path=one.path, days_needed=1) for one in rows
    )
    for row, occasion in zip(rows, occasions, strict=True):
        row.occasion = occasion
    Session.objects.insert_rows(
        Session(occasion=one.occasion, path=one.path, day=one.first_day + timedelta(days=day))
        for one in rows
        for day in range((one.last_day - one.first_day).days + 1)
    )
    calls = VolunteerAction.objects.insert_rows(rows)
    journal.write_many(calls, by=world.by, action="volunteering.action.call", reason=REASON)
    counts = HeadCount.objects.insert_rows(_count(one, number) for number, one in enumerate(calls[:-1]))
    journal.write_many(counts, by=world.by, action="attendance.count", reason=REASON)
    team = Volunteer(
        action=calls[-1], path=calls[-1].path, kind=Volunteer.Kind.TEAM, name="演示志愿队", size=12,
        received=noon(calls[-1].first_day), token_hash=hashed("演示志愿队"),
    )  # fmt: skip
    journal.write_many(
        Volunteer.objects.insert_rows([team]), by=world.by, action="volunteering.volunteer.sign_up", reason=REASON
    )
    tasks = Task.objects.insert_rows([*_done(calls[:-1]), *_waiting(calls[-1], units, team)])
    journal.write_many(tasks, by=world.by, action="volunteering.task.ask", reason=REASON)


def _past(units: Sequence[Organisation]) -> Iterator[VolunteerAction]:
    for number, (what, kind, first, _) in enumerate(_CALLS):
        for step in range(3):
            unit = units[(number * 3 + step * 5) % len(units)]
            begins = max(first + timedelta(days=step), unit.beginning)
            yield _action(
                unit, title=f"{unit.place.name}{what}志愿服务（{begins.year}年）", kind=kind, first=begins, days=1 + step % 2,
                state=State.CLOSED, hours=120 + 37 * (number + step),
            )  # fmt: skip


def _open(unit: Organisation) -> VolunteerAction:
    first = REPORTING_DAY - timedelta(days=2)
    one = _action(unit, title=_OPEN, kind=Kind.RELIEF, first=first, days=14, state=State.OPEN)
    one.call, one.urgency = "多地旱情持续，需要送水、找水和走访的志愿者；自带车辆的请在报名时写明。", Urgency.AT_ONCE
    return one


def _action(unit: Organisation, *, title: str, first: date, days: int, **more: Any) -> VolunteerAction:
    return VolunteerAction(
        title=title, organiser=unit, place_id=unit.place_id, path=unit.path, first_day=first,
        last_day=first + timedelta(days=days - 1), recorded_at=noon(first), **more,
    )  # fmt: skip


def _count(one: VolunteerAction, number: int) -> HeadCount:
    came = 20 + 13 * number % 90
    estimated = number % 4 == 0
    return HeadCount(
        occasion=one.occasion, path=one.path, number=came, low=came - 5 if estimated else came, high=came + 5 if estimated else came,
        evidence="estimate" if estimated else "host", method="目测估计" if estimated else "现场清点",
    )  # fmt: skip


def _done(calls: Sequence[VolunteerAction]) -> Iterator[Task]:
    titles = {kind.value: names for _, kind, _, names in _CALLS}
    for call in calls:
        for step, name in enumerate(titles[call.kind]):
            kind, unit = _TASKS[step]
            amount = (10 + 7 * step) * PARTS
            yield Task(
                action=call, path=call.path, title=name, kind=kind, place_id=call.place_id, needed=amount, done=amount, unit=unit,
                asked_at=noon(call.first_day), day=call.last_day, households=step * 6, proof="signed", proof_note="社区居委会（演示）",
                state=DONE[0],
            )  # fmt: skip


def _waiting(call: VolunteerAction, units: Sequence[Organisation], team: Volunteer) -> Iterator[Task]:
    asked = datetime.combine(REPORTING_DAY, time(8), _CHINA)
    for number in range(_WORST):
        unit = units[number % len(units)]
        kind, measured = _TASKS[number % 3]
        claimed = number % 4 == 1
        yield Task(
            action=call, path=call.path, title=f"{unit.place.name}{('值守取水点', '配送饮用水', '清理水窖')[number % 3]}", kind=kind,
            place_id=unit.place_id, needed=(30 + number) * PARTS, done=10 * PARTS if claimed else 0, unit=measured, asked_at=asked,
            urgency=1 + number % 3, claimant=team if claimed else None, heard=asked if claimed else None,
            state=Task.State.CLAIMED if claimed else Task.State.OPEN,
        )  # fmt: skip
