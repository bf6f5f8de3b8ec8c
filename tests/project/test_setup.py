"""`tongxin setup`: from an empty database to a site one can open, and nothing the second time."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.attendance.cast import association
from tongxin.access import site
from tongxin.access.models import Account, Entry, Site
from tongxin.access.scopes import actor_named
from tongxin.figures import Store
from tongxin.figures.snapshot import Snapshot
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.network.models import Organisation, Place
from tongxin.project.demo.load import Size

pytestmark = pytest.mark.django_db
SEEN = "test"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    # The smallest demonstration: what is tested is when it is loaded, not how large it is.
    monkeypatch.setattr(
        "tongxin.project.management.commands.setup.Size", lambda: Size(members=600, years=1, province="640000")
    )
    return Store(tmp_path / "snapshots")


def setup(demo: int = 0) -> str:
    out = StringIO()
    call_command("setup", demo=demo, stdout=out)
    return out.getvalue()


def test_empty_site_gets_register_administrator_and_snapshot(store: Store) -> None:
    printed = setup()
    assert Place.objects.filter(code="430182").exists()
    assert Site.objects.count() == 1
    assert not site.current().is_demo
    assert store.current().id in printed
    assert not Organisation.objects.whole_network(reason=SEEN).exists()


def test_password_of_the_first_administrator_is_shown_once_and_opens_everything(client: Any) -> None:
    found = re.search(r"登录名 (\w+)，密码 (\S+)（", setup())
    assert found
    assert client.login(username=found[1], password=found[2])
    assert all(actor_named("admin").scope.may(verb, "43/") for verb in Verb)
    assert "密码" not in setup()
    written = {entry.action for entry in Entry.objects.whole_network(reason=SEEN)}
    assert {"access.account.open", "access.grant.give", "access.site.set_up"} <= written


def test_damaged_snapshot_is_taken_anew_and_stops_no_start(store: Store) -> None:
    setup()
    for path in store.objects.glob("*/*.parquet"):
        path.write_bytes(b"damaged")
    damaged = store.newest().id
    setup()
    assert store.current_id() != damaged
    assert len(store.ids()) == 2
    assert store.current().broken_files() == []


def test_demonstration_comes_with_its_passwords_and_a_snapshot_of_it_and_a_second_run_changes_nothing(
    store: Store,
) -> None:
    setup()
    without = store.current()
    printed = setup(demo=1)
    assert site.current().is_demo
    assert "试用账号" in printed
    assert without.rows("network.association") == 0
    assert store.current().rows("network.association") > 0
    before = (store.ids(), Entry.objects.whole_network(reason=SEEN).count(), site.current())
    assert setup(demo=1) == ""
    assert (store.ids(), Entry.objects.whole_network(reason=SEEN).count(), site.current()) == before


def test_register_with_records_of_its_own_gets_no_demonstration(store: Store) -> None:
    association("430182")
    assert "不装演示数据" in setup(demo=1)
    assert not site.current().is_demo
    assert store.current().rows("network.association") == 1


def test_account_that_is_there_already_is_enough() -> None:
    Account.objects.create_user("first")
    assert "密码" not in setup()
    assert not Account.objects.filter(username="admin").exists()


def test_place_that_the_register_lacks_is_added() -> None:
    county = Place.objects.filter(code="430182")
    county.update(county=None)  # it names itself as its county, which would protect it
    county.delete()
    assert "区划表：新增 1 个" in setup()
    assert Place.objects.filter(code="430182").exists()


def test_snapshot_older_than_a_declaration_is_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    setup()
    monkeypatch.setattr(Snapshot, "holds", lambda *_: False)
    assert "快照：" in setup()


def test_setup_that_breaks_off_leaves_the_rest_for_the_next_run(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise InputError("盘满了。")

    with monkeypatch.context() as patch:
        patch.setattr("tongxin.project.management.commands.setup.take_snapshot", refuse)
        with pytest.raises(Exception, match="盘满了"):
            setup(demo=1)
    assert store.current_id() is None
    assert "快照：" in setup(demo=1)
    assert store.current().rows("network.association") > 0
