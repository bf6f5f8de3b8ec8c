import pytest

from tests.attendance.checkin.hall import Hall, hall
from tests.cast import Cast
from tests.cast import cast as build


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


@pytest.fixture
def door(cast: Cast) -> Hall:
    return hall(cast)
