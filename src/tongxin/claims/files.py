"""Files from users, opened with limits: size, unpacked size, entries, text or not."""

import io
import zipfile
from pathlib import Path
from typing import Final

from tongxin.kernel.errors import InputError

MOST_BYTES: Final = 50 * 2**20
MOST_UNPACKED: Final = 300 * 2**20
MOST_ENTRIES: Final = 5000
MOST_CHARACTERS: Final = 2_000_000
_ENCRYPTED: Final = b"\xd0\xcf\x11\xe0"


def read_bytes(path: Path) -> bytes:
    """Read a whole file; a missing, unreadable or oversized one is refused in one sentence."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"文件「{path.name[:40]}」超过 {MOST_BYTES // 2**20} MB，请拆小后再核对。", field="file")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"打不开文件「{path.name[:40]}」，请检查路径和权限。", field="file") from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file or say in one sentence that it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"写不了文件「{path.name[:40]}」，请检查路径和权限。", field="file") from error


def decode(content: bytes, *, name: str) -> str:
    """Decode UTF-8 (with or without mark) or GB18030 text."""
    if b"\x00" in content[:4096]:
        raise InputError(f"「{name[:40]}」不是文本文件，请用 .docx、.txt 或 .md。", field="file")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"「{name[:40]}」的文字编码认不出来，请另存为 UTF-8。", field="file")


def clean_text(text: str) -> str:
    """Return the text if it can be checked: not empty, not endless, no half characters."""
    if not text.strip():
        raise InputError("文件里没有文字，请换一份有正文的报告。", field="file")
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"正文超过 {MOST_CHARACTERS // 10_000} 万字，请分几次核对。", field="file")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InputError("正文里有残缺的字符，请重新复制或另存为 UTF-8。", field="file")
    return text


def unpacked_size(content: bytes) -> int:
    """Return the size an Office file unpacks to, refusing what unpacks to too much or is no such file."""
    if content[:4] == _ENCRYPTED:
        raise InputError("文件已加密或是旧格式（.doc、.xls），请取消密码并另存为 .docx 或 .xlsx。", field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError("文件已损坏或不是 Office 文件，请用 Word、Excel 或 WPS 重新保存。", field="file") from error
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or size > MOST_UNPACKED:
        raise InputError("文件解压后过大，不像一份正常的报告，请检查来源。", field="file")
    return size
