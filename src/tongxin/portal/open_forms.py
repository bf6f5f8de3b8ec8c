"""Forms without an account and the pages at which they are followed, of whatever room declares them."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Protocol, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from tongxin.intake.open_forms import OpenFormPage, OpenPage
from tongxin.intake.open_forms.flood import refuse_full_link
from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.ports.open_forms import FollowCard, OpenForm, PublicForm
from tongxin.ports.room import Room, rooms
from tongxin.web.codes import qr_response


class _Prefixed(Protocol):
    @property
    def prefix(self) -> str: ...


P = TypeVar("P", bound=_Prefixed)
_UNKNOWN = "没有找到这个页面，请核对地址是否完整。"


class FormPage(OpenFormPage):
    """Shows what a form is about, asks what it asks, and leads to where it is followed."""

    template_name = "portal/form.html"
    opened: OpenForm

    @cached_property
    def declared(self) -> PublicForm:
        """The kind of form this address is of."""
        return _declared(self.kwargs["prefix"], lambda room: room.forms)

    @property
    def kind(self) -> str:  # type: ignore[override]  # the address says it
        """The word forms of this kind are counted by."""
        return f"open.{self.declared.prefix}"

    @property
    def groups(self) -> Any:  # type: ignore[override]  # the form says it
        """The groups of fields."""
        return self.opened.groups

    @property
    def button(self) -> str:  # type: ignore[override]  # as above
        """The word on the button."""
        return self.opened.button

    def most_an_address(self) -> int:
        return self.declared.most_an_address

    def get_record(self) -> None:
        self.opened = self.declared.find(self.kwargs["token"])
        self.done = self.opened.done

    def heading(self) -> str:
        return self.opened.title

    def validator(self) -> type[forms.Form]:
        return self.opened.form

    def cancel_url(self) -> str:
        return "/"

    def save(self, values: dict[str, Any]) -> str:
        """Hand it in, unless too many came from this address or through this link; return the token to follow it by."""
        self.counted()
        refuse_full_link(self.kwargs["token"], form=self.kind, most=self.declared.most_a_link)
        return self.declared.hand_in(self.opened.subject, by=self.request.actor, token=self.token(), **values)

    def done_url(self, record: str) -> str:
        return _declared(self.declared.follow, lambda room: room.follows).address(record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(facts=self.opened.facts, lead=self.opened.lead, **kwargs)


class FormCode(OpenPage):
    """The code of a form's address as a picture, shown or downloaded to be printed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        declared = _declared(kwargs["prefix"], lambda room: room.forms)
        declared.find(kwargs["token"])
        name = f"{declared.prefix}.svg" if "download" in request.GET else ""
        return qr_response(request.build_absolute_uri(declared.address(kwargs["token"])), filename=name)


class FollowPage(OpenPage):
    """How something handed in stands, and what its holder may do now."""

    template_name = "portal/follow.html"

    @cached_property
    def card(self) -> FollowCard:
        """What is shown of it."""
        return _declared(self.kwargs["prefix"], lambda room: room.follows).read(self.kwargs["token"])

    def heading(self) -> str:
        return self.card.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(card=self.card, facts=self.card.facts, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        """Do what was pressed, where it may still be done."""
        wish = request.POST.get("do", "")
        one = next((act for act in self.card.acts if act.code == wish), None)
        if one is None:
            raise ConflictError("现在不能这样办理，可能刚才已经办过，请刷新后再看。")
        messages.success(request, one.do(by=self.request.actor))
        return HttpResponseRedirect(request.path)


class FollowCode(OpenPage):
    """The code of a follow page as a picture: small enough for a slow network, and sharp on paper."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        card = _declared(kwargs["prefix"], lambda room: room.follows).read(kwargs["token"])
        if not card.code:
            raise NotFoundError("现在没有可以出示的码。")
        return qr_response(card.code)


def _declared(prefix: str, kinds: Callable[[Room], Iterable[P]]) -> P:
    found = next((one for room in rooms() for one in kinds(room) if one.prefix == prefix), None)
    if found is None:
        raise NotFoundError(_UNKNOWN)
    return found
