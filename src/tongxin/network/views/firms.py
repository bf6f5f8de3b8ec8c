"""The list of firms and village collectives, apart from that of the network's own organisations."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from tongxin.lifecycle.addresses import list_of
from tongxin.lifecycle.pages import RecordList, column_of
from tongxin.network.forms.filters import name_filter, place_filter
from tongxin.network.life.merging import FIRM_MERGE_REQUEST
from tongxin.network.life.register import ORGANISATION
from tongxin.network.models import Organisation
from tongxin.network.models.organisations import PARTNERS
from tongxin.network.queries.firms import firms_known
from tongxin.web.filters import choice
from tongxin.web.pages import Empty, Link
from tongxin.web.table import Column


class FirmList(RecordList):
    """The firms and village collectives on record in the asker's scope: they take part, and owe nothing."""

    life = ORGANISATION
    title = "企业和村集体"
    subtitle = "参加活动、捐赠或接受服务的单位，不属于联谊组织，没有上报任务。"
    order = ("path", "id")
    narrowed_by = (
        name_filter(),
        choice("kind", lambda: [(one.value, one.label) for one in PARTNERS], label="类别"),
        place_filter(),
    )
    shown = (
        column_of(Organisation, "name", label="名称", order=("sound",)),
        column_of(Organisation, "kind", order=("kind",)),
        Column(name="unified_code", label="统一社会信用代码", value="unified_code"),
        column_of(Organisation, "place", order=("path",)),
        Column(name="aliases", label="曾用名和简称", value=lambda one: "、".join(one.aliases), hidden=True),
        Column(name="founded", label="成立日期", value="founded", hidden=True),
        Column(name="closed", label="注销日期", value="closed", hidden=True),
    )
    nothing = Empty(title="还没有企业和村集体", hint="在捐赠、专家服务等记录里写到的企业会自动登记，也可以在这里登记。")

    def get_queryset(self) -> QuerySet[Organisation]:
        return firms_known(self.request.scope).select_related("place")

    def links(self) -> Sequence[Link]:
        """Offer the likely doubles and the requests to merge, and entry to those who may record."""
        if not (new := super().links()):
            return ()
        return (
            Link(label="可能重复", url=reverse("network:firm_duplicates"), icon="copy"),
            Link(label=FIRM_MERGE_REQUEST.label, url=list_of(FIRM_MERGE_REQUEST), icon="list"),
            *(Link(label="登记企业", url=f"{one.url}?kind={PARTNERS[0]}", icon="plus", primary=True) for one in new),
        )
