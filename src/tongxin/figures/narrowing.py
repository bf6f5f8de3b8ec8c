"""Narrowing: a figure over the records of one organisation, base or series. A narrowing by person does not exist."""

import re
from dataclasses import dataclass
from typing import Self

from tongxin.kernel.errors import InputError

PERSON = "person"
"""What a column that numbers persons says it numbers: counted, protected, never narrowed by."""
_WORD = re.compile(r"[a-z][a-z_]{0,39}")
_WRITTEN = re.compile(r"([a-z_]{1,40}):([0-9]{1,19})", re.ASCII)
_LARGEST = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Of:
    """The one subject whose records a figure is over: the word a column says it numbers (organisation), and a number.

    Raises `InputError` for a person and for what no column can hold.
    """

    subject: str
    id: int

    def __post_init__(self) -> None:
        if self.subject == PERSON:
            raise InputError("数字不能收窄到个人，请改为组织、基地或品牌系列，或去掉 of。", field="of")
        if not (_WORD.fullmatch(self.subject) and 0 < self.id <= _LARGEST):
            raise _unreadable(f"{self.subject}:{self.id}")

    def __str__(self) -> str:
        return f"{self.subject}:{self.id}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `organisation:12`; raises `InputError`."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise _unreadable(text)
        return cls(subject=found[1], id=int(found[2]))


def _unreadable(text: str) -> InputError:
    return InputError(
        f"of 应写成「organisation:编号」的样子，例如 organisation:12，收到的是「{text[:30]}」。", field="of"
    )
