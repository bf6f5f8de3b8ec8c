"""The page of the device at the door: a shell without anybody's data, installable, and at hand without network."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import TemplateView, View

from tongxin.web.assets import address_of

_FOLDER: Final = "attendance/checkin/"
_WORKER: Final = f"{_FOLDER}worker.js"
_PAGE: Final = (f"{_FOLDER}page.js", f"{_FOLDER}door.css", "web/mark.svg")
_MODULES: Final = (
    *(f"{_FOLDER}{name}.js" for name in ("camera", "desk", "judging", "kept", "server", "tickets")),
    "vendor/qr/decode.js",
    "vendor/qr/index.js",
)


@method_decorator([never_cache, csp_update({"worker-src": [SELF], "manifest-src": [SELF]})], name="dispatch")
class DoorPage(TemplateView):
    """The same page for everybody: which occasion it is for stands behind the `#` of the link, which no server sees."""

    template_name = "attendance/checkin/door.html"


class ManifestView(View):
    """What a phone needs to put the page among its apps."""

    def get(self, _request: HttpRequest) -> JsonResponse:
        """Describe the app."""
        home = reverse("attendance.checkin.door")
        told = {
            "name": "签到",
            "short_name": "签到",
            "lang": "zh-CN",
            "start_url": home,
            "scope": home,
            "display": "standalone",
            "background_color": "#ffffff",
            "icons": [{"src": address_of("web/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
        }
        return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@method_decorator(never_cache, name="dispatch")
class WorkerView(View):
    """The service worker. It is served beside the page, so that the page and what lies below it is all it may touch."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Write the list of files above the script."""
        files = _files()
        head = f'const VERSION = "{_version(files)}";\nconst FILES = [{", ".join(f"{one!r}" for one in files)}];\n'
        return HttpResponse(head + _text(_WORKER), content_type="text/javascript; charset=utf-8")


def _files() -> tuple[str, ...]:
    """Return the addresses of all the page consists of. Modules name each other by their plain addresses."""
    page = [one for name in _PAGE if (one := address_of(name))]
    modules = [f"{settings.STATIC_URL}{name}" for name in _MODULES if find(name)]
    return (reverse("attendance.checkin.door"), *page, *modules)


@cache
def _version(files: tuple[str, ...]) -> str:
    """Return what changes with any of the files: the worker then fetches all of them anew."""
    known = sha256(repr(files).encode())
    for name in (*_PAGE, *_MODULES, _WORKER):
        known.update(_text(name).encode())
    return known.hexdigest()[:16]


@cache
def _text(name: str) -> str:
    found = find(name)
    return Path(str(found)).read_text(encoding="utf-8") if found else ""
