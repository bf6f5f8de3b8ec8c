"""Requests to merge across a border: the list, one request, the answer."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import ActPage, only, timeline
from tongxin.network.actions.merge_requests import accept_merge, decline_merge
from tongxin.network.forms import merging as forms
from tongxin.network.models import MergeRequest
from tongxin.network.queries import merges as queries
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, Empty, Fact, Link, ListPage, Moment, Section
from tongxin.web.table import Column, Table

_MISSING = "没有找到这份合并请求，或不在您的权限范围内。"


def _url(request: MergeRequest) -> str:
    return reverse("network:merge_request", args=[request.pk])


class MergeRequestList(SignedIn, ListPage):
    """What waits for this side's answer, and what this side has asked."""

    title = "合并请求"
    verb = Verb.MEMBERS
    order = ("-id",)
    exportable = False
    columns = (
        Column(name="kept", label="保留的人员", value="kept.name", link=_url),
        Column(name="merged", label="并入的人员", value="merged.name"),
        Column(name="by", label="提出人", value="by"),
        Column(name="day", label="提出日期", value="day", kind=Kind.DATE),
        Column(name="state", label="状态", value="get_state_display"),
    )

    def get_queryset(self) -> QuerySet[MergeRequest]:
        """Return what the scope shows."""
        return queries.requests(self.request.scope)

    def empty(self) -> Empty:
        """Say when something comes here."""
        return Empty(title="没有合并请求", hint="要合并的两条记录分属两地时，会请对方在这里答复。")


_COMPARED = (
    Column(name="label", label="项目", value="label"),
    Column(name="kept", label="保留的记录", value="kept"),
    Column(name="merged", label="并入的记录", value="merged"),
)


class MergeRequestPage(SignedIn, DetailPage):
    """One request with both records side by side."""

    verb = Verb.MEMBERS
    missing = _MISSING

    def get_queryset(self) -> QuerySet[MergeRequest]:
        """Return what the scope shows."""
        return queries.requests(self.request.scope)

    def heading(self) -> str:
        """Name both."""
        return f"合并请求：{self.record.kept.name}与{self.record.merged.name}"

    def links(self) -> Sequence[Link]:
        """Offer the answer to the side that decides."""
        one: MergeRequest = self.record
        if one.state != MergeRequest.State.OPEN or not self.request.scope.may(Verb.MEMBERS, one.path):
            return ()
        url = reverse("network:merge_request_answer", args=[one.pk])
        return (Link(label="答复", url=url, icon="check", primary=True),)

    def facts(self) -> Sequence[Fact]:
        """Return who asked what, and the answer."""
        one: MergeRequest = self.record
        shown = (
            Fact(label="状态", value=one.get_state_display()),
            Fact(label="提出人", value=one.by),
            Fact(label="提出日期", value=one.day, kind=Kind.DATE),
            Fact(label="原因", value=one.reason),
            Fact(label="答复人", value=one.answered_by),
            Fact(label="答复", value=one.answer),
        )
        return tuple(fact for fact in shown if fact.value)

    def sections(self) -> Sequence[Section]:
        """Return both records; of mobile numbers only whether there is one."""
        one: MergeRequest = self.record
        table = Table(_COMPARED, forms.lines(one.kept, one.merged, with_mobile=False), caption="两条记录")
        same = bool(one.kept.mobile_index) and one.kept.mobile_index == one.merged.mobile_index
        note = "手机号相同" if same else ""
        return (Section(name="compared", title="两条记录", table=table, note=note, exportable=False),)

    def timeline(self) -> Sequence[Moment]:
        """Return when it was asked and answered."""
        return timeline(self.record)


class AnswerPage(ActPage):
    """Accepts or declines."""

    verb = Verb.MEMBERS
    door = Door(name="merge-answers", label="答复合并请求", form=forms.AnswerForm, create=accept_merge)
    button = "提交答复"
    done = "答复已登记。"

    def find(self) -> MergeRequest:
        """Return the request as the deciding side sees it; the side that asked does not answer itself."""
        request = only(queries.requests(self.request.scope), self.kwargs["pk"], missing=_MISSING)
        if not self.request.scope.may(Verb.MEMBERS, request.path):
            raise NotFoundError(_MISSING)
        return request

    def heading(self) -> str:
        """Name both."""
        return f"答复合并请求：{self.subject.kept.name}与{self.subject.merged.name}"

    def save(self, values: dict[str, Any]) -> Any:
        """Hand the answer to the action it stands for."""
        act = accept_merge if values.pop("accept") else decline_merge
        return act(self.subject, by=self.request.actor, **values)

    def done_url(self, record: Any) -> str:
        """Show the requests."""
        del record
        return reverse("network:merge_requests")
