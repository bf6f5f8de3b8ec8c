from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as built
from tests.records.proposals.samples import delivery_details, paper_details
from tongxin.records.proposals import actions
from tongxin.records.proposals.models import Proposal

Write = Callable[..., Proposal]


@pytest.fixture
def cast(db: None) -> Cast:
    return built()


@pytest.fixture
def drafted(cast: Cast) -> Write:
    def write(title: str = "关于青年就业的建议", **changes: Any) -> Proposal:
        return actions.draft(by=SYSTEM, **paper_details(cast, title=title, **changes))

    return write


@pytest.fixture
def delivered(drafted: Write) -> Write:
    def write(title: str = "关于青年就业的建议", *, on: date = date(2021, 3, 10), **changes: Any) -> Proposal:
        one = drafted(title, **changes)
        actions.submit(one, by=SYSTEM)
        actions.approve(one, by=SYSTEM)
        return actions.deliver(one, by=SYSTEM, **delivery_details(delivered=on))

    return write
