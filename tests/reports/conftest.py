"""Reports over a small real network: Ningxiang and Changsha hold classes, a snapshot is taken, the cast reads and writes."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.returns.stage import a_class, stand_on
from tests.shared import World, world_of
from tongxin.ports.desk import take_snapshot
from tongxin.reports import actions
from tongxin.reports.models import Report

DAY = date(2021, 12, 31)
ROSTER = "王例山\n李例水\n张例云\n赵例风\n钱例雨\n孙例雪"


def last_day() -> Cast:
    """Build the cast on the last day of 2021, with two classes held and a snapshot of them."""
    stand_on(DAY)
    built = build()
    for name in ROSTER.split("\n"):
        built.join(built.person(name), built.county)
    a_class(built.county, roster=ROSTER)
    a_class(built.city, day=date(2021, 9, 1), roster="王例山\n李例水")
    take_snapshot(by=SYSTEM)
    return built


world = world_of(last_day)


@pytest.fixture
def cast(world: World[Cast], db: None, settings: Any, tmp_path: Path) -> Cast:
    """What `last_day` builds."""
    return world.given(settings, tmp_path)


Draft = Callable[..., Report]


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """Begin a report of the province with this text."""

    def begin(body: str, *, title: str = "工作综述", day: date = DAY, organisation: Any = None) -> Report:
        return actions.start_report(organisation or cast.province, by=SYSTEM, title=title, day=day, body=body)

    return begin
