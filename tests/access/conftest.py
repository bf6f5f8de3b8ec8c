"""Who works in the tests of this room."""

import pytest

from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant
from tongxin.access.scopes import actor_of
from tongxin.kernel.period import today


@pytest.fixture
def officer(db: None) -> Actor:
    """An officer of the province."""
    account = Account.objects.create(username="officer", first_name="省干部")
    Grant.objects.create(account=account, role="officer", path="43/", begin=today())
    return actor_of(account)
