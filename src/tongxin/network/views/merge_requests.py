"""Requests to merge across a border: the list, one request, the answer."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordList, RecordPage, only
from tongxin.network.forms import merging as forms
from tongxin.network.life.merging import FIRM_MERGE_REQUEST, MERGE_REQUEST
from tongxin.network.queries import merges as queries
from tongxin.network.queries.once import FIRMS, PERSONS
from tongxin.network.views.acting import AnswerPage
from tongxin.web.pages import Empty, Fact, Link, Section
from tongxin.web.table import Column, Table


class MergeRequestList(RecordList):
    """What waits for this side's answer, and what this side has asked."""

    life = MERGE_REQUEST
    once = PERSONS
    order = ("-id",)
    exportable = False
    shown = (
        Column(name="kept", label="保留的人员", value="kept.name", personal=True),
        Column(name="merged", label="并入的人员", value="merged.name", personal=True),
        "by",
        "day",
        "state",
    )
    nothing = Empty(title="没有合并请求", hint="要合并的两条记录分属两地时，会请对方在这里答复。")

    def get_queryset(self) -> QuerySet[Any]:
        return queries.requests(self.once, self.request.scope)


_COMPARED = (
    Column(name="label", label="项目", value="label"),
    Column(name="kept", label="保留的记录", value="kept"),
    Column(name="merged", label="并入的记录", value="merged"),
)


class MergeRequestPage(RecordPage):
    """One request with both records side by side."""

    life = MERGE_REQUEST
    once = PERSONS
    verb = Verb.MEMBERS

    def get_queryset(self) -> QuerySet[Any]:
        return queries.requests(self.once, self.request.scope)

    def heading(self) -> str:
        return f"合并请求：{super().heading()}"

    def links(self) -> Sequence[Link]:
        if not self.acts:
            return ()
        return (Link(label="答复", url=address_of(self.record, "answer"), icon="check", primary=True),)

    def card(self) -> Sequence[Fact | str]:
        """Return who asked what, and the answer."""
        return ("state", "by", "day", "reason", "answered_by", "answer")

    def own_sections(self) -> Sequence[Section]:
        """Return both records; of mobile numbers only whether there is one."""
        one = self.record
        table = Table(_COMPARED, forms.lines(one.kept, one.merged, with_mobile=False), caption="两条记录")
        mobiles = [getattr(record, "mobile_index", "") for record in (one.kept, one.merged)]
        same = bool(mobiles[0]) and mobiles[0] == mobiles[1]
        note = "手机号相同" if same else ""
        return (Section(name="compared", title="两条记录", table=table, note=note, exportable=False),)


class MergeAnswerPage(AnswerPage):
    """Accepts or declines."""

    life = MERGE_REQUEST
    once = PERSONS
    one = MERGE_REQUEST.act("accepted")
    form = forms.AnswerForm
    yes = "accepted"
    no = "declined"
    button = "提交答复"
    done = "答复已登记。"

    def find(self) -> Any:
        """Return the request as the deciding side sees it; the side that asked does not answer itself."""
        request = only(queries.requests(self.once, self.request.scope), self.kwargs["pk"], missing=self.life.not_found)
        if not self.request.scope.may(self.one.verb, self.one.path(request)):
            raise NotFoundError(self.life.not_found)
        return request

    def heading(self) -> str:
        return f"答复合并请求：{self.life.called(self.subject)}"

    def done_url(self, record: object) -> str:
        del record
        return list_of(self.life)


class FirmRequestList(MergeRequestList):
    """What waits for this side's answer about firms, and what this side has asked."""

    life = FIRM_MERGE_REQUEST
    once = FIRMS
    shown = (
        Column(name="kept", label="保留的企业", value="kept.name"),
        Column(name="merged", label="并入的企业", value="merged.name"),
        "by",
        "day",
        "state",
    )


class FirmRequestPage(MergeRequestPage):
    """One request about firms."""

    life = FIRM_MERGE_REQUEST
    once = FIRMS
    verb = Verb.VIEW


class FirmAnswerPage(MergeAnswerPage):
    """Accepts or declines a request about firms."""

    life = FIRM_MERGE_REQUEST
    once = FIRMS
    one = FIRM_MERGE_REQUEST.act("accepted")
