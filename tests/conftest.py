"""Fixtures every test may use."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Let no test see what another one cached."""
    cache.clear()
    yield
    cache.clear()


def pytest_unconfigure() -> None:
    """Remove the data folder the settings made."""
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
