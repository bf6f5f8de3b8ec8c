"""What intake itself hands up to the rest of the product."""

from datetime import timedelta

from tongxin.access.schedule import Scheduled
from tongxin.intake.actions import forget_rows
from tongxin.intake.earlier import forget_acts
from tongxin.intake.life import BATCH
from tongxin.intake.models import Batch
from tongxin.intake.queries import own_previewed
from tongxin.intake.views.reading import BatchList, BatchPage
from tongxin.intake.views.writing import UploadPage
from tongxin.intake.work import JOBS
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import DETAIL, LIST, list_of, patterns
from tongxin.lifecycle.waiting import waiting_in
from tongxin.ports.room import Room
from tongxin.ports.waiting import Waiting, up_to_most
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="intake",
    label="导入",
    prefix="import/",
    urls="tongxin.intake.urls",
    pages=tuple(
        patterns(
            BATCH,
            {
                LIST: BatchList.as_view(),
                "receive": UploadPage.as_view(life=BATCH, one=BATCH.new),
                DETAIL: BatchPage.as_view(),
            },
        )
    ),
    lives=(BATCH,),
    words={"intake.undo": "随导入撤销", "intake.headings": "列的对应"},
    jobs=JOBS,
    scheduled=(
        Scheduled(code="intake.acts", words="删除为撤回留存的内容", every=timedelta(minutes=30), run=forget_acts),
    ),
    purge=forget_rows,
    waiting=(
        Waiting(
            code="intake.previewed",
            words="我上传后待确认的导入",
            count=lambda by: up_to_most(own_previewed(by)),
            address=lambda: list_of(BATCH, state=Batch.State.PREVIEWED),
            verb=Verb.RECORD,
            menu="intake.list",
        ),
        waiting_in(BATCH, Batch.State.WAITING, words="待审核的导入", verb=Verb.IMPORT),
    ),
    menu=(MenuItem(label="导入", url_name="intake.list", icon="download", section="管理", order=88, verb=Verb.RECORD),),
)
