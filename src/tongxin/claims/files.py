"""The text of a file, where it is one that can be checked."""

from typing import Final

from tongxin.kernel.characters import RADICALS
from tongxin.kernel.errors import InputError
from tongxin.office.plain_text import decoded, has_half_characters

MOST_CHARACTERS: Final = 2_000_000


def decode(content: bytes, *, name: str) -> str:
    """Decode UTF-8 (with or without mark) or GB18030 text."""
    return decoded(
        content,
        binary=f"「{name[:40]}」不是文本文件，请用 .docx、.txt 或 .md。",
        unknown=f"「{name[:40]}」的文字编码认不出来，请另存为 UTF-8。",
    )


def whole_characters(text: str) -> str:
    """Write radicals as the characters they stand for, one for one."""
    return text.translate(RADICALS)


def clean_text(text: str) -> str:
    """Return the text if it can be checked: not empty, not endless, no half characters. Its length stays."""
    if not text.strip():
        raise InputError("文件里没有文字，请换一份有正文的报告。", field="file")
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"正文超过 {MOST_CHARACTERS // 10_000} 万字，请分几次核对。", field="file")
    if has_half_characters(text):
        raise InputError("正文里有残缺的字符，请重新复制或另存为 UTF-8。", field="file")
    return whole_characters(text)
