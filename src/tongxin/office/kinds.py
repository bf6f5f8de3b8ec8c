"""The kinds of foreign files and what each may cost; a kind is a module of this room with a function `read`.

Modules are imported when a file of their kind is read: no program starts slower for a parser it does not use.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import IO, Any, Final

from tongxin.kernel.errors import InputError
from tongxin.office.limits import MEGABYTE, Limits


@dataclass(frozen=True)
class Kind:
    """Where the reader of a kind is, and its usual limits. An import may bring a whole register in one workbook.

    A reader `by_parts` is given the open file instead of its content, which may be longer than the memory it has.
    """

    module: str
    limits: Limits = field(default_factory=Limits)
    by_parts: bool = False


KINDS: Final = {
    "workbook": Kind("workbooks", Limits(memory=1024 * MEGABYTE, seconds=60, answer=256 * MEGABYTE)),
    "separated": Kind("separated", Limits(memory=1024 * MEGABYTE, seconds=60, answer=256 * MEGABYTE)),
    "word": Kind("word"),
    "comments": Kind("comments", Limits(seconds=30, answer=80 * MEGABYTE)),
    "commented_text": Kind("commented_text", Limits(seconds=30, answer=80 * MEGABYTE)),
    "bookmarks": Kind("bookmarks"),
    "pdf": Kind("pdf"),
    "attachments": Kind("attachments"),
    "web_page": Kind("web_page"),
    "segments": Kind("segments"),
    "anonymous_pdf": Kind("anonymous_pdf", Limits(memory=1024 * MEGABYTE, seconds=30, answer=64 * MEGABYTE)),
    # What is written for a picture counts as answered.
    "evidence": Kind(
        "examining.sniffing",
        Limits(content=200 * MEGABYTE, memory=1536 * MEGABYTE, seconds=30, answer=64 * MEGABYTE),
        by_parts=True,
    ),
}

Outcome = dict[str, Any]
"""`value`; or `error`, a sentence and a field; or `failed`, one of memory and damage, with `at` for the operator."""


def outcome(kind: str, source: IO[bytes], options: Mapping[str, Any]) -> Outcome:
    """Read a file in this process. Parsers of foreign files fail in ways nobody lists, so anything they raise is a failure."""
    try:
        content = source if KINDS[kind].by_parts else source.read()
        return {"value": import_module(f"tongxin.office.{KINDS[kind].module}").read(content, **options)}
    except InputError as error:
        return {"error": [error.message, error.field]}
    except MemoryError:
        return {"failed": "memory", "at": ""}
    except Exception as error:  # noqa: BLE001 - see above
        return {"failed": "damage", "at": f"{type(error).__name__}{_place(error)}"}


def _place(error: Exception) -> str:
    """Return the module and line an error was raised at, without anything of the file."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return f" at {last.tb_frame.f_code.co_name}:{last.tb_lineno}" if last is not None else ""
