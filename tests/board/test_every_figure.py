"""Every figure over records drawn by lot: its evidence shows itself in every way, its records are named in one query each."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast, cast
from tests.lifecycle.world import Lot
from tests.shared import World, world_of
from tongxin.access import site
from tongxin.access.site import SiteFacts
from tongxin.board import records
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import registry, take_snapshot

pytestmark = pytest.mark.django_db


def drawn() -> Cast:
    facts = SiteFacts(name="测试", home_path="43/", home_code="430000", is_demo=False, reporting_day=None)
    site.set_up(facts, by=SYSTEM)
    built = cast()
    Lot(built, 3).draw(54)
    take_snapshot(by=SYSTEM)
    return built


world = world_of(drawn)


@pytest.fixture
def stage(world: World[Cast], settings: Any, tmp_path: Path) -> Cast:
    return world.given(settings, tmp_path)


def test_records_of_every_fact_are_named_in_one_query_each(stage: Cast) -> None:
    everything = Scope.everything()
    for fact in registry().facts:
        for model in {records.table_of_records(fact), records.table_of_lines(fact)} - {None}:
            assert model is not None
            numbers = list(model.objects.visible_to(everything).values_list("pk", flat=True)[:30])
            with CaptureQueriesContext(connection) as asked:
                names = records.names_of(model, numbers, scope=everything)
            assert set(names) == set(numbers), fact.code
            assert len(asked) <= 1, (fact.code, [one["sql"] for one in asked])
            assert all(name for name in names.values()), fact.code


@pytest.mark.slow
def test_every_figure_shows_its_evidence_in_every_way(stage: Cast) -> None:
    client = stage.client("province")
    for measure in registry().measures:
        time = (
            "as_of=2021-12-31"
            if measure.fact and registry().fact(measure.fact).is_stock
            else "from=2016-01-01&to=2021-12-31"
        )
        for way in ("record", "unit", "day"):
            answer = client.get(f"/figures/{measure.code}?place=430000&{time}&group={way}")
            assert answer.status_code in (200, 400), (measure.code, way)
