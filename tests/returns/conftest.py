"""Fixtures of the tests of returns: the fixed cast, on 20 July 2021."""

from datetime import date

import pytest

from tests.cast import Cast
from tests.cast import cast as build
from tests.returns.stage import stand_on
from tongxin.network.models import Place, PlaceVersion
from tongxin.network.models.register import load


@pytest.fixture
def cast(db: None) -> Cast:
    if not Place.objects.exists():
        load(Place.objects, PlaceVersion.objects)
    stand_on(date(2021, 7, 20))
    return build()
