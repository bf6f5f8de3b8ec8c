"""The records API over HTTP. Every answer is JSON; every refusal is one sentence and what it is about."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic.base import View

from tongxin.intake.api import acts, records
from tongxin.intake.api.answers import HEADER, Reply, Sent, once
from tongxin.intake.api.values import errors_of, read_json
from tongxin.intake.door import Door
from tongxin.kernel.errors import TongxinError, UnknownAskerError
from tongxin.web.request import Asked

_JSON = {"ensure_ascii": False}


class RecordsView(View):
    """Lets in who is known, and turns refusals into JSON."""

    request: Asked
    form: type[forms.Form] | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, or say what is wrong."""
        try:
            if self.request.actor.account_id is None:
                raise UnknownAskerError("请先登录，或在请求头里写 Authorization: Bearer 访问令牌。")
            return super().dispatch(request, *args, **kwargs)
        except TongxinError as error:
            body = {"message": error.message, "errors": errors_of(error, self.form)}
            response = JsonResponse(body, status=int(error.http_status), json_dumps_params=_JSON)
            if isinstance(error, UnknownAskerError):
                response["WWW-Authenticate"] = "Bearer"
            return response

    def door(self) -> Door:
        """Return the door this address names; its form tells the labels of refused fields."""
        door = records.door_named(self.kwargs["door"])
        self.form = door.form
        return door

    def write(self, act: Callable[[dict[str, Any]], Reply], *, nothing: bytes = b"") -> JsonResponse:
        """Hand what was sent to the act, at most once for its key; `nothing` is what no body at all stands for."""
        sent = Sent(
            key=self.request.headers.get(HEADER, "").strip(),
            method=str(self.request.method),
            path=self.request.get_full_path(),
            body=self.request.body,
        )
        values = read_json(sent.body or nothing)
        reply = once(sent, by=self.request.actor, write=lambda: act(values))
        response = JsonResponse(reply.body, status=reply.status, json_dumps_params=_JSON)
        if reply.status == 201 and reply.body["url"]:
            response["Location"] = reply.body["url"]
        return response


class DoorsView(RecordsView):
    """Which kinds of records there are."""

    def get(self, _request: HttpRequest) -> JsonResponse:
        listed = [
            {"name": door.name, "label": door.label, "url": reverse("records-api:door", args=[door.name])}
            for door in records.doors()
        ]
        return JsonResponse({"doors": listed}, json_dumps_params=_JSON)


class DoorView(RecordsView):
    """The records of one kind."""

    def get(self, request: HttpRequest, door: str) -> JsonResponse:  # noqa: ARG002 - read by `door()`
        found = records.listed(self.door(), by=self.request.actor, query=request.GET.dict())
        return JsonResponse(found, json_dumps_params=_JSON)

    def post(self, request: HttpRequest, door: str) -> JsonResponse:  # noqa: ARG002 - read by `door()`
        kind, distinct = self.door(), request.GET.get("distinct") == "yes"
        return self.write(lambda values: records.create(kind, values, by=self.request.actor, distinct=distinct))


class RecordView(RecordsView):
    """One record."""

    def get(self, _request: HttpRequest, door: str, pk: int) -> JsonResponse:  # noqa: ARG002 - read by `door()`
        return JsonResponse(records.read(self.door(), pk, by=self.request.actor), json_dumps_params=_JSON)

    def patch(self, _request: HttpRequest, door: str, pk: int) -> JsonResponse:  # noqa: ARG002 - read by `door()`
        """Correct it."""
        kind = self.door()
        return self.write(lambda values: records.correct(kind, pk, values, by=self.request.actor))


class ActView(RecordsView):
    """An act with one record."""

    def post(self, _request: HttpRequest, door: str, pk: int, act: str) -> JsonResponse:  # noqa: ARG002 - read by `door()`
        kind = self.door()
        one = acts.act_of(kind, act)
        self.form = one.form
        return self.write(lambda values: acts.do(kind, pk, one, values, by=self.request.actor), nothing=b"{}")
