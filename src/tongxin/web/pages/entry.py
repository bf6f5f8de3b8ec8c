"""The entry page: one column of grouped fields; whatever goes wrong, nothing typed is lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from tongxin.kernel.errors import NotFoundError, TongxinError
from tongxin.web.pages.parts import Page


class Door(Protocol):
    """What the page needs of a door: its form, and the actions that write."""

    @property
    def label(self) -> str:
        """The kind of record in words."""

    @property
    def form(self) -> type[forms.Form]:
        """The validator."""

    @property
    def create(self) -> Callable[..., Any]:
        """Writes a new record: `create(by=actor, **cleaned)`."""

    @property
    def correct(self) -> Callable[..., Any] | None:
        """Writes a correction: `correct(record, by=actor, reason=…, **cleaned)`."""


@dataclass(frozen=True, kw_only=True)
class FieldGroup:
    """Fields that belong together."""

    title: str
    fields: tuple[str, ...]
    hint: str = ""


class EntryPage(Page):
    """Writes a record through a door: a new one, or a correction with its reason when `get_record()` returns one.

    Subclasses give `door`, `groups` (fields in none of them come last) and `done_url()`.
    """

    template_name = "web/entry.html"
    door: Door
    groups: Sequence[FieldGroup] = ()
    button = "登记"
    done = "已登记。"
    keeps_typing = True
    """Whether the browser keeps what is typed until it is saved, in its tab alone: gone when somebody signs out."""
    record: Any = None

    def heading(self) -> str:
        """Return 登记 or 更正 with the kind of record."""
        return self.title or f"{'更正' if self.record else self.button}{self.door.label}"

    def get_record(self) -> Any:
        """Return the record to correct, read through the asker's scope; None for a new one."""
        return None

    def done_url(self, record: Any) -> str:
        """Return where to go after saving."""
        raise NotImplementedError

    def cancel_url(self) -> str:
        """Return where 「返回」 leads."""
        return "../"

    def validator(self) -> type[forms.Form]:
        """Return the form that validates what is typed."""
        return self.door.form

    def initial(self) -> dict[str, Any]:
        """Return what the fields hold before anything is typed: the record's own values, or the request's."""
        names = self.validator().base_fields
        if self.record is not None:
            return {name: getattr(self.record, name, None) for name in names}
        return {name: self.request.GET[name] for name in names if name in self.request.GET}

    def form_arguments(self) -> dict[str, Any]:
        """Return what else the form's constructor takes, for example `scope`."""
        return {}

    def extra(self) -> dict[str, Any]:
        """Return keyword arguments for the action beyond the form's own values."""
        return {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read the record before anything else, so that one out of scope is not found by any method."""
        self.record = self.get_record()
        if self.record is not None and self.door.correct is None:
            raise NotFoundError(f"{self.door.label}不能更正。")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Show the empty or filled form."""
        form = self._form(initial=self.initial())
        return self.render_to_response(self.get_context_data(form=form, **kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Write, or show the form again with every typed value and the reason why not."""
        form = self._form(initial=self.initial(), data=request.POST, files=request.FILES)
        status = HTTPStatus.BAD_REQUEST
        if form.is_valid():
            try:
                record = self.save(dict(form.cleaned_data))
            except NotFoundError:
                raise
            except TongxinError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
                status = error.http_status
            else:
                messages.success(request, self.done)
                return HttpResponseRedirect(self.done_url(record))
        return self.render_to_response(self.get_context_data(form=form, **kwargs), status=status)

    def save(self, values: dict[str, Any]) -> Any:
        """Hand the values to the door's action."""
        if self.record is None:
            return self.door.create(by=self.request.actor, **values, **self.extra())
        correct = self.door.correct
        assert correct is not None  # dispatch has refused it  # noqa: S101
        return correct(self.record, by=self.request.actor, **values, **self.extra())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the groups of bound fields."""
        form: forms.Form = kwargs["form"]
        button = "保存更正" if self.record else self.button
        return super().get_context_data(
            groups=list(self._groups(form)),
            button=button,
            cancel_url=self.cancel_url(),
            keeps_typing=self.keeps_typing,
            **kwargs,
        )

    def _form(self, **options: Any) -> forms.Form:
        form = self.validator()(**options, **self.form_arguments())
        if self.record is not None:
            form.fields["reason"] = forms.CharField(
                label="更正原因",
                max_length=500,
                help_text="写明为什么更正，会记入操作日志。",
                widget=forms.Textarea({"rows": 2}),
            )
        return form

    def _groups(self, form: forms.Form) -> Iterator[tuple[FieldGroup, list[forms.BoundField]]]:
        grouped = {name for group in self.groups for name in group.fields}
        for group in self.groups:
            yield group, [form[name] for name in group.fields if name in form.fields]
        rest = [field for field in form if field.name not in grouped and not field.is_hidden]
        if rest:
            yield FieldGroup(title="", fields=()), rest
