"""What the organiser's side sees of feedback: the form with its address, the counts, what was written."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import URLPattern, path

from tongxin.attendance.feedback.life import FEEDBACK
from tongxin.attendance.feedback.public import FORM
from tongxin.attendance.feedback.queries import ANSWERS, FEWEST, Counts, form_of, remarks_of, results_of
from tongxin.attendance.models import FeedbackForm, Occasion
from tongxin.attendance.queries import owner_of
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address, address_of
from tongxin.lifecycle.pages import ActButton, RecordPage, pages_of
from tongxin.lifecycle.pages.showing import only
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, Link, Section
from tongxin.web.table import Column, Table


def _given(answer: int) -> Callable[[Counts], int]:
    return lambda counts: counts.given[answer]


_COUNTS = (
    Column(name="question", label="问题", value="label"),
    *(
        Column(name=f"answer_{answer}", label=f"{answer} {word}", value=_given(answer), kind=Kind.NUMBER)
        for answer, word in ANSWERS.items()
    ),
    Column(name="silent", label="未答", value="silent", kind=Kind.NUMBER),
)
_REMARKS = (Column(name="remark", label="意见和建议", value="remark", personal=True),)  # it may speak of somebody


def feedback_sections(record: Any, *, scope: Scope) -> Sequence[Section]:
    """Return the counts on the page of a record with an occasion, or the button that opens its form."""
    form = form_of(record.occasion)
    if form is not None:
        return (_counts(form.occasion, more=Link(label="反馈表", url=address_of(form), icon="edit")),)
    begun = record.first_day <= today() and getattr(record, "state", "") != "cancelled"
    if not begun or not scope.may(Verb.RECORD, record.path):
        return ()
    opening = Link(label="开放意见反馈", url=address(FEEDBACK, "open", record.occasion_id), icon="plus", post=True)
    return (Section(name="feedback", title="意见反馈", empty="还没有开放匿名的意见反馈。", more=opening),)


def _counts(occasion: Occasion, *, more: Link | None = None) -> Section:
    results = results_of(occasion)
    note = f"已收到 {results.forms} 份" + (f"，结果按前 {results.counted} 份计" if results.counted else "")
    return Section(
        name="feedback",
        title="意见反馈",
        table=Table(_COUNTS, results.questions, caption="意见反馈"),
        note=note,
        empty=f"满 {FEWEST} 份以后显示各项回答的份数。",
        more=more,
    )


class FeedbackPage(RecordPage):
    """The form of one occasion: where it is filled in, how often it was, and what was written."""

    life = FEEDBACK
    related = ("occasion",)

    def heading(self) -> str:
        return f"意见反馈：{self._owner}"

    @property
    def _owner(self) -> Any:
        return owner_of(self.record.occasion)

    @property
    def _organises(self) -> bool:
        return self.request.scope.may(Verb.RECORD, self.record.path)

    def card(self) -> Sequence[Fact | str]:
        form: FeedbackForm = self.record
        owner = self._owner
        where = FORM.address(form.token) if self._organises else ""
        return (
            Fact(label="状态", value=FEEDBACK.state_label(form)),
            Fact(label=str(owner._meta.verbose_name), value=str(owner), link=address_of(owner)),
            Fact(
                label="填写地址",
                value=self.request.build_absolute_uri(where) if where else "",
                link=where,
                hint="发给参加的人，匿名填写",
            ),
            Fact(
                label="二维码", value="下载（SVG）" if where else "", link=f"{where}code.svg?download" if where else ""
            ),
        )

    def own_sections(self) -> Sequence[Section]:
        shown = [_counts(self.record.occasion)]
        if self._organises:
            remarks = Table(_REMARKS, remarks_of(self.record.occasion, scope=self.request.scope), caption="意见和建议")
            shown.append(
                Section(name="remarks", title="意见和建议", table=remarks, note="只有主办方看得到", exportable=False)
            )
        return shown


class OpeningButton(ActButton):
    """Opens the form of the occasion that the address names."""

    def find(self) -> Any:
        rows = Occasion.objects.visible_to(self.request.scope)
        return only(rows, self.kwargs["pk"], missing="没有找到要反馈的这一期，可能不在您的权限范围内。")

    def done_url(self, record: Any) -> str:
        return address_of(form_of(record))


PAGES: tuple[URLPattern, ...] = (
    path(
        "occasions/<int:pk>/feedback/",
        OpeningButton.as_view(life=FEEDBACK, one=FEEDBACK.new),
        name="attendance.feedback.open",
    ),
    *(one for one in pages_of(FEEDBACK, detail=FeedbackPage) if one.name != "attendance.feedback.open"),
)
