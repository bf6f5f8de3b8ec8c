"""The board over a network counted by hand, and the cast that reads it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.board.network import registry
from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant
from tongxin.access.site import SiteFacts
from tongxin.figures import Store
from tongxin.ports.desk import REGISTRY, store
from tongxin.ports.marks import marks_now
from tongxin.web.memory import memory


@pytest.fixture
def empty_board(settings: Any, tmp_path: Path, db: None) -> Iterator[Store]:
    """A site whose snapshot has not been taken yet."""
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    facts = SiteFacts(
        name="测试网络", home_path="43/", home_code="430000", is_demo=True, reporting_day=date(2022, 9, 26)
    )
    site.set_up(facts, by=Actor.system("测试"))
    memory.clear()
    with REGISTRY.answered_by(registry):
        yield store()


@pytest.fixture
def board(empty_board: Store) -> Store:
    """The same site with its snapshot."""
    empty_board.take(registry(), alias="default", marks=marks_now(alias="default"))
    return empty_board


def reader(role: str, path: str) -> Client:
    """Sign in somebody who holds a role at a place."""
    account = Account.objects.create_user(f"{role}{path.replace('/', '-')}")
    Grant.objects.create(account=account, role=role, path=path, begin=date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def provincial(board: Store) -> Client:
    """The provincial officer."""
    return reader("officer", "43/")


@pytest.fixture
def municipal(board: Store) -> Client:
    """The officer of Changsha."""
    return reader("officer", "43/4301/")


@pytest.fixture
def county(board: Store) -> Client:
    """A reader of 荷塘区."""
    return reader("reader", "43/4302/430202/")
