"""Uploaded files read with a limit on time: small ones here, any other in a process of its own that can be ended.

Size and number of entries are limited where files are opened; what remains is a file within those limits that still
takes minutes to read. A thread cannot be stopped, a process can.
"""

import json
import subprocess
import sys
from typing import Any, Final

from tongxin.claims.documents import read_report
from tongxin.claims.facts import Fact
from tongxin.claims.inputs import facts_as_json, facts_from_json, one_line_end, written
from tongxin.claims.tables import read_facts
from tongxin.kernel.archives import unpacked_size
from tongxin.kernel.errors import InputError

SECONDS: Final = 15
_AT_ONCE: Final = 4 * 2**20
_PACKED: Final = (".docx", ".xlsx")
_PLAIN: Final = (".txt", ".md", ".csv")


def read_report_within(content: bytes, *, name: str) -> str:
    """Return a report's text; raises `InputError`, among other reasons when reading takes longer than `SECONDS`."""
    if _is_quick(content, name):
        return str(_report(content, name=name)["text"])
    return str(_apart("report", content, name=name)["text"])


def read_facts_within(content: bytes, *, name: str, home: str) -> tuple[Fact, ...]:
    """Return a table's facts, with the same limit."""
    if _is_quick(content, name):
        return _whole_facts(content, name=name, home=home)
    return facts_from_json(_apart("facts", content, name=name, home=home)["facts"])


def _is_quick(content: bytes, name: str) -> bool:
    """Tell whether a file is bound to be read in well under a second."""
    lowered = name.lower()
    if lowered.endswith(_PACKED) and content[:2] == b"PK":
        return unpacked_size(content) <= _AT_ONCE
    return lowered.endswith(_PLAIN) or (len(content) <= 2**16 and not lowered.endswith(".pdf"))


def _report(content: bytes, *, name: str, home: str = "") -> dict[str, Any]:
    del home
    text = read_report(content, name=name).text
    word = name.lower().endswith(".docx")
    return {"text": text if word else one_line_end(text).replace("\0", " ")}


def _facts(content: bytes, *, name: str, home: str) -> dict[str, Any]:
    return {"facts": facts_as_json(_whole_facts(content, name=name, home=home))}


def _whole_facts(content: bytes, *, name: str, home: str) -> tuple[Fact, ...]:
    """Return the facts if they can be written down again: JSON may hold half characters and zeros."""
    facts = read_facts(content, name=name, home=home).facts
    for fact in facts:
        words = f"{fact.key}{fact.measure}{fact.unit}{fact.place}"
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in words):
            raise InputError("事实表里有残缺的字符，请重新复制或另存为 UTF-8。", field="facts")
    return facts


_PROGRAM: Final = "import sys; from tongxin.claims.reading import main; main(*sys.argv[1:])"
_READERS: Final = {"report": _report, "facts": _facts}


def _apart(kind: str, content: bytes, *, name: str, home: str = "") -> dict[str, Any]:
    command = [sys.executable, "-c", _PROGRAM, kind, name, home]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module; the file's name is an argument, never a shell word
    except subprocess.TimeoutExpired:
        raise InputError(f"读取文件超过 {SECONDS} 秒，请拆小，或另存后再上传。", field=kind) from None
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise InputError("文件读不了，请重新保存后再上传。", field=kind) from None
    if "error" in answer:
        raise InputError(answer["error"], field=answer["field"])
    return answer


def main(kind: str, name: str, home: str) -> None:
    """Read the file on standard input and write its content, or the error, as JSON on standard output."""
    try:
        answer = _READERS[kind](sys.stdin.buffer.read(), name=name, home=home)
    except InputError as error:
        answer = {"error": error.message, "field": error.field}
    sys.stdout.buffer.write(written(answer))
