"""What is to be certified, and under which number: before a certificate says it."""

import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from tongxin.access.guard import Guarded
from tongxin.attendance.models import CertificateKind

_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read as something else on paper
_LENGTH: Final = 18  # 89 bits
_LONGEST_PLACE: Final = 12
_ABBREVIATIONS: Final = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑", "31": "沪", "32": "苏",
    "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫", "42": "鄂", "43": "湘", "44": "粤", "45": "桂",
    "46": "琼", "50": "渝", "51": "川", "52": "黔", "53": "滇", "54": "藏", "61": "陕", "62": "甘", "63": "青", "64": "宁",
    "65": "新", "71": "台", "81": "港", "82": "澳",
}  # fmt: skip
_WORDS: Final = {CertificateKind.COMPLETION: "培", CertificateKind.AWARD: "奖"}


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """What is to be certified of one person. Whoever hands it over has read the record it is for (`source_of`).

    `holder` is the name to be printed, `person_id` whose certificate it is where the register knows. `event` names what
    it is for (宁乡培训班), `body` are the paragraphs below the holder's name, `facts` the same in labelled values. `part` tells
    several certificates for one record apart, such as those of the members of one team.
    """

    source: tuple[str, int]
    holder: str
    event: str
    body: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    person_id: int | None = None
    part: int = 0

    @property
    def key(self) -> tuple[str, int, int]:
        """What there can be one certificate in force for."""
        return (*self.source, self.part)


def source_of(record: Guarded) -> tuple[str, int]:
    """Return how a certificate names the record it is for: its table and its number."""
    return record._meta.label_lower, record.pk


def new_code() -> str:
    """Return the code of a certificate: nobody can guess it, and it can be typed from paper."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def serial_of(prefix: str, *, year: int, number: int) -> str:
    """Write a serial as official numbers are written: 湘新联培〔2026〕第0001号."""
    return f"{prefix}〔{year}〕第{number:04d}号"


def usual_prefix(*, code: str, short_name: str, kind: str) -> str:
    """Return the prefix of an organisation at a place that has chosen none: 湘新联培, 宁乡新联培."""
    place = _ABBREVIATIONS.get(code[:2], short_name) if code.endswith("0000") else short_name
    return f"{place[:_LONGEST_PLACE]}新联{_WORDS[CertificateKind(kind)]}"


def readable(text: str) -> str:
    """Return a text without characters nobody sees: what is signed is what is read."""
    return "".join(one for one in text if not unicodedata.category(one).startswith("C")).strip()
