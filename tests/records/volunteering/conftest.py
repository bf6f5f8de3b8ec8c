from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.cast import cast as built
from tests.records.volunteering import samples
from tongxin.records.volunteering.models import Task, VolunteerAction


@pytest.fixture
def cast(db: None) -> Cast:
    return built()


@pytest.fixture
def flood(cast: Cast) -> VolunteerAction:
    """A published action of today."""
    return samples.coming(cast, title="橘子洲抗洪")


@pytest.fixture
def put(flood: VolunteerAction) -> Callable[..., Task]:
    def task(**changes: Any) -> Task:
        return samples.task(flood, **changes)

    return task
