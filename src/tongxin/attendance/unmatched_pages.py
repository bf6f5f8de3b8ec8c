"""The work list of roster lines that nobody knows: candidates to tick, people to register, one reason for a whole page."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from tongxin.attendance.actions.settling import Choice, Settled, settle_lines
from tongxin.attendance.life import LINE
from tongxin.attendance.models import Participation
from tongxin.attendance.queries import owners_of
from tongxin.attendance.unmatched import candidates_of, counts_by_place, unmatched
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordList
from tongxin.network.forms.filters import place_filter
from tongxin.web.fields import ReasonField
from tongxin.web.filters import Filter, text
from tongxin.web.pages import Empty
from tongxin.web.table import Column

SETTLE: Final = "settle"  # the form, to which the ticks in the table belong
NEW, OTHER = "new", "other"
_REASON: Final = "核对名册"
_MOST_TOLD: Final = 10


class SettleForm(forms.Form):
    """Why the lines are who they are said to be."""

    reason = ReasonField(initial=_REASON, help_text="这一页所选的各行共用，会记入操作日志，不写姓名。")


class UnmatchedList(RecordList):
    """Every unresolved line of the asker's scope, a place after the other, with whom it may mean."""

    life = LINE
    title = "未对上的名册"
    subtitle = "没有对上的人照样计入人次。选定对应的人，或登记为新人员；不确定的留着以后再对。"
    template_name = "attendance/unmatched.html"
    order = ("path",)
    exportable = False
    narrowed_by = (
        place_filter(),
        text("name", "unit", label="姓名或单位"),
        Filter(
            name="occasion",
            field=lambda: forms.IntegerField(
                min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput
            ),
            narrow=lambda rows, number: rows.filter(occasion=number),
        ),
    )
    shown = (
        Column(name="name", label="姓名", value="name", link=lambda row: f"{address_of(row.owner)}#p{row.pk}"),
        Column(name="unit", label="单位", value="unit"),
        Column(name="owner", label="班次或活动", value=lambda row: str(row.owner), link=lambda row: address_of(row.owner)),
        Column(name="who", label="对应的人", value=lambda row: len(row.candidates), template="attendance/candidates.html", personal=True),
    )  # fmt: skip
    nothing = Empty(title="名册上的人都已对上", hint="登记名册后，没有对上人员的会列在这里。")

    def get_queryset(self) -> QuerySet[Participation]:
        return unmatched(self.request.scope).select_related("occasion")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Settle what was ticked; where nothing was, or no reason given, show the page as it was typed."""
        form = SettleForm(request.POST)
        choices = list(self._choices())
        if not choices:
            messages.error(request, "还没有选，请先在各行选定对应的人或“登记为新人员”。")
        elif form.is_valid():
            self._tell(settle_lines(choices, by=self.request.actor, reason=form.cleaned_data["reason"]), len(choices))
            return HttpResponseRedirect(request.get_full_path())
        shown = self.get(request, *args, settling=form, **kwargs)
        shown.status_code = HTTPStatus.BAD_REQUEST
        return shown

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who each line may be, and how many there are in each place."""
        context = super().get_context_data(**kwargs)
        lines: Sequence[Any] = context["table"].rows if "table" in context else ()
        owners = owners_of({line.occasion_id: line.occasion for line in lines}.values())
        candidates = candidates_of(lines, scope=self.request.scope) if lines else {}
        for line in lines:
            line.owner, line.candidates = owners[line.occasion_id], candidates[line.pk]
            line.chosen = self.request.POST.get(f"line-{line.pk}", "")
        return {
            "settling": SettleForm(),
            "form_name": SETTLE,
            "by_place": counts_by_place(self.request.scope),
            "may_settle": self.request.scope.may_anywhere(Verb.RECORD),
            "without": [line.pk for line in lines if not line.candidates],
        } | context

    def _choices(self) -> Iterator[Choice]:
        """Yield what was ticked; with 全部登记为新人员 the lines without a candidate that were left undecided as well."""
        sent = self.request.POST
        every = set(sent.getlist("without")) if "all" in sent else set()
        for number in sent.getlist("line")[: self.page_size]:
            chosen = sent.get(f"line-{number}", "") or (NEW if number in every else "")
            if chosen in {NEW, OTHER}:
                yield Choice(line=_number(number), distinct=chosen == OTHER)
            elif chosen:
                yield Choice(line=_number(number), person=_number(chosen))

    def _tell(self, settled: Settled, asked: int) -> None:
        done = [
            *([f"对上 {settled.found} 人"] if settled.found else []),
            *([f"登记新人员 {settled.new} 人"] if settled.new else []),
        ]
        if done:
            messages.success(self.request, f"已{'，'.join(done)}。")
        elif not settled.refused:
            messages.info(self.request, f"所选的 {asked} 行刚才已由别人对上，没有改动。")
        for said in settled.refused[:_MOST_TOLD]:
            messages.warning(self.request, said)
        if len(settled.refused) > _MOST_TOLD:
            messages.warning(self.request, f"还有 {len(settled.refused) - _MOST_TOLD} 行没有办成，请逐行查看。")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise InputError("所选的行看不懂，请刷新后重新选择。", field="line")
    return int(text)
