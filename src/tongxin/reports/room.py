"""What reports hand up to the rest of the product."""

from typing import Any

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import DETAIL, LIST, patterns
from tongxin.ports.room import Room
from tongxin.reports import demo
from tongxin.reports.life import REPORT
from tongxin.reports.queries.reports import issued_snapshots
from tongxin.reports.queries.restated import cites
from tongxin.reports.views.reading import ReportList, ReportPage
from tongxin.reports.views.writing import BeginPage, CopyPage, IssuePage, OneReport
from tongxin.reports.work import JOBS
from tongxin.web.menu import MenuItem

_PAGES: dict[str, Any] = {
    LIST: ReportList.as_view(),
    "start": BeginPage.as_view(life=REPORT, one=REPORT.new),
    DETAIL: ReportPage.as_view(),
    "copy": CopyPage.as_view(life=REPORT, one=REPORT.act("copy")),
    "issue": IssuePage.as_view(),
    "discard": OneReport.as_view(life=REPORT, one=REPORT.act("discard")),
    "restore": OneReport.as_view(life=REPORT, one=REPORT.act("restore")),
    "withdraw": OneReport.as_view(life=REPORT, one=REPORT.act("withdraw")),
}
ROOM = Room(
    name="reports",
    label="报告",
    urls="tongxin.reports.urls",
    prefix="reports/",
    lives=(REPORT,),
    pages=tuple(patterns(REPORT, _PAGES)),
    jobs=JOBS,
    citations=cites,
    snapshots=issued_snapshots,
    demo=demo.load,
    menu=(
        MenuItem(label="报告", url_name="reports.list", icon="file", section="报告", order=60, verb=Verb.VIEW),
        MenuItem(label="核验", url_name="portal:verify", icon="lock", section="核数", order=81),
    ),
)
