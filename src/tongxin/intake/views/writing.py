"""The pages on which a file is handed in, read aright, decided, imported and undone."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.generic import View

from tongxin.access.actor import Actor
from tongxin.access.views import SignedIn
from tongxin.intake import actions, queries, work
from tongxin.intake.forms import ActForm, UploadForm
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.preview import door_named, doors
from tongxin.intake.uploads import Upload
from tongxin.intake.views.reading import places_of, url_of
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.web.pages import Crumb, EntryPage, Page
from tongxin.web.request import Asked


class _UploadDoor:
    label = "表格"
    form = UploadForm
    correct = None

    @staticmethod
    def create(*, by: Actor, file: Any, door: str, place: str) -> Batch:
        """Keep the file and start reading it."""
        upload = Upload(name=file.name, content=file.read(), door=door)
        batch = actions.receive_file(upload, by=by, path=place)
        work.begin("read", batch, by=by)
        return batch


class UploadPage(SignedIn, EntryPage):
    """Takes a file and begins to read it."""

    verb = Verb.RECORD
    title = "上传表格"
    button = "上传"
    done = "文件已收到，正在读取。"
    door = _UploadDoor()

    def crumbs(self) -> Sequence[Crumb]:
        """Return to the list."""
        return (Crumb(label="导入", url=reverse("intake:batches")),)

    def form_arguments(self) -> dict[str, Any]:
        """Offer what the asker may write, and where."""
        scope = self.request.scope
        offered = [(door.name, door.label) for door in doors().values() if scope.may_anywhere(door.verb)]
        return {"doors": offered, "places": places_of(scope)}

    def done_url(self, record: Any) -> str:
        """Watch the work where it is still under way."""
        record.refresh_from_db(from_queryset=queries.batches(self.request.scope))
        job = queries.running_job(record, by=self.request.actor)
        return reverse("access:job", args=[job.pk]) if job else url_of(record)


class ColumnsPage(SignedIn, Page):
    """Says which column of somebody's own sheet is which field; remembered for the next file."""

    template_name = "intake/columns.html"
    verb = Verb.RECORD
    title = "列的对应"
    subtitle = "说一次就记住：下次上传同样表头的表格，会自动对应。"

    def crumbs(self) -> Sequence[Crumb]:
        """Return to the batch."""
        return (Crumb(label=str(self.batch), url=url_of(self.batch)),)

    @cached_property
    def batch(self) -> Batch:
        """The batch of this address."""
        return queries.batch(self.request.scope, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add each sheet with its columns and what they may mean."""
        sheets = [
            {
                "number": number,
                "name": sheet["sheet"],
                "columns": [
                    {"name": f"{number}-{letter}", "letter": letter, "text": text, "field": field}
                    for letter, text, field in sheet["columns"]
                ],
                "fields": [(name, str(one.label)) for name, one in door_named(sheet["door"]).form.base_fields.items()],
            }
            for number, sheet in enumerate(self.batch.headings)
        ]
        return super().get_context_data(sheets=sheets, batch=self.batch, back=url_of(self.batch), **kwargs)

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:  # noqa: ARG002 - the batch was read by it
        """Remember the meanings and read the file again."""
        for number, sheet in enumerate(self.batch.headings):
            meanings = {text: request.POST.get(f"{number}-{letter}", field) for letter, text, field in sheet["columns"]}
            actions.remember_headings(self.batch, by=request.actor, door=sheet["door"], meanings=meanings)
        work.begin("read", self.batch, by=request.actor)
        messages.success(request, "列的对应已记住，正在按新的对应重新读取。")
        return HttpResponseRedirect(url_of(self.batch))


class ActView(SignedIn, View):
    """Does one thing with a batch, then shows it."""

    verb = Verb.RECORD
    request: Asked

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:
        """Do it; long work becomes a job."""
        batch = queries.batch(request.scope, pk)
        form = ActForm(request.POST)
        if not form.is_valid():
            raise InputError("没有这种操作，请返回批次页面重试。")
        said = _ACTS[form.cleaned_data["act"]](batch, request.actor, form.cleaned_data)
        messages.success(request, said)
        return HttpResponseRedirect(url_of(batch))


def _apply(batch: Batch, by: Actor, values: dict[str, Any]) -> str:
    by.scope.require(Verb.IMPORT, batch.path)
    if values["reason"]:
        Batch.objects.same_as(batch).update(reason=values["reason"])
    work.begin("apply", batch, by=by)
    return "已开始导入，写完后这里会显示“已导入”。"


def _undo(batch: Batch, by: Actor, values: dict[str, Any]) -> str:
    if not values["reason"].strip():
        raise InputError("请写明撤销的原因，会记入操作日志。", field="reason")
    work.begin("undo", batch, by=by, reason=values["reason"])
    return "已开始撤销。"


def _again(batch: Batch, by: Actor, values: dict[str, Any]) -> str:
    del values
    work.begin("read", batch, by=by)
    return "正在重新读取。"


def _hand_up(batch: Batch, by: Actor, values: dict[str, Any]) -> str:
    actions.hand_up(batch, by=by, reason=values["reason"])
    return "已提交上级审核。"


def _send_back(batch: Batch, by: Actor, values: dict[str, Any]) -> str:
    actions.send_back(batch, by=by, reason=values["reason"])
    return "已退回。"


def _discard(batch: Batch, by: Actor, values: dict[str, Any]) -> str:
    del values
    actions.discard_batch(batch, by=by)
    return "这一批已放弃。"


def _decide(batch: Batch, by: Actor, values: dict[str, Any]) -> str:
    if not values["choice"]:
        raise InputError("请选择是同一个、不是同一个，或不导入。", field="choice")
    rows = queries.rows(batch, scope=by.scope).exclude(kind=BatchRow.Kind.ERROR)
    wanted = rows.filter(pk=values["row"]) if values["row"] else rows.filter(kind=BatchRow.Kind.DUPLICATE, choice="")
    numbers = list(wanted.values_list("pk", flat=True))
    decided = actions.decide_rows(batch, numbers, by=by, choice=values["choice"], chosen=values["chosen"])
    return f"已决定 {decided} 行。"


_ACTS: dict[str, Callable[[Batch, Actor, dict[str, Any]], str]] = {
    "apply": _apply,
    "hand_up": _hand_up,
    "send_back": _send_back,
    "undo": _undo,
    "discard": _discard,
    "decide": _decide,
    "again": _again,
}
