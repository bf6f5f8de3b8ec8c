"""A world that all tests of a module begin with: built once, in one transaction around them; each test's own lies within it.

What a test writes into the database or the folders of files is gone for the next one, as ever. A module
that shares a world holds no test with `transaction=True`: there is no second transaction beside the open one.
"""

import copy
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from django.db import transaction
from django.test import override_settings

from tongxin.access import site

T = TypeVar("T")


@dataclass(frozen=True)
class World(Generic[T]):
    """What was built, and the folder its files lie in."""

    built: T
    folder: Path

    def given(self, settings: Any, target: Path) -> T:
        """Lay the files out for one test, and hand out records no other test has changed."""
        shutil.copytree(self.folder, target, dirs_exist_ok=True)
        for name, value in folders(target).items():
            setattr(settings, name, value)
        site.current()  # read here, so that no page is charged with it
        return copy.deepcopy(self.built)


def folders(root: Path) -> dict[str, Path]:
    return {f"TONGXIN_{name}": root / name.lower() for name in ("SNAPSHOTS", "REPORTS", "UPLOADS", "EXPORTS")}


def world_of(build: Callable[..., T], *, each: Sequence[Any] | None = None) -> Any:
    """Make a module's fixture of what `build` builds; with `each` one world after the other, built of each of these."""

    @pytest.fixture(scope="module", params=each)
    def world(
        request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
    ) -> Iterator[World[T]]:
        folder = tmp_path_factory.mktemp("world")
        with django_db_blocker.unblock():
            around = transaction.atomic()
            around._from_testcase = True  # as Django's own test cases say: durable blocks may stand inside
            with around:
                with override_settings(**folders(folder)):
                    built = build() if each is None else build(request.param)
                with django_db_blocker.block():
                    yield World(built, folder)
                transaction.set_rollback(True)

    return world
