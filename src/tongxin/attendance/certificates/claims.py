"""What a certificate says: the words of the paper, which the public page and the signed credential repeat. Plain Python."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from tongxin.kernel.period import chinese_date

SEAL: Final = "（盖章有效）"
HINT: Final = "扫码或打开下面的网址，看证书是否有效"


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Everything one certificate says. `address` is its public page; `notice` marks demonstration data."""

    title: str
    serial: str
    holder: str
    event: str
    body: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    issuer: str
    day: str
    address: str
    notice: str = ""

    def json(self) -> str:
        """Return it as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Claims":
        """Read it back."""
        stored = json.loads(text)
        return cls(**{**stored, "body": tuple(stored["body"]), "facts": tuple(map(tuple, stored["facts"]))})

    def printed(self) -> Sequence[str]:
        """Return every piece of text that stands on the paper, in order."""
        every = (self.notice, self.title, self.salutation, *self.body, *self.foot, self.issuer, SEAL, self.written_day)
        return tuple(one for one in (*every, self.address) if one)

    @property
    def salutation(self) -> str:
        """The holder's name as the paper begins."""
        return f"{self.holder}："

    @property
    def written_day(self) -> str:
        """The day of issue as it is written."""
        return chinese_date(date.fromisoformat(self.day))

    @property
    def foot(self) -> tuple[str, ...]:
        """What stands beside the QR: the number, and where to check it."""
        return (f"证书编号：{self.serial}", HINT)
