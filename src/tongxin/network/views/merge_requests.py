"""Requests to merge across a border: the list, one request, the answer."""

from collections.abc import Sequence

from django.db.models import QuerySet

from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordList, RecordPage, only
from tongxin.network.forms import merging as forms
from tongxin.network.life.merging import MERGE_REQUEST
from tongxin.network.models import MergeRequest
from tongxin.network.queries import merges as queries
from tongxin.network.views.acting import AnswerPage
from tongxin.web.pages import Empty, Fact, Link, Section
from tongxin.web.table import Column, Table


class MergeRequestList(RecordList):
    """What waits for this side's answer, and what this side has asked."""

    life = MERGE_REQUEST
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

    def get_queryset(self) -> QuerySet[MergeRequest]:
        return queries.requests(self.request.scope)


_COMPARED = (
    Column(name="label", label="项目", value="label"),
    Column(name="kept", label="保留的记录", value="kept"),
    Column(name="merged", label="并入的记录", value="merged"),
)


class MergeRequestPage(RecordPage):
    """One request with both records side by side."""

    life = MERGE_REQUEST
    verb = Verb.MEMBERS

    def get_queryset(self) -> QuerySet[MergeRequest]:
        return queries.requests(self.request.scope)

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
        one: MergeRequest = self.record
        table = Table(_COMPARED, forms.lines(one.kept, one.merged, with_mobile=False), caption="两条记录")
        same = bool(one.kept.mobile_index) and one.kept.mobile_index == one.merged.mobile_index
        note = "手机号相同" if same else ""
        return (Section(name="compared", title="两条记录", table=table, note=note, exportable=False),)


class MergeAnswerPage(AnswerPage):
    """Accepts or declines."""

    life = MERGE_REQUEST
    one = MERGE_REQUEST.act("accepted")
    form = forms.AnswerForm
    yes = "accepted"
    no = "declined"
    button = "提交答复"
    done = "答复已登记。"

    def find(self) -> MergeRequest:
        """Return the request as the deciding side sees it; the side that asked does not answer itself."""
        request = only(queries.requests(self.request.scope), self.kwargs["pk"], missing=self.life.not_found)
        if not self.request.scope.may(self.one.verb, self.one.path(request)):
            raise NotFoundError(self.life.not_found)
        return request

    def heading(self) -> str:
        return f"答复合并请求：{self.life.called(self.subject)}"

    def done_url(self, record: object) -> str:
        del record
        return list_of(MERGE_REQUEST)
