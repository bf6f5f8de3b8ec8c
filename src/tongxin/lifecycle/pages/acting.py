"""The pages that write: a new record, an act with a form, an act at the press of a button."""

from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tongxin.access import journal
from tongxin.access.views import SignedIn
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import LIST, address_of
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.pages.showing import only
from tongxin.web.pages import EntryPage, Page
from tongxin.web.request import Asked

UNCHANGED: Final = "和原来一样，没有改动，什么都没有保存。"


class _Writes(SignedIn, Page):
    """What the pages of one life and act share."""

    life = cast("Life", None)  # given where the address is made
    one = cast("Act", None)
    request: Asked

    @property
    def verb(self) -> Verb | None:  # type: ignore[override]  # what the act needs
        """What one needs somewhere to open the page."""
        return self.one.verb

    def find(self) -> Any:
        """Return the record of this address as the asker sees it."""
        rows = self.life.model.objects.visible_to(self.request.scope)
        return only(rows, self.kwargs["pk"], missing=self.life.not_found)


class RecordEntry(_Writes, EntryPage):
    """Puts a record on file. Subclasses may give `groups` of fields and what they begin with."""

    def heading(self) -> str:
        """Name the act."""
        return self.title or self.one.label

    def validator(self) -> type[forms.Form]:
        """Return the form of the act."""
        assert self.one.form is not None  # putting on record always has one  # noqa: S101
        return self.one.form

    def initial(self) -> dict[str, Any]:
        """Begin with what the address says, else with what a required field proposes to this asker."""
        scope, given = self.request.scope, super().initial()
        return given | {
            name: proposed
            for name, field in self.validator().base_fields.items()
            if field.required and name not in given and hasattr(field, "proposed")
            if (proposed := field.proposed(scope)) is not None
        }

    def save(self, values: dict[str, Any]) -> Any:
        """Do the act."""
        self.done = self.one.said
        return self.one.do(by=self.request.actor, **values)

    def done_url(self, record: Any) -> str:
        """Show the record."""
        return address_of(record)

    def cancel_url(self) -> str:
        """Lead back to the list."""
        return reverse(f"{self.life.code}.{LIST}")

    @property
    def button(self) -> str:  # type: ignore[override]  # the act says it
        """The word on the button."""
        return self.one.button or "登记"


class RecordActPage(_Writes, EntryPage):
    """Does one act with a record, after asking what its form asks.

    The record is read through the asker's scope; a state that does not allow the act says so before anything is typed.
    """

    subject: Any = None

    def get_record(self) -> None:
        """Read the record and refuse what its state does not allow, or what this asker may not do here."""
        self.subject = self.find()
        self.request.scope.require(self.one.verb, self.one.place(self.subject, self.request.scope))
        self.life.require(self.one, self.subject, by=self.request.actor)

    def heading(self) -> str:
        """Name what is done to what."""
        return f"{self.one.label}：{self.life.called(self.subject)}"

    def validator(self) -> type[forms.Form]:
        """Return the form of the act."""
        assert self.one.form is not None  # an act without one is a button  # noqa: S101
        return self.one.form

    def form_arguments(self) -> dict[str, Any]:
        """Return what else the form's constructor takes."""
        return dict(self.one.arguments(self.subject, self.request.scope)) if self.one.arguments else {}

    def initial(self) -> dict[str, Any]:
        """Begin with the record's values where it is corrected, else with what the act proposes."""
        if self.one.corrects:
            return dict(self.life.values_of([self.subject], names=list(self.validator().base_fields))[0])
        return dict(self.one.initial(self.subject)) if self.one.initial else {}

    def save(self, values: dict[str, Any]) -> Any:
        """Do the act; where nothing was written, say so instead."""
        with journal.counting() as written:
            done = self.one.do(self.subject, by=self.request.actor, **values)
        self.done = self.one.said if written.lines else UNCHANGED
        return done

    def done_url(self, record: Any) -> str:
        """Show the record; the list where the act has taken it out of the asker's sight."""
        del record
        rows = self.life.model.objects.visible_to(self.request.scope)
        seen = self.one.sides is None or rows.filter(pk=self.subject.pk).exists()
        return address_of(self.subject) if seen else reverse(f"{self.life.code}.{LIST}")

    def cancel_url(self) -> str:
        """Lead back to the record."""
        return address_of(self.subject)

    @property
    def button(self) -> str:  # type: ignore[override]  # the act says it
        """The word on the button."""
        return self.one.button or ("保存更正" if self.one.corrects else self.one.label)

    def _form(self, **options: Any) -> forms.Form:
        form = super()._form(**options)
        if self.one.corrects and "reason" not in form.fields:
            form.fields["reason"] = correction_reason()
        return form


class AskedOnce(RecordActPage):
    """Does an act that ends something, after asking once: the page says what follows, and works without a script."""

    def validator(self) -> type[forms.Form]:
        """Return a form without fields: there is nothing to say but yes."""
        return forms.Form

    def notice(self) -> str:
        """Say what follows."""
        return self.one.ends

    def save(self, values: dict[str, Any]) -> Any:
        """Do the act, and say what it says of itself."""
        done = super().save(values)
        if isinstance(done, str):
            self.done = done
        return done


class ActButton(_Writes):
    """Does one act at the press of a button, then shows the record again."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Do it."""
        record = self.find()
        done = self.one.do(record, by=self.request.actor)
        messages.success(request, done if isinstance(done, str) else self.one.said)
        return HttpResponseRedirect(self.done_url(record))

    def done_url(self, record: Any) -> str:
        """Show the record."""
        return address_of(record)


def correction_reason() -> forms.Field:
    """Return the field that asks why something is corrected."""
    return forms.CharField(
        label="更正原因",
        max_length=500,
        help_text="写明为什么更正，会记入操作日志。",
        widget=forms.Textarea({"rows": 2}),
    )
