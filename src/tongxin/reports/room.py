"""What reports hand up to the rest of the product."""

from tongxin.kernel.scope import Verb
from tongxin.ports.room import Room
from tongxin.reports import demo
from tongxin.reports.queries.reports import issued_snapshots
from tongxin.reports.queries.restated import cites
from tongxin.reports.work import JOBS
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="reports",
    label="报告",
    urls="tongxin.reports.urls",
    prefix="reports/",
    jobs=JOBS,
    citations=cites,
    snapshots=issued_snapshots,
    demo=demo.load,
    menu=(
        MenuItem(label="报告", url_name="reports:list", icon="file", section="报告", order=60, verb=Verb.VIEW),
        MenuItem(label="核验", url_name="portal:verify", icon="lock", section="", order=81),
    ),
)
