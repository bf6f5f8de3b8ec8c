"""Fixtures of the network's tests."""

import pytest

from tests.cast import Cast
from tests.cast import cast as build


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast."""
    return build()
