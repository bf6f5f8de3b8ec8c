"""Files of npm packages, served as static files under `vendor/`: an allow-list, because whole packages are 75 MB.

The style sheet is pared down when files are collected (`paring.py`); a server that finds files itself shows it whole.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, find
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils import timezone

from tongxin.web.paring import Words, pared

_PRODUCT: Final = Path(__file__).parents[1]

STYLES = "vendor/tabler/tabler.min.css"
# Static name → path below node_modules. Of the charts the smallest build that draws bars and lines as SVG.
VENDOR = {
    STYLES: "@tabler/core/dist/css/tabler.min.css",
    "vendor/echarts/echarts.common.min.js": "echarts/dist/echarts.common.min.js",
    "vendor/qr/decode.js": "qr/decode.js",  # a module that imports the next one
    "vendor/qr/index.js": "qr/index.js",
}


class VendorStorage(FileSystemStorage):
    """Reads a listed file by its static name from wherever the package keeps it."""

    def path(self, name: str) -> str:
        """Return the real file behind a static name."""
        return str(Path(settings.TONGXIN_NODE_MODULES) / VENDOR[name])

    def get_modified_time(self, name: str) -> datetime:
        """Return when the file changed: what is pared down is made anew each time, as pages may have changed."""
        return timezone.now() if name == STYLES else super().get_modified_time(name)

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        """Open a listed file; of the style sheet what is left of it."""
        return ContentFile(pared_styles().encode()) if name == STYLES else super().open(name, mode)


def pared_styles() -> str:
    """Return the library's rules that pages of the product can use."""
    whole = Path(VendorStorage().path(STYLES)).read_text(encoding="utf-8")
    own = (file.read_text(encoding="utf-8") for file in _PRODUCT.rglob("*.css"))
    return pared(whole, words=Words.of(_PRODUCT), beside=own)


class NodeModulesFinder(BaseFinder):
    """Finds the listed files below the setting `TONGXIN_NODE_MODULES`; finds nothing where packages are missing."""

    def __init__(self, *_args: Any, **_options: Any) -> None:
        self.storage = VendorStorage()

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return the file's place on disk, or an empty list."""
        found = path in VENDOR and Path(self.storage.path(path)).is_file()
        if not found:
            return []
        return [self.storage.path(path)] if find_all else self.storage.path(path)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:  # noqa: ARG002 - Django's signature
        """Yield what `collectstatic` shall copy."""
        for name in VENDOR:
            if Path(self.storage.path(name)).is_file():
                yield name, self.storage


def address_of(name: str) -> str | None:
    """Return the address of a static file, or None where it was never installed: the page then does without."""
    try:
        address: str = staticfiles_storage.url(name)
    except ValueError:  # the manifest of collected files does not list it
        return None
    if name in VENDOR and not staticfiles_storage.exists(name) and not find(name):
        return None
    return address
