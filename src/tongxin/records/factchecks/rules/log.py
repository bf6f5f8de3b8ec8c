"""What was shown since when, and what each version says differently: old and new words, nothing left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from tongxin.kernel.period import chinese_date
from tongxin.records.factchecks.models import SAID, FactCheck, Fault, Verdict, Version

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {"verdict": dict(Verdict.choices), "kind": dict(Fault.choices)}
_DAYS: Final = ("reply_asked", "reply_until", "reply_received")
_NOTHING: Final = "（无）"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field that says something else: what it is called, the words before and the words after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the public log."""

    version: Version
    differences: tuple[Difference, ...]


def entries_of(versions: Sequence[Version]) -> list[Entry]:
    """Return the log, newest first: every version with what it says differently from the one before."""
    first = [Entry(version=one, differences=()) for one in versions[:1]]
    later = [Entry(version=new, differences=differences_of(old.said, new.said)) for old, new in pairwise(versions)]
    return [*first, *later][::-1]


def differences_of(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return the fields in which two versions differ, in the order of the page."""
    return tuple(
        Difference(label=_label(name), before=_shown(name, old[name]), after=_shown(name, new[name]))
        for name in SAID
        if name in new and old[name] != new[name]
    )


def _label(name: str) -> str:
    found: Any = FactCheck._meta.get_field(name)
    return str(found.verbose_name)


def _shown(name: str, value: str) -> str:
    if name in _DAYS and value:
        return chinese_date(date.fromisoformat(value))
    return _WORDS.get(name, {}).get(value, value) or _NOTHING
