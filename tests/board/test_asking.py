"""The time a page asks for when nobody named one."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tongxin.board.asking import time_shown
from tongxin.board.calendar import Time
from tongxin.figures import Desk, Place
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope, Verb
from tongxin.ports.desk import registry

DAY, QUARTER = Time(as_of=date(2022, 9, 26)), Time(as_of=date(2022, 6, 30))
YEAR = Time(period=Period.year(2022))
CHANGSHA = cast("Place", SimpleNamespace(path="43/4301/", level=Level.PREFECTURE))


@pytest.mark.parametrize(
    ("code", "scope", "asked", "shown"),
    [
        ("network.members", Scope(), DAY, QUARTER),
        ("network.members", Scope.of({"43/": [Verb.VIEW]}), DAY, DAY),
        ("network.members", Scope.of({"43/4302/": [Verb.VIEW]}), DAY, QUARTER),
        ("network.members", Scope(), QUARTER, QUARTER),
        ("network.associations", Scope(), DAY, DAY),
        ("training.persons", Scope(), YEAR, YEAR),
    ],
)
def test_strangers_are_shown_persons_at_the_end_of_a_quarter(code: str, scope: Scope, asked: Time, shown: Time) -> None:
    known: Any = SimpleNamespace(registry=registry())
    desk = cast("Desk", known)
    assert time_shown(desk, registry().measure(code), place=CHANGSHA, time=asked, scope=scope) == shown
