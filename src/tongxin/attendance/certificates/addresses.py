"""What programs read of certificates in general: who issues, and which places of a status list are marked. No names."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.generic.base import View

from tongxin.access import site
from tongxin.attendance.certificates import credential, queries
from tongxin.attendance.certificates.credential import PURPOSES, TYPE, Spot
from tongxin.kernel.errors import NotFoundError
from tongxin.network.models import Organisation
from tongxin.web.memory import memory

R = TypeVar("R", bound=HttpResponse)
_KEPT_SECONDS = 60
_LARGEST = 2**31 - 1


class Issuer(View):
    """The profile of an organisation that issues certificates."""

    def get(self, request: HttpRequest, organisation: int) -> HttpResponse:
        """Answer with the profile."""
        found = _issuer(organisation)
        return _open(JsonResponse(credential.profile(_root(request), found.pk, name=found.name)))


class StatusList(View):
    """One status list of an organisation, signed anew once a minute at most."""

    def get(self, request: HttpRequest, organisation: int, number: int, purpose: str) -> HttpResponse:
        """Answer with the signed list."""
        found = _issuer(organisation)
        if purpose not in PURPOSES or not queries.has_list(found, number=min(number, _LARGEST)):
            raise NotFoundError("没有这个状态表，请按电子凭证里的地址打开。")
        root = _root(request)
        key = f"tongxin.certificates.status.{root}.{organisation}.{number}.{purpose}"
        token: str | None = memory.get(key)
        if token is None:
            spot = Spot(site=root, organisation=found.pk, status_list=number, status_index=0)
            marked = queries.marked(found, status_list=number, purpose=purpose)
            token = credential.status_list(spot, purpose, marked=marked, now=timezone.now())
            memory.set(key, token, _KEPT_SECONDS)
        return _open(HttpResponse(token, content_type=f"application/{TYPE}"))


def _issuer(number: int) -> Organisation:
    found = Organisation.objects.public().filter(pk=min(number, _LARGEST)).first()
    if found is None or not queries.has_issued(found):
        raise NotFoundError("这个单位没有签发过证书。")
    return found


def _root(request: HttpRequest) -> str:
    return site.public_address(request.build_absolute_uri("/"))


def _open(response: R) -> R:
    """Let a page of any site read it, and keep it for a minute."""
    response["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


PATTERNS = (
    path("credentials/issuers/<int:organisation>/", Issuer.as_view(), name="attendance.certificate.issuer"),
    path(
        "credentials/status/<int:organisation>/<int:number>/<str:purpose>/",
        StatusList.as_view(),
        name="attendance.certificate.status",
    ),
)
