"""Actions, tasks, sign-ups and requests in any of their states: what `tests.lives` asks for."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db.models import F
from django.utils import timezone

from tests.cast import SYSTEM, Cast
from tongxin.kernel.period import today
from tongxin.network.models.tokens import new_token
from tongxin.records.volunteering import actions
from tongxin.records.volunteering.models import DONE, HelpRequest, Task, Volunteer, VolunteerAction
from tongxin.records.volunteering.queries import request_with, volunteer_with

_NUMBERS = count(1)
PROOF = {"proof": "signed", "proof_note": "沿江社区居委会", "households": 6}


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


def action_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"第{next(_NUMBERS)}次抗洪",
        "organiser": cast.county,
        "kind": "flood",
        "urgency": 3,
        "first_day": date(2021, 7, 1),
        "last_day": date(2021, 7, 2),
        "venue": "沿江社区",
        "call": "需要装填沙袋的人手。",
        "hours": None,
        "silent_days": 3,
        "keep_days": 30,
        "takes_sign_ups": True,
        "takes_requests": True,
        "series": None,
        "co_organisers": [],
    } | changes


def action(cast: Cast, **changes: Any) -> VolunteerAction:
    """An action of the county that is over by its days and still called for."""
    return actions.call_action(by=SYSTEM, **action_details(cast, **changes))


def coming(cast: Cast, **changes: Any) -> VolunteerAction:
    """A published action of today, which people may sign up for."""
    one = action(cast, **{"first_day": today(), "last_day": today() + timedelta(days=3), **changes})
    return actions.publish_action(one, by=SYSTEM)


def task_details(**changes: Any) -> dict[str, Any]:
    return {
        "title": f"送水{next(_NUMBERS)}",
        "kind": "delivery",
        "urgency": 2,
        "place": None,
        "spot": "社区广场",
        "begins": None,
        "needed": 3000,
        "unit": "箱",
    } | changes


def task(one: VolunteerAction, **changes: Any) -> Task:
    return actions.ask_task(by=SYSTEM, action=one.title, **task_details(**changes))


def finished(one: VolunteerAction, **changes: Any) -> Task:
    return actions.finish_task(
        task(one, **changes), by=SYSTEM, day=date(2021, 7, 2), quantity=changes.get("needed", 3000), **PROOF
    )


def sign_up_values(**changes: Any) -> dict[str, Any]:
    number = next(_NUMBERS)
    return {
        "kind": "person",
        "name": f"例志{number}",
        "mobile": f"139{number:08}",
        "size": None,
        "skills": "有货车",
        "consent": 1,
    } | changes


def volunteer(one: VolunteerAction, **changes: Any) -> Volunteer:
    return volunteer_with(actions.sign_up(one, by=SYSTEM, token=new_token(), **sign_up_values(**changes)))


def asked(one: VolunteerAction, **changes: Any) -> HelpRequest:
    values = {"name": "例求助", "mobile": "13700000001", "spot": "三栋二单元", "need": "两箱水", "consent": 1} | changes
    return request_with(actions.ask_for_help(one, by=SYSTEM, token=new_token(), **values))


def long_ago() -> datetime:
    return timezone.now() - timedelta(days=9)


def set_columns(record: Any, **values: Any) -> None:
    """Put a record into any state, beside its acts."""
    rows = type(record).objects.whole_network(reason="the test puts a record into any state").filter(pk=record.pk)
    rows.update(**values)
    record.refresh_from_db(from_queryset=rows)


def _task_in(one: Task, state: str) -> None:
    taker = one.claimant or Volunteer.objects.children_of(one.action).first()
    proven = state in DONE
    set_columns(
        one,
        state=state,
        claimant=taker if state == "claimed" else None,
        heard=long_ago() if state == "claimed" else None,
        done=F("needed") if proven else 0,
        day=date(2021, 7, 2) if proven else None,
        proof="signed" if proven else "",
        closing="not_wanted" if state == "closed" else "",
    )


def _task(cast: Cast) -> Task:
    one = coming(cast)
    request = asked(one)
    volunteer(one)
    actions.accept_request(request, by=SYSTEM, **task_details())
    found: Task = Task.objects.children_of(one).get()
    return found


def _corrected_task(_cast: Cast, one: Task) -> dict[str, Any]:
    proof = {"day": date(2021, 7, 2), **PROOF} if one.state in DONE else dict.fromkeys((*PROOF, "day"))
    return {**task_details(needed=4000), **proof, "reason": "写错"}


def _taker(_cast: Cast, one: Task) -> dict[str, Any]:
    found = Volunteer.objects.children_of(one.action).first()
    assert found is not None
    return {"volunteer": found.name}


def _another_task(_cast: Cast, request: HelpRequest) -> dict[str, Any]:
    return {"task": task(request.action).title}


SAMPLES: dict[str, dict[str, Any]] = {
    "volunteering.action": {
        "make": lambda cast: action(cast, co_organisers=[cast.neighbour]),
        "values": {
            "hold": lambda _cast, _record: {"head_count": 40, "hours": 160},
            "count": lambda _cast, _record: {"head_count": 45, "hours": 170, "reason": "重新清点"},
            "hide": _reason,
            "cancel": _reason,
            "correct": lambda cast, _record: {
                **action_details(cast, title=f"第{next(_NUMBERS)}次更正", head_count=41),
                "reason": "写错",
            },
            "confirm_joint": lambda cast, _record: {"organisation": cast.neighbour},
            "decline_joint": _reason,
        },
    },
    "volunteering.task": {
        "make": _task,
        "put": _task_in,
        "values": {
            "claim": _taker,
            "progress": lambda _cast, _record: {"quantity": 100, "note": "送了一箱"},
            "finish": lambda _cast, one: {"day": date(2021, 7, 2), "quantity": one.left, **PROOF},
            "release": _reason,
            "close": lambda _cast, _record: {"closing": "out_of_reach", "closing_note": ""},
            "follow": lambda _cast, _record: {"day": date(2021, 7, 5), "answer": "水已送到"},
            "correct": _corrected_task,
        },
    },
    "volunteering.volunteer": {
        "make": lambda cast: volunteer(coming(cast)),
        "values": {"issue": lambda _cast, _record: {"record": "装填沙袋两天"}, "withdraw": _reason},
    },
    "volunteering.request": {
        "make": lambda cast: asked(coming(cast)),
        "values": {
            "accept": lambda _cast, _record: task_details(),
            "link": _another_task,
            "decline": _reason,
        },
    },
}
