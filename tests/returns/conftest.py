"""Fixtures of the tests of returns: the fixed cast, on 20 July 2021."""

from datetime import date

import pytest

from tests.cast import Cast
from tests.cast import cast as build
from tests.returns.stage import stand_on


@pytest.fixture
def cast(db: None) -> Cast:
    stand_on(date(2021, 7, 20))
    return build()
