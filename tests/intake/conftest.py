"""Fixtures of the tests of intake: the network's cast, and a folder of its own for uploads."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.cast import cast as build


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast."""
    return build()


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
