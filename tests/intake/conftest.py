"""Fixtures of the tests of intake: the network's cast, and a folder of its own for uploads."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.cast import cast as build
from tongxin.network.models import Place, PlaceVersion
from tongxin.network.models.register import load


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast; the register is loaded again where a test emptied every table before."""
    if not Place.objects.exists():
        load(Place.objects, PlaceVersion.objects)
    return build()


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
