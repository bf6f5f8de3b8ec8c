"""Read a report's text from .docx, .pdf, .txt or .md. In Word, tables, text boxes, notes, headers and footers are read too."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from tongxin.claims.files import clean_text, decode
from tongxin.claims.pdf import text_of
from tongxin.kernel.errors import InputError
from tongxin.office.reading import read

_PLAIN: Final = frozenset({".txt", ".md", ""})
_OLD_WORD: Final = frozenset({".doc", ".wps", ".wpt", ".dot", ".rtf", ".odt"})


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report's text and, for Word, the file it was read from."""

    text: str
    word: bytes | None = None


def read_report(content: bytes, *, name: str, isolated: bool = True) -> Report:
    """Read a report from a file's bytes; raise `InputError` in one sentence for anything that is none.

    `isolated=False` parses in this process, for somebody's own file only.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".docx":
        return Report(text=clean_text(read("word", content, isolated=isolated)), word=content)
    if suffix == ".pdf":
        return Report(text=clean_text(text_of(**read("pdf", content, isolated=isolated))))
    if suffix in _PLAIN:
        return Report(text=clean_text(decode(content, name=PurePath(name).name)))
    if suffix in _OLD_WORD:
        raise InputError(f"{suffix} 文件读不了，请用 Word 或 WPS 打开后另存为 .docx。", field="report")
    raise InputError(
        f"报告请用 .docx、.pdf、.txt 或 .md 文件，收到的是「{PurePath(name).name[:40]}」。", field="report"
    )
