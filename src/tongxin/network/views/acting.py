"""Ways to do an act on a page: where what is typed decides who may, on the record's own page, or one of two by a yes or no."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from tongxin.kernel.errors import NotFoundError
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordActPage, RecordPage
from tongxin.lifecycle.pages.showing import LARGEST
from tongxin.network.queries.merges import kept_of, merges_into
from tongxin.network.queries.once import Once
from tongxin.web.format import Kind
from tongxin.web.pages import Section
from tongxin.web.table import Column, Table

_MERGES = (
    Column(name="merged", label="并入的记录", value=lambda row: f"编号 {row.merged_id}", link=address_of),
    Column(name="state", label="状态", value="get_state_display"),
    Column(name="by", label="合并人", value="by"),
    Column(name="day", label="合并日期", value="day", kind=Kind.DATE),
)


class KeptPage(RecordPage):
    """The page of what is kept once: the address of a record merged into another one leads there, and its merges are listed."""

    once: Once

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the record, or go to the one it was merged into."""
        try:
            return super().get(request, *args, **kwargs)
        except NotFoundError:
            kept = kept_of(min(self.kwargs["pk"], LARGEST), once=self.once, scope=self.request.scope)
            if kept is None:
                raise
        messages.info(request, f"您找的记录（编号 {self.kwargs['pk']}）已合并到这里，可以在“合并记录”中查看和撤销。")
        return HttpResponseRedirect(address_of(kept))

    def merge_sections(self) -> list[Section]:
        """Return what was merged into the record, where something was."""
        merges = list(merges_into(self.record, scope=self.request.scope))
        table = Table(_MERGES, merges, caption="合并记录")
        return [Section(name="merges", title="合并记录", table=table, exportable=False)] if merges else []


class SubjectPage(RecordActPage):
    """Does something about a record the asker sees; the action checks the rest, because what is typed decides it.

    The page opens in any state: it also shows the record.
    """

    def get_record(self) -> None:
        self.subject = self.find()


class ReviewPage(SubjectPage):
    """Shows a record and decides it on the same page, then goes on to those that still wait."""

    template_name = "network/application.html"

    def done_url(self, record: Any) -> str:
        del record
        return list_of(self.life)

    def cancel_url(self) -> str:
        return list_of(self.life)


class AnswerPage(RecordActPage):
    """Asks for a yes or no, then does the act it stands for with what that act asks for.

    Subclasses give `form`, the `question` in it, and the codes of the acts for `yes` and `no`.
    """

    form: type[forms.Form]
    question = "accept"
    yes = "accept"
    no = "decline"

    def validator(self) -> type[forms.Form]:
        return self.form

    def save(self, values: dict[str, Any]) -> Any:
        chosen = self.life.act(self.yes if values[self.question] else self.no)
        asked = chosen.form.base_fields if chosen.form else ()
        return chosen.do(self.subject, by=self.request.actor, **{name: values[name] for name in asked})
