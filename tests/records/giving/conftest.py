from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as built
from tests.records.giving.samples import gift_details, received_gift
from tongxin.records.giving import actions
from tongxin.records.giving.models import Gift

Give = Callable[..., Gift]


@pytest.fixture
def cast(db: None) -> Cast:
    return built()


@pytest.fixture
def pledged(cast: Cast) -> Give:
    def give(**changes: Any) -> Gift:
        return actions.pledge(by=SYSTEM, **gift_details(cast, **changes))

    return give


@pytest.fixture
def received(cast: Cast) -> Give:
    def give(**changes: Any) -> Gift:
        return received_gift(cast, **changes)

    return give
