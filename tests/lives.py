"""A record of every life in any of its states, and values for each of its acts: what the generated tests ask for.

A capability adds one `Sample` here for each of its lives; a house test fails where one is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.cast import COUNTY, SYSTEM, Cast, found
from tests.network.samples import PEOPLE
from tests.toy import actions as toy
from tests.toy.models import Visit
from tongxin.access.actor import Actor
from tongxin.access.models import Grant
from tongxin.attendance import queries as attended
from tongxin.lifecycle.lives import life_named
from tongxin.network import actions as network
from tongxin.network.models import Base, Organisation, Plaque, Series
from tongxin.network.models.bases import State as BaseState
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

Values = Callable[[Cast, Any], dict[str, Any]]


def _state(record: Any, state: str) -> None:
    type(record).objects.whole_network(reason="the test puts a record into any state").filter(pk=record.pk).update(
        state=state
    )
    record.state = state


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`make` puts a record of the county on file, `put` gives it a state, `values` are what each act takes."""

    make: Callable[[Cast], Any]
    values: Mapping[str, Values] = field(default_factory=dict)
    put: Callable[[Any, str], None] = _state

    def values_for(self, act: str, cast: Cast, record: Any) -> dict[str, Any]:
        given = self.values.get(act)
        return given(cast, record) if given else {}


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


def class_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "宁乡培训班",
        "organiser": cast.county,
        "co_organisers": [],
        "kind": "course",
        "venue": "",
        "first_day": date(2021, 5, 10),
        "last_day": date(2021, 5, 12),
        "field_days": (),
        "days_needed": None,
    } | changes


def _class(cast: Cast, **changes: Any) -> TrainingClass:
    one = training.plan_class(by=SYSTEM, **class_details(cast, **changes))
    training.add_roster(one, by=SYSTEM, roster="王例山\n李例水")
    return one


def visit_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "宁乡走访",
        "organiser": cast.county,
        "co_organisers": [],
        "kind": "festival",
        "day": date(2021, 5, 10),
    } | changes


def _visit(cast: Cast) -> Visit:
    return toy.plan_visit(by=SYSTEM, **visit_details(cast))


def series_details(one: Series, **changes: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("name", "organiser", "begin", "end", "parent")} | changes


def organisation_details(one: Organisation, **changes: Any) -> dict[str, Any]:
    names = ("name", "aliases", "kind", "place", "parent", "founded", "registered")
    return {name: getattr(one, name) for name in names} | changes


def base_details(one: Base, **changes: Any) -> dict[str, Any]:
    names = ("name", "aliases", "host", "association", "place", "level")
    return {name: getattr(one, name) for name in names} | changes


def _until(column: str, *, over: str) -> Callable[[Any, str], None]:
    """Return what puts a record whose state follows from a day into a state: over since that day, or not yet."""

    def put(record: Any, state: str) -> None:
        day = date(2021, 6, 1) if state == over else None
        rows = type(record).objects.whole_network(reason="the test puts a record into any state")
        rows.filter(pk=record.pk).update(**{column: day})
        setattr(record, column, day)

    return put


def _step(_cast: Cast, _base: Any) -> dict[str, Any]:
    return {"day": date(2020, 1, 1), "reason": "测试"}


def _ending(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"day": date(2021, 5, 1), "reason": "测试"}


def _plaque(cast: Cast) -> Plaque:
    base = cast.base("挂牌基地")
    return network.hang_plaque(base, by=SYSTEM, title="牌", awarded_by="市委统战部", begin=date(2020, 1, 2))


SAMPLES: dict[str, Sample] = {
    "network.series": Sample(
        make=lambda cast: cast.series("同心·助学"),
        put=_until("end", over="ended"),
        values={
            "close": lambda _cast, _series: {"day": date(2021, 1, 1), "reason": "测试"},
            "correct": lambda _cast, series: {**series_details(series, name="同心·助教"), "reason": "写错"},
        },
    ),
    **{code: Sample(**one) for code, one in PEOPLE.items()},
    "toy.visit": Sample(
        make=_visit,
        values={
            "make": lambda _cast, _visit: {"households": 3},
            "correct": lambda cast, _visit: visit_details(cast, title="宁乡再走访", reason="写错"),
            "drop": _reason,
        },
    ),
    "training.class": Sample(
        make=_class,
        values={
            "hold": lambda _cast, _class: {"signed_roster": "档案 1 号"},
            "roster": lambda _cast, _class: {"roster": "张例火"},
            "correct": lambda cast, _class: class_details(cast, title="宁乡骨干班", reason="写错"),
            "cancel": _reason,
        },
    ),
    "network.organisation": Sample(
        make=lambda cast: found("宁乡市新媒体专委会", "430182", kind="committee", parent=cast.city),
        put=_until("closed", over="closed"),
        values={
            "move": lambda cast, one: {"parent": None, **_ending(cast, one)},
            "charter": lambda _cast, _one: {
                "day": date(2021, 5, 1),
                "approver": "own",
                "yearly_quota": None,
                "term_years": 5,
            },
            "close": _ending,
            "correct": lambda _cast, one: organisation_details(one, name="宁乡市网络人士专委会", reason="写错"),
        },
    ),
    "network.base": Sample(
        make=lambda cast: cast.base("基地"),
        values={
            "correct": lambda _cast, one: base_details(one, name="新基地", reason="写错"),
            **dict.fromkeys(BaseState, _step),
        },
    ),
    "network.plaque": Sample(
        make=_plaque,
        put=_until("end", over="taken_down"),
        values={"take_down": lambda _cast, _plaque: {"end": date(2021, 5, 1), "reason": "换新"}},
    ),
    "access.grant": Sample(
        make=lambda cast: Grant.objects.create(
            account=cast.accounts["member"], role="reader", path=COUNTY, begin=date(2016, 1, 1)
        ),
        put=_until("end", over="ended"),
        values={"end": _reason},
    ),
    "attendance.line": Sample(
        make=lambda cast: attended.roster(_class(cast, title="有名册的班").occasion).order_by("id").first(),
        values={"correct": lambda _cast, _line: {"days_attended": 1, "reason": "早退"}},
        put=lambda _record, _state: None,
    ),
}


def states_of(code: str) -> list[str]:
    """Return the states of a life, one empty one where its records have none."""
    life = life_named(code)
    has_states = bool(life.states) or any(field.name == "state" for field in life.model._meta.concrete_fields)
    return [state for state, _ in life.choices()] if has_states else [""]


def second_person(actor: Actor) -> Actor:
    """Return somebody with the same rights and another account."""
    return Actor(scope=actor.scope, name="另一位", account_id=(actor.account_id or 0) + 10_000)
