"""The list of objections: until when one may object, and what waits for somebody else to decide it."""

from typing import Any

from django.db.models import QuerySet

from tongxin.lifecycle.addresses import address, address_of
from tongxin.lifecycle.pages import RecordList
from tongxin.records.contests.life import OBJECTION
from tongxin.records.contests.models import Objection
from tongxin.web.filters import text
from tongxin.web.format import Kind
from tongxin.web.pages import Empty
from tongxin.web.table import Column


class ObjectionList(RecordList):
    """The objections the asker records, latest first."""

    life = OBJECTION
    order = ("-id",)
    narrowed_by = (text("contest__title", label="赛事", name="contest"), "state")
    nothing = Empty(title="还没有异议", hint="结果公布后收到的异议，在赛事页面上登记。")

    @property
    def shown(self) -> tuple[Any, ...]:  # type: ignore[override]  # the last column asks who looks
        """The columns, with what this asker may decide."""
        return (
            Column(name="contest", label="赛事", value="contest.title", link=lambda one: address_of(one.contest)),
            "received",
            Column(name="until", label="异议截止日期", value="contest.objections_until", kind=Kind.DATE),
            Column(name="entry", label="所指作品", value=lambda one: str(one.entry) if one.entry_id else ""),
            "text",
            "state",
            "decision",
            Column(name="decide", label="办理", value=self._word, link=self._link),
        )

    def get_queryset(self) -> QuerySet[Objection]:
        return Objection.objects.visible_to(self.request.scope).select_related("contest", "entry")

    def _word(self, one: Objection) -> str:
        if one.state != Objection.State.OPEN:
            return ""
        return "处理" if self._is_offered(one) else "由另一个人处理"

    def _link(self, one: Objection) -> str | None:
        return address(OBJECTION, "decide", one.pk) if self._is_offered(one) else None

    def _is_offered(self, one: Objection) -> bool:
        return bool(OBJECTION.offered(one, scope=self.request.scope, account=self.request.actor.account_id))
