"""Office files are zip archives: refuse those that unpack to too much, are damaged, or hold what no Office program writes."""

import io
import zipfile
import zlib
from typing import BinaryIO, Final

from tongxin.kernel.errors import InputError

MOST_UNPACKED: Final = 200 * 2**20
MOST_ENTRIES: Final = 5_000
_CHUNK: Final = 2**20
# What the standard library raises for archives that are damaged, locked or packed in an unknown way.
BROKEN: Final = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, NotImplementedError)
_OLE: Final = b"\xd0\xcf\x11\xe0"


def unpacked_size(content: bytes | BinaryIO) -> int:
    """Return the size an Office file unpacks to, refusing what unpacks to too much, is damaged or is no such file."""
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    if file.read(4) == _OLE:
        raise InputError("文件已加密或是旧格式（.doc、.xls、.wps），请取消密码并另存为 .docx 或 .xlsx。", field="file")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            if len({entry.filename.lower() for entry in entries}) != len(entries):  # names differ in more than case
                raise InputError("文件里有重名的部分，不像 Office 保存的文件，请重新保存后再试。", field="file")
            if len(entries) > MOST_ENTRIES or size > MOST_UNPACKED:
                raise InputError("文件解压后过大，不像一份正常的文件，请检查来源。", field="file")
            _sound(archive)
    except BROKEN as error:
        raise InputError("文件已损坏或不是 Office 文件，请用 Word、Excel 或 WPS 重新保存。", field="file") from error
    return size


def _sound(archive: zipfile.ZipFile) -> None:
    """Unpack every entry once: one that is longer than it says, damaged or locked fails here and not in a reader."""
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            start = stream.read(_CHUNK)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise InputError("文件里有不该有的 XML 定义，不像 Office 保存的文件，请重新保存后再试。", field="file")
            while stream.read(_CHUNK):
                pass
