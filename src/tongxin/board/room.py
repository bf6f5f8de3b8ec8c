"""The board as a room. Its pages and API know the registry, never a capability."""

from datetime import timedelta

from tongxin.access.jobs import JobKind
from tongxin.access.schedule import Scheduled
from tongxin.kernel.scope import Verb
from tongxin.ports.checking import require_whole_snapshots
from tongxin.ports.desk import nightly_snapshot, snapshot_job
from tongxin.ports.following import follow_writes
from tongxin.ports.room import Room
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="board",
    label="看板",
    urls="tongxin.board.urls",
    jobs=(JobKind(code="figures.snapshot", label="更新快照", verb=Verb.SNAPSHOT, run=snapshot_job),),
    scheduled=(
        Scheduled(code="figures.snapshot", words="生成快照", at="02:10", run=nightly_snapshot),
        Scheduled(code="figures.follow", words="快照跟上新记录", every=timedelta(minutes=1), run=follow_writes),
        Scheduled(code="figures.check", words="核对快照文件和签名链", at="03:10", run=require_whole_snapshots),
    ),
    menu=(
        MenuItem(label="看板", url_name="board:dashboard", icon="board", section="看板", order=1),
        MenuItem(label="指标目录", url_name="board:measures", icon="ruler", section="看板", order=2),
    ),
)
