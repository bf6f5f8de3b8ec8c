"""Files from users, opened with limits: size, unpacked size, entries, text or not."""

import io
import os
import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from tongxin.kernel.errors import InputError

MOST_BYTES: Final = 50 * 2**20
MOST_UNPACKED: Final = 200 * 2**20
MOST_ENTRIES: Final = 5000
MOST_CHARACTERS: Final = 2_000_000
# Printing to PDF often stores a character as its radical, ⼈ (U+2F08) for 人: the same to the eye, unknown to any reader.
_RADICALS: Final = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **dict(
        zip(
            map(ord, "⼾⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳"),
            "户母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
            strict=True,
        )
    ),
}
_CHUNK: Final = 2**20
# What the standard library raises for archives that are damaged, locked or packed in an unknown way.
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, NotImplementedError)
_ENCRYPTED: Final = b"\xd0\xcf\x11\xe0"


def read_bytes(path: Path) -> bytes:
    """Read a whole file; a missing, unreadable or oversized one is refused in one sentence."""
    try:
        if path.is_dir():
            raise InputError(f"「{path.name[:40]}」是文件夹，请给出其中的文件。", field="file")
        with path.open("rb") as stream:
            return read_stream(stream, name=path.name)
    except (OSError, ValueError) as error:
        raise InputError(f"打不开文件「{path.name[:40]}」，请检查路径和权限。", field="file") from error


def read_stream(stream: BinaryIO, *, name: str) -> bytes:
    """Read a stream to its end, but never more than a file may have: pipes and devices have no size to ask for."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InputError(f"文件「{name[:40]}」超过 {MOST_BYTES // 2**20} MB，请拆小后再核对。", field="file")
    return content


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; say in one sentence when it cannot be written."""
    write_all({path: content})


def write_all(outputs: Mapping[Path, bytes]) -> None:
    """Write all files or none: each is written beside its place first, and only then do they all move there."""
    waiting: dict[Path, Path] = {}
    try:
        for path, content in outputs.items():
            with _named(path):
                target = path.resolve()
                if target.exists() and not target.is_file():  # a device or pipe takes bytes; a folder refuses them
                    target.write_bytes(content)
                else:
                    waiting[target] = _beside(target, content)
        for target, beside in waiting.items():
            with _named(target):
                beside.replace(target)
    finally:
        for beside in waiting.values():
            beside.unlink(missing_ok=True)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise InputError(f"写不了文件「{path.name[:40]}」，请检查路径和权限。", field="file") from error


def _beside(target: Path, content: bytes) -> Path:
    """Write a hidden file in the target's folder, with the target's permissions if it is there already."""
    beside = target.with_name(f".{target.name[:40]}.{os.getpid()}.part")
    try:
        with beside.open("xb") as stream:
            stream.write(content)
        if target.exists():
            shutil.copymode(target, beside)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return beside


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


def has_half_characters(text: str) -> bool:
    """Tell whether a text has lone surrogates: JSON can spell them, no file can hold them."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def whole_characters(text: str) -> str:
    """Write radicals as the characters they stand for, one for one."""
    return text.translate(_RADICALS)


def clean_text(text: str) -> str:
    """Return the text if it can be checked: not empty, not endless, no half characters. Its length stays."""
    if not text.strip():
        raise InputError("文件里没有文字，请换一份有正文的报告。", field="file")
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"正文超过 {MOST_CHARACTERS // 10_000} 万字，请分几次核对。", field="file")
    if has_half_characters(text):
        raise InputError("正文里有残缺的字符，请重新复制或另存为 UTF-8。", field="file")
    return whole_characters(text)


def unpacked_size(content: bytes) -> int:
    """Return the size an Office file unpacks to, refusing what unpacks to too much, is damaged or is no such file."""
    if content[:4] == _ENCRYPTED:
        raise InputError("文件已加密或是旧格式（.doc、.xls、.wps），请取消密码并另存为 .docx 或 .xlsx。", field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or size > MOST_UNPACKED:
                raise InputError("文件解压后过大，不像一份正常的报告，请检查来源。", field="file")
            _sound(archive)
    except _BROKEN as error:
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
