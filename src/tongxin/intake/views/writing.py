"""The pages on which a file is handed in, read aright, decided, imported and undone."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.generic import View

from tongxin.access.views import SignedIn
from tongxin.intake import actions, queries, work
from tongxin.intake.life import BATCH
from tongxin.intake.models import Batch
from tongxin.intake.preview import door_named, doors
from tongxin.intake.views.reading import places_of
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordEntry
from tongxin.office.spreadsheets import MOST_BYTES
from tongxin.web.bodies import BESIDE_FILES
from tongxin.web.pages import Crumb, Page
from tongxin.web.request import Asked


class UploadPage(RecordEntry):
    """Takes a file and begins to read it."""

    most_bytes = MOST_BYTES + BESIDE_FILES

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="导入", url=list_of(BATCH)),)

    def form_arguments(self) -> dict[str, Any]:
        """Offer what the asker may write, and where."""
        scope = self.request.scope
        offered = [(door.name, door.label) for door in doors().values() if scope.may_anywhere(door.verb)]
        return {"doors": offered, "places": places_of(scope)}

    def save(self, values: dict[str, Any]) -> Batch:
        batch: Batch = super().save(values)
        work.begin("read", batch, by=self.request.actor)
        self.done = "文件已收到，正在读取。"
        return batch

    def done_url(self, record: Any) -> str:
        record.refresh_from_db(from_queryset=queries.batches(self.request.scope))
        job = queries.running_job(record, by=self.request.actor)
        return reverse("access:job", args=[job.pk]) if job else address_of(record)


class ColumnsPage(SignedIn, Page):
    """Says which column of somebody's own sheet is which field; remembered for the next file."""

    template_name = "intake/columns.html"
    verb = Verb.RECORD
    title = "列的对应"
    subtitle = "说一次就记住：下次上传同样表头的表格，会自动对应。"

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=str(self.batch), url=address_of(self.batch)),)

    @cached_property
    def batch(self) -> Batch:
        """The batch of this address."""
        return queries.batch(self.request.scope, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheets = [
            {
                "number": number,
                "name": sheet["sheet"],
                "columns": [
                    {"name": f"{number}-{letter}", "letter": letter, "text": text, "field": field}
                    for letter, text, field in sheet["columns"]
                ],
                "fields": [(name, str(one.label)) for name, one in door_named(sheet["door"]).fields.items()],
            }
            for number, sheet in enumerate(self.batch.headings)
        ]
        return super().get_context_data(sheets=sheets, batch=self.batch, back=address_of(self.batch), **kwargs)

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:  # noqa: ARG002 - the batch was read by it
        for number, sheet in enumerate(self.batch.headings):
            meanings = {text: request.POST.get(f"{number}-{letter}", field) for letter, text, field in sheet["columns"]}
            actions.remember_headings(self.batch, by=request.actor, door=sheet["door"], meanings=meanings)
        work.begin("read", self.batch, by=request.actor)
        messages.success(request, "列的对应已记住，正在按新的对应重新读取。")
        return HttpResponseRedirect(address_of(self.batch))


class ActView(SignedIn, View):
    """Does one thing with a batch, then shows it."""

    verb = Verb.RECORD
    request: Asked

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:
        """Do it; long work becomes a job."""
        batch = queries.batch(request.scope, pk)
        one = {one.code: one for one in BATCH.acts}.get(request.POST.get("act", ""))
        if one is None:
            raise InputError("没有这种操作，请返回批次页面重试。")
        values = _values(one, request.POST)
        request.scope.require(one.verb, one.path(batch))
        BATCH.require(one, batch, by=request.actor)
        if one.code in work.LONG:
            work.begin(work.LONG[one.code], batch, by=request.actor, **values)
            said = one.said
        else:
            done = one.do(batch, by=request.actor, **values)
            said = done if isinstance(done, str) else one.said
        messages.success(request, said)
        return HttpResponseRedirect(address_of(batch))


def _values(one: Act, given: QueryDict) -> dict[str, Any]:
    form = one.form(given) if one.form is not None else None
    if form is not None and not form.is_valid():
        name, said = next(iter(form.errors.items()))
        raise InputError(str(said[0]), field=name)
    return form.cleaned_data if form is not None else {}
