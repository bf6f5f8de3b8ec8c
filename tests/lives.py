"""A record of every life in any of its states, and values for each of its acts: what the generated tests ask for.

A capability adds one `Sample` here for each of its lives; a house test fails where one is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.cast import SYSTEM, Cast
from tests.network.samples import PEOPLE
from tests.toy import actions as toy
from tests.toy.models import Visit
from tongxin.access.actor import Actor
from tongxin.attendance import queries as attended
from tongxin.lifecycle.lives import life_named
from tongxin.network.models import Series
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


def _span(series: Series, state: str) -> None:
    series.end = date(2021, 1, 1) if state == "ended" else None
    Series.objects.whole_network(reason="the test puts it into any state").filter(pk=series.pk).update(end=series.end)


def series_details(one: Series, **changes: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("name", "organiser", "begin", "end", "parent")} | changes


SAMPLES: dict[str, Sample] = {
    "network.series": Sample(
        make=lambda cast: cast.series("同心·助学"),
        put=_span,
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
