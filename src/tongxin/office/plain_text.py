"""Plain text from a file, in whatever encoding it was saved."""

from typing import Final

from tongxin.kernel.errors import InputError

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_SEEN: Final = 4096


def decoded(content: bytes, *, binary: str, unknown: str) -> str:
    """Decode UTF-8 (with or without mark) or GB18030; raise `InputError` with `binary` for what is no text, else `unknown`."""
    if b"\x00" in content[:_SEEN]:
        raise InputError(binary, field="file")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(unknown, field="file")


def has_half_characters(text: str) -> bool:
    """Tell whether a text has lone surrogates: JSON can spell them, no file can hold them."""
    return any("\ud800" <= character <= "\udfff" for character in text)
