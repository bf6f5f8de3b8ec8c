"""The public keys of the installation, for whoever checks a signature: at addresses that never change."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.generic.base import View

from tongxin.access import keyring
from tongxin.kernel.errors import NotFoundError

_KEPT_SECONDS = 300  # a new key is known everywhere soon after it begins to sign


class KeySet(View):
    """All of them, those that sign no more included (RFC 7517)."""

    def get(self, request: HttpRequest) -> JsonResponse:
        del request
        return _public(keyring.key_set())


class OneKey(View):
    """One of them by its `kid`."""

    def get(self, request: HttpRequest, kid: str) -> JsonResponse:
        del request
        found = keyring.public_key(kid)
        if found is None:
            raise NotFoundError("没有公布过这个公钥，请核对地址。")
        return _public(dict(found))


def _public(value: dict[str, Any]) -> JsonResponse:
    """Return it so that a page of any site may read it."""
    response = JsonResponse(value)
    response["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
