"""What may be done with a kept check: saving one, naming it, removing it, beginning anew from it."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.views.generic import View

from tongxin.access.views import SignedIn
from tongxin.claims import actions, queries
from tongxin.claims.drafts import Draft
from tongxin.claims.forms import KeepForm
from tongxin.claims.models import KeptCheck
from tongxin.claims.sources import newest_snapshot
from tongxin.claims.views.checking import new_owner, next_url, opened, result_url
from tongxin.claims.views.kept import found
from tongxin.claims.work import begin_new
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordActPage
from tongxin.web.pages import EntryPage
from tongxin.web.request import Asked


class KeepPage(SignedIn, EntryPage):
    """Keeps a draft under a name, for a place of the asker."""

    verb = Verb.VIEW
    button = "保存"
    done = "已保存。"
    title = "保存这次核对"
    subject: Draft

    def get_record(self) -> None:
        """Read the draft to keep; nothing on file is corrected."""
        self.subject = opened(self.request, self.kwargs["key"])

    def validator(self) -> type[forms.Form]:
        return KeepForm

    def form_arguments(self) -> dict[str, Any]:
        return {"places": self.request.scope.prefixes(Verb.VIEW)}

    def initial(self) -> dict[str, Any]:
        lines = (line.strip() for line in self.subject.inputs.text.splitlines())
        return {"title": next((line for line in lines if line), "")[:_NAME]}

    def cancel_url(self) -> str:
        return result_url(self.subject)

    def save(self, values: dict[str, Any]) -> KeptCheck:
        result = self.subject.result
        if result is None:
            raise ConflictError("这份报告还在核对，请等结果出来后再保存。")
        return actions.keep_check(self.subject.inputs, by=self.request.actor, findings=result["findings"], **values)

    def done_url(self, record: Any) -> str:
        return address_of(record)


class DeletePage(RecordActPage):
    """Removes what was kept for good, a check or a phrase, with a reason."""

    def done_url(self, record: Any) -> str:
        del record
        return list_of(self.life)


class ReopenPage(SignedIn, View):
    """Begins a new draft with the same report, held against the newest records."""

    verb = Verb.VIEW

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:
        """Begin it; choices made by hand go along."""
        inputs = queries.inputs_of(found(request, pk))
        if inputs.facts is None:
            inputs = replace(inputs, snapshot=newest_snapshot())
        draft, job = begin_new(inputs, owner=new_owner(request), by=request.actor)
        messages.success(request, "已按最新记录重新核对；这是一份新的草稿，保存后才会留下。")
        return HttpResponseRedirect(next_url(draft, job))


_NAME = 40  # characters of a report's first line offered as its name
