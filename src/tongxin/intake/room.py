"""What intake itself hands up to the rest of the product."""

from tongxin.intake.actions import forget_rows
from tongxin.intake.work import JOBS
from tongxin.kernel.scope import Verb
from tongxin.ports.room import Room
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="intake",
    label="导入",
    prefix="import/",
    urls="tongxin.intake.urls",
    jobs=JOBS,
    purge=forget_rows,
    menu=(
        MenuItem(label="导入", url_name="intake:batches", icon="download", section="管理", order=88, verb=Verb.RECORD),
    ),
)
