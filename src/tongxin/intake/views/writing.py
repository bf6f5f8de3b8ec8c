"""The pages on which a file is handed in, read aright, decided, imported and undone."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse

from tongxin.access.views import SignedIn
from tongxin.intake import actions, queries, work
from tongxin.intake.cells import choices_of
from tongxin.intake.door import Door
from tongxin.intake.life import BATCH
from tongxin.intake.models import Batch
from tongxin.intake.preview import door_named, doors
from tongxin.intake.views.reading import BatchPage, places_of
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordEntry
from tongxin.lifecycle.writing import require_reason
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
        offered = [(door.name, door.label) for door in doors().values() if self.request.scope.may_anywhere(door.verb)]
        return super().get_context_data(
            sheets=[self._sheet(number, sheet) for number, sheet in enumerate(self.batch.headings)],
            offered=offered,
            door=self._door,
            batch=self.batch,
            back=address_of(self.batch),
            **kwargs,
        )

    @property
    def _door(self) -> str:
        read = self.batch.headings[0]["door"] if self.batch.headings else ""
        return self.batch.door or read

    @cached_property
    def _samples(self) -> list[dict[str, list[str]]]:
        found: list[dict[str, list[str]]] = json.loads(self.batch.excerpt) if self.batch.excerpt else []
        return found

    def _sheet(self, number: int, sheet: Mapping[str, Any]) -> dict[str, Any]:
        """Return a sheet's columns, with samples for those who may read such records, and the fields it has no column for."""
        door = door_named(sheet["door"])
        may_read = self.request.scope.may(door.verb, self.batch.path)
        samples = self._samples[number] if may_read and number < len(self._samples) else {}
        columns = [
            {
                "name": f"{number}-{letter}",
                "letter": letter,
                "text": text,
                "field": field,
                "samples": samples.get(letter),
            }
            for letter, text, field in sheet["columns"]
        ]
        return {
            "name": sheet["sheet"],
            "beside": sheet.get("beside"),
            "columns": columns,
            "fields": [(name, str(one.label)) for name, one in door.fields.items()],
            "absent": self._absent(number, door, given={column["field"] for column in columns}),
        }

    def _absent(self, number: int, door: Door, *, given: set[Any]) -> list[dict[str, Any]]:
        presumed = door.presumed(self.batch.path) if door.presumed is not None else {}
        chosen = self.batch.constants.get(door.name, {})
        return [
            {
                "name": f"{number}-constant-{name}",
                "label": str(one.label),
                "required": one.required and name not in presumed and not one.initial,
                "text": chosen.get(name, ""),
                "presumed": presumed.get(name, ""),
                "hint": one.help_text,
                "choices": choices_of(one) if isinstance(one, forms.ChoiceField) else (),
            }
            for name, one in door.shared_fields.items()
            if name not in given
        ]

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:  # noqa: ARG002 - the batch was read by it
        chosen = request.POST.get("door", self._door)
        if chosen != self._door:
            actions.choose_door(self.batch, by=request.actor, door=chosen)
        else:
            self._remember()
        work.begin("read", self.batch, by=request.actor)
        messages.success(request, "列的对应已记住，正在按新的对应重新读取。")
        return HttpResponseRedirect(address_of(self.batch))

    def _remember(self) -> None:
        given, told = self.request.POST, defaultdict[str, dict[str, str]](dict)
        for number, sheet in enumerate(self.batch.headings):
            meanings = {text: given.get(f"{number}-{letter}", field) for letter, text, field in sheet["columns"]}
            typed = {
                name: given.get(f"{number}-constant-{name}", "") for name in door_named(sheet["door"]).shared_fields
            }
            constants = told[sheet["door"]]  # of all sheets of one kind: a complete one takes nothing from the others
            constants |= {
                name: text.strip() for name, text in typed.items() if name not in meanings.values() and text.strip()
            }
            actions.remember_headings(
                self.batch, by=self.request.actor, door=sheet["door"], meanings=meanings, constants=constants
            )


class ActView(BatchPage):
    """Does one thing with a batch, then shows it; where a reason is missing, the page once more with the field marked."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        """Lead to the batch: what is narrowed or turned over on the page shown once more asks here."""
        asked = request.META["QUERY_STRING"]
        return HttpResponseRedirect(address_of(self.batch) + (f"?{asked}" if asked else ""))

    def post(self, request: Asked, pk: int) -> HttpResponseBase:
        """Do it; long work becomes a job."""
        try:
            return self._done(request, pk)
        except InputError as error:
            if error.field != "reason":
                raise
            self.reason_missing = error.message
        answer = super().get(request, pk=pk)
        answer.status_code = HTTPStatus.BAD_REQUEST
        return answer

    def _done(self, request: Asked, pk: int) -> HttpResponseRedirect:
        batch = queries.batch(request.scope, pk)
        one = {one.code: one for one in BATCH.acts}.get(request.POST.get("act", ""))
        if one is None:
            raise InputError("没有这种操作，请返回批次页面重试。")
        values = _values(one, request.POST)
        request.scope.require(one.verb, one.path(batch))
        BATCH.require(one, batch, by=request.actor)
        if one.code == "apply" and batch.asks_reason:
            require_reason(values["reason"])
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
