"""The press: Typst with the fonts of this machine and of the folders named, kept warm in a process.

What is printed comes in as data; no text is ever read as markup.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal

from tongxin.kernel.errors import UnavailableError

if TYPE_CHECKING:
    import typst

_RESOLUTION: Final = 200.0
_SERIF: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC")
_SANS: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC")
_FANGSONG: Final = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong")
_HEI: Final = ("SimHei", "黑体", "STHeiti")
_KAI: Final = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti")
_TITLE: Final = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK")
_SONG: Final = ("SimSun", "宋体", "STSong", "Songti SC")
_LOCK: Final = Lock()  # a compiler serves one at a time

Listing = tuple[tuple[str, int], ...]
Standard = Literal["a-2a", "a-3a"]


@dataclass(frozen=True, kw_only=True)
class Faces:
    """The font families a report is set in, best first."""

    body: Sequence[str]
    title: Sequence[str]
    hei: Sequence[str]
    kai: Sequence[str]
    sans: Sequence[str]

    def data(self) -> dict[str, Any]:
        """Return what the template needs; headings are bold where they are not set in a heading face of their own."""
        own_hei, own_title = self.hei[0] in _HEI, self.title[0] in _TITLE
        return {
            "body": list(self.body),
            "title": list(self.title),
            "hei": list(self.hei),
            "kai": list(self.kai),
            "sans": list(self.sans),
            "weight": "regular" if own_hei else "bold",
            "title-weight": "regular" if own_title else "bold",
        }


def choose(families: Sequence[str]) -> Faces:
    """Choose faces among the families there are; raise `UnavailableError` where none can write Chinese."""

    def there(*wanted: str) -> list[str]:
        return [family for family in wanted if family in families]

    serif, sans = there(*_FANGSONG, *_SERIF, *_SONG), there(*_SANS, *_HEI)
    if not serif and not sans:
        raise UnavailableError(
            "服务器上没有中文字体，暂时不能生成 PDF 和图表：请安装 fonts-noto-cjk，或把仿宋等字体文件放进数据目录的 fonts 文件夹。"
        )
    serif, sans = serif or sans, sans or serif
    return Faces(
        body=serif,
        title=there(*_TITLE, *_SERIF, *_SONG) or serif,
        hei=there(*_HEI) + sans,
        kai=there(*_KAI) + sans,
        sans=sans,
    )


def faces(fonts: Sequence[Path]) -> Faces:
    """Return the faces set in on this machine; raises `UnavailableError` where none can write Chinese."""
    folders = tuple(Path(one) for one in fonts)
    with _LOCK:
        return _faces(folders, tuple(sorted(_files(folders))))


def set_type(template: Path, *, data: Mapping[str, Any], fonts: Sequence[Path], standard: Standard = "a-2a") -> bytes:
    """Set a template as PDF. `fonts` are folders of an organisation's own fonts.

    The file is PDF/A, for archives, wherever that is possible: a character no font has, or a missing date, makes it a
    plain PDF. `standard` is `a-2a`, or `a-3a` for a file with other files attached.
    """
    from typst import TypstError

    compiler, faces = _press(template, fonts)
    inputs = _inputs(data, faces)
    with _LOCK:
        try:
            made = compiler.compile(sys_inputs=inputs, format="pdf", pdf_standards=standard)
        except TypstError:
            made = compiler.compile(sys_inputs=inputs, format="pdf")
    return made if isinstance(made, bytes) else b"".join(made or ())


def pictures(template: Path, *, data: Mapping[str, Any], fonts: Sequence[Path]) -> list[bytes]:
    """Set a template as PNG pictures, one a page."""
    compiler, faces = _press(template, fonts)
    with _LOCK:
        made = compiler.compile(sys_inputs=_inputs(data, faces), format="png", ppi=_RESOLUTION)
    return [made] if isinstance(made, bytes) else list(made or ())


def _inputs(data: Mapping[str, Any], faces: Faces) -> dict[str, str]:
    return {"data": json.dumps({**data, "fonts": faces.data()}, ensure_ascii=False)}


def _press(template: Path, fonts: Sequence[Path]) -> tuple["typst.Compiler", Faces]:
    folders = tuple(Path(one) for one in fonts)
    listing = tuple(sorted(_files(folders)))
    with _LOCK:
        return _compiler(template, folders, listing), _faces(folders, listing)


def _files(folders: Sequence[Path]) -> list[tuple[str, int]]:
    """List font files and when they were changed, so that a font added later is found without a restart."""
    return [
        (str(path), path.stat().st_mtime_ns)
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.is_file()
    ]


@lru_cache(maxsize=4)
def _found(folders: tuple[Path, ...], _listing: Listing) -> "typst.Fonts":
    import typst

    return typst.Fonts(
        include_system_fonts=True,
        include_embedded_fonts=False,
        font_paths=[str(one) for one in folders if one.is_dir()],
    )


@lru_cache(maxsize=4)
def _faces(folders: tuple[Path, ...], listing: Listing) -> Faces:
    return choose(_found(folders, listing).families())


@lru_cache(maxsize=8)
def _compiler(template: Path, folders: tuple[Path, ...], listing: Listing) -> "typst.Compiler":
    import typst

    return typst.Compiler(str(template), root=str(template.parent), font_paths=_found(folders, listing))
