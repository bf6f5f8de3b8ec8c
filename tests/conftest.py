"""Fixtures every test may use."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from hypothesis import HealthCheck
from hypothesis import settings as examples

# How long an example takes says nothing about whether it holds; a busy machine is no failure.
examples.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("untimed")


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Let no test see what another one cached."""
    cache.clear()
    yield
    cache.clear()


def pytest_unconfigure() -> None:
    """Remove the data folder the settings made."""
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
