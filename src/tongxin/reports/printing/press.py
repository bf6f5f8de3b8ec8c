"""The templates of reports on the one press, with the fonts of the settings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from tongxin.office import press

_HERE: Final = Path(__file__).resolve().parent


def set_type(template: str, *, data: Mapping[str, Any], fonts: Sequence[Path] | None = None) -> bytes:
    """Set a template as PDF. `fonts` are folders of an organisation's own fonts; by default the one of the settings."""
    return press.set_type(_HERE / template, data=data, fonts=_folders(fonts))


def pictures(template: str, *, data: Mapping[str, Any], fonts: Sequence[Path] | None = None) -> list[bytes]:
    """Set a template as PNG pictures, one a page."""
    return press.pictures(_HERE / template, data=data, fonts=_folders(fonts))


def _folders(fonts: Sequence[Path] | None) -> Sequence[Path]:
    return (settings.TONGXIN_FONTS,) if fonts is None else fonts
