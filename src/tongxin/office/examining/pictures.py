"""Pictures are drawn anew: what is kept holds the pixels and nothing else - no position, no device, nothing hung on behind."""

import os
from pathlib import Path
from typing import BinaryIO, Final, TypedDict

import pi_heif
from PIL import Image, ImageOps

from tongxin.kernel.errors import InputError

MOST_PIXELS: Final = 50_000_000
MOST_SIDE: Final = 30_000
THUMBNAIL: Final = 320
_PILLOW_NAMES: Final = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
_DRAWN, _SMALL = "drawn", "thumbnail"
_QUALITY: Final = 88
_DEEP: Final = "I;16"  # sixteen bits of grey


class Drawn(TypedDict):
    """A picture drawn anew: its type, the names of it and of its small copy in the folder, its size in pixels."""

    type: str
    drawn: str
    thumbnail: str
    width: int
    height: int


def redraw(file: BinaryIO, *, form: str, folder: Path) -> Drawn:
    """Decode a picture whole and write it anew into the folder, turned upright: PNG stays PNG, all others become JPEG.

    Colours are those of the pixels: a colour profile goes with the rest. Of several frames the first is kept.
    """
    kept = "png" if form == "png" else "jpeg"
    try:
        picture = _upright(file, form)
        width, height = picture.size
        _write(picture if kept == "png" else _plain(picture), folder / _DRAWN, form=kept)
        small = _plain(picture)
        small.thumbnail((THUMBNAIL, THUMBNAIL))
        _write(small, folder / _SMALL, form="jpeg")
    except InputError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception as error:  # a decoder of foreign files fails in ways nobody lists
        raise InputError("图片已损坏或不完整，请用看图软件打开检查，重新保存后再传。", field="file") from error
    return Drawn(type=kept, drawn=_DRAWN, thumbnail=_SMALL, width=width, height=height)


def _upright(file: BinaryIO, form: str) -> Image.Image:
    """Return the pixels turned as they are to be seen, with nothing beside them but what is transparent."""
    if form == "heic":
        picture = _heic(file)  # its decoder has turned it
    else:
        opened = Image.open(file, formats=(_PILLOW_NAMES[form],))
        _check_size(opened.size)
        opened.load()
        picture = ImageOps.exif_transpose(opened)
    picture.info = {name: value for name, value in picture.info.items() if name == "transparency"}
    return picture


def _heic(file: BinaryIO) -> Image.Image:
    found = pi_heif.open_heif(file)
    _check_size(found.size)
    picture: Image.Image = found.to_pillow()
    _check_size(picture.size)
    return picture


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MOST_PIXELS or max(size) > MOST_SIDE:
        raise _too_large()


def _too_large() -> InputError:
    return InputError(f"图片超过 {MOST_PIXELS // 10_000:,} 万像素，请缩小后再传。", field="file")


def _write(picture: Image.Image, path: Path, *, form: str) -> None:
    """Write the pixels to a new file that only this program may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        picture.save(file, _PILLOW_NAMES[form], **({"quality": _QUALITY} if form == "jpeg" else {}))


def _plain(picture: Image.Image) -> Image.Image:
    """Return the pixels in three colours, or grey, on white."""
    if picture.mode == _DEEP:
        return Image.frombytes("L", picture.size, picture.tobytes()[1::2])  # the upper byte of each value
    if "A" in picture.mode.upper() or "transparency" in picture.info:
        ground = Image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        picture = ground
    return picture if picture.mode == "L" else picture.convert("RGB")
