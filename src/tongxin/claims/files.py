"""Files from users, opened with limits: size, text or not; and files for users, written whole or not at all."""

import os
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from tongxin.kernel.errors import InputError

MOST_BYTES: Final = 50 * 2**20
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
