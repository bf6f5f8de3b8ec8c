"""Records told once for a module, and what a snapshot of them answers on both engines."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import pytest
from django.conf import settings

from tests.figures.world import engine_over
from tests.shared import World, world_of
from tongxin.figures import Desk, Fact, Measure, Registry, Store
from tongxin.network.queries.places import place_rows

T = TypeVar("T")


def registry_of(facts: Callable[[], tuple[Fact, ...]], measures: tuple[Measure, ...]) -> Callable[[], Registry]:
    """Return what makes a registry of a capability alone, once."""
    return cache(lambda: Registry(facts=facts(), measures=measures, places=place_rows))


def told_once(tell: Callable[[], T], *, registry: Callable[[], Registry]) -> tuple[Any, Any]:
    """Make two fixtures of a module, to be called `world` and `desk`: what `tell` builds, and each engine over it in turn."""

    def told() -> T:
        built = tell()
        Store(settings.TONGXIN_SNAPSHOTS).take(registry(), alias="default")
        return built

    @pytest.fixture(scope="module", params=["reference", "duckdb"])
    def desk(request: pytest.FixtureRequest, world: World[T]) -> Desk:
        snapshot = Store(world.folder / "snapshots").current()
        engine = engine_over(snapshot, registry=registry(), name=request.param)
        return Desk(registry=registry(), snapshot=snapshot, engine=engine)

    return world_of(told), desk
