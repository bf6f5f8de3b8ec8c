"""What a file is, told from its content. Its name and what the sender says of it count for nothing.

`look` takes one open file and one folder to draw pictures into, and gives plain values back. A damaged picture can crash
its decoder, so the server comes here by `office.reading` alone, in a process of its own.
"""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Final

from tongxin.kernel.errors import InputError
from tongxin.office.examining import documents, pictures, videos
from tongxin.office.examining.examined import Examined
from tongxin.office.examining.formats import PICTURES, VIDEOS

_HEAD: Final = 512
_ANY: Final = ord(".")
_STARTS: Final = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    *(
        (b"....ftyp" + brand, "heic")
        for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
    ),
    (b"RIFF....WEBP", "webp"),
    (b"....ftyp", "mp4"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"WEBVTT", "vtt"),
    (b"\xef\xbb\xbfWEBVTT", "vtt"),
)
"""How each type begins; a dot stands for any byte."""
_REFUSED: Final[Mapping[bytes, str]] = {
    b"\xd0\xcf\x11\xe0": "文件已加密或是旧格式（.doc、.xls、.ppt），请取消密码并另存为 .docx 或 .xlsx。",
    b"GIF8": "不收 GIF 图片，请另存为 JPG 或 PNG。",
    b"BM": "不收 BMP 图片，请另存为 JPG 或 PNG。",
    b"II*\x00": "不收 TIFF 图片，请另存为 JPG、PNG 或 PDF。",
    b"MM\x00*": "不收 TIFF 图片，请另存为 JPG、PNG 或 PDF。",
    b"MZ": "这是程序，不能作为佐证，请检查是否选错了文件。",
    b"\x7fELF": "这是程序，不能作为佐证，请检查是否选错了文件。",
    b"Rar!": "不收压缩包，请解压后上传里面的文件。",
    b"7z\xbc\xaf": "不收压缩包，请解压后上传里面的文件。",
    b"\x1f\x8b": "不收压缩包，请解压后上传里面的文件。",
}


def read(file: BinaryIO, *, folder: str) -> dict[str, Any]:
    """As `look`, for a process of its own."""
    return asdict(look(file, folder=Path(folder)))


def look(file: BinaryIO, *, folder: Path) -> Examined:
    """Say what an open file is, and draw a picture anew into the folder."""
    found = sniffed(file)
    if found in PICTURES:
        return Examined(**pictures.redraw(file, form=found, folder=folder))
    if found == "pdf":
        documents.check_pdf(file)
    elif found == "zip":
        found = documents.office_type(file)
    elif found in VIDEOS:
        return Examined(type=found, blanked=videos.blanked(file, form=found))
    elif found == "vtt":
        documents.check_captions(file)
    else:
        documents.check_csv(file)
    return Examined(type=found)


def sniffed(file: BinaryIO) -> str:
    """Return the type a file begins like: a code of `TYPES`, 「zip」 for an archive, 「csv」 for what may be text."""
    head = file.read(_HEAD)
    file.seek(0)
    if not head:
        raise InputError("文件是空的，请重新选择。", field="file")
    for start, code in _STARTS:
        if _begins(head, start):
            return code
    for start, sentence in _REFUSED.items():
        if _begins(head, start):
            raise InputError(sentence, field="file")
    return "csv"


def _begins(head: bytes, start: bytes) -> bool:
    return len(head) >= len(start) and all(want in {_ANY, have} for want, have in zip(start, head, strict=False))
