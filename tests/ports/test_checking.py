"""The check of snapshots names what does not hold of what was public, too."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.cast import Cast
from tests.ports.test_following import first_snapshot, held
from tests.shared import World, world_of
from tongxin.access.actor import Actor
from tongxin.figures import Question, Status
from tongxin.figures.figure import Value
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.ports.checking import check_snapshots, require_whole_snapshots
from tongxin.ports.desk import desk_over, store, take_snapshot

pytestmark = pytest.mark.django_db
PERSONS = Question(measure="training.person_times", place="430000", period=Period.year(2021))
world = world_of(first_snapshot)


@pytest.fixture
def stage(world: World[Cast], settings: Any, tmp_path: Path) -> Cast:
    return world.given(settings, tmp_path)


def public() -> Value:
    return desk_over(store().current()).figure(PERSONS, scope=Scope()).result


def test_release_changed_by_hand_or_removed_is_named_by_every_check(stage: Cast) -> None:
    held(stage)
    take_snapshot(by=Actor.system("定时"))
    was = public()
    (path,) = store().root.glob("releases/*/*.json")
    take_snapshot(by=Actor.system("定时"))
    assert check_snapshots().faults == ()
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"id":', b'"id":1'))
    why = f"公开数字的发布记录 {path.parent.name}/{path.name} 与签名不符；这张表暂不公开，请从备份恢复"
    assert (public().status, public().reason) == (Status.WITHHELD, "不公开。")
    with pytest.raises(UnavailableError, match=why):
        require_whole_snapshots()
    with pytest.raises(CommandError, match=why):
        call_command("snapshot", check=True)
    path.unlink()
    assert ["不是快照清单所列的 1 份，有的被删除或替换" in one for one in check_snapshots().faults] == [True]
    assert public().status is Status.WITHHELD
    path.write_bytes(content)
    assert check_snapshots().faults == ()
    assert public() == was
