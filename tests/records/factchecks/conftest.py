from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as built
from tests.records.factchecks import samples
from tongxin.records.factchecks import actions
from tongxin.records.factchecks.models import FactCheck

Make = Callable[..., FactCheck]


@pytest.fixture
def cast(db: None) -> Cast:
    return built()


@pytest.fixture
def received(cast: Cast) -> Make:
    def make(**changes: Any) -> FactCheck:
        return actions.receive(by=SYSTEM, **samples.claim_details(cast, **changes))

    return make


@pytest.fixture
def researched(cast: Cast) -> Make:
    return lambda **changes: samples.researched(cast, **changes)


@pytest.fixture
def reviewed(cast: Cast) -> Make:
    return lambda **changes: samples.reviewed(cast, **changes)


@pytest.fixture
def published(cast: Cast) -> Make:
    return lambda **changes: samples.published_check(cast, **changes)
