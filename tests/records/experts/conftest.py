import pytest

from tests.cast import Cast
from tests.cast import cast as built


@pytest.fixture
def cast(db: None) -> Cast:
    return built()
