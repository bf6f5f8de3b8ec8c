"""The one address that answers what a field offers while one types."""

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.generic.base import View

from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.network.queries.choosing import KINDS
from tongxin.web.request import Asked

_LONGEST = 60


class ChoosePage(SignedIn, View):
    """What is found of one kind, as JSON; places are known to everybody, the rest to those who have signed in."""

    request: Asked

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if kwargs["kind"] == "place":
            return View.dispatch(self, request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: Asked, kind: str) -> JsonResponse:
        """Answer with at most twenty."""
        offered = KINDS.get(kind)
        if offered is None:
            raise NotFoundError("没有这样的选择列表，请直接填写。")
        found = offered(request.scope, request.GET.get("q", "")[:_LONGEST])
        return JsonResponse({"found": [asdict(one) for one in found]})
