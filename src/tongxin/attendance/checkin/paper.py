"""Row codes of the printed roster: A1 to A30 on the first sheet, B1 on the next, for good whoever registers later."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from tongxin.attendance.models import Occasion, Registration
from tongxin.kernel.errors import InputError

ROWS: Final = 30
"""Rows on a sheet."""
MOST_CODES: Final = 500
_CODE = re.compile(r"([A-Z]{1,2})0?(\d{1,2})")
_RANGE = re.compile(r"([A-Z]{1,2}\d{1,2})[-~—–至]([A-Z]{1,2}\d{1,2})")
_BETWEEN = re.compile(r"[\s,，、;；。.]+")
_LETTERS: Final = 26


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the printed roster. A cancelled registration keeps its row, so that the others keep theirs."""

    code: str
    registration: Registration

    @property
    def name(self) -> str:
        """Who it is, as registered or as in the register."""
        one = self.registration
        return one.name or (one.person.name if one.person else "")

    @property
    def unit(self) -> str:
        """Where they work."""
        one = self.registration
        return one.unit or (one.person.unit if one.person else "")


def rows_of(occasion: Occasion) -> list[Row]:
    """Return everybody registered for an occasion, in the order of registration, each with the code of the row."""
    registrations = Registration.objects.children_of(occasion).select_related("person").order_by("id")
    return [Row(code=code_of(place), registration=one) for place, one in enumerate(registrations)]


def code_of(place: int) -> str:
    """Return the code of the row at a place, counted from nought: A1 … A30, B1 …, after Z30 comes AA1."""
    sheet, row = divmod(place, ROWS)
    letters = ""
    while True:
        sheet, letter = divmod(sheet, _LETTERS)
        letters = chr(ord("A") + letter) + letters
        if sheet == 0:
            return f"{letters}{row + 1}"
        sheet -= 1


def read_codes(text: str) -> list[str]:
    """Read 「A3 A7 B12-B15」 as codes, each once, in order; raises `InputError` naming what is none."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"\s*([-~—–至])\s*", r"\1", plain)
    codes: dict[str, None] = {}
    for word in filter(None, _BETWEEN.split(plain)):
        codes |= dict.fromkeys(_codes_in(word))
        if len(codes) > MOST_CODES:
            raise InputError(f"一次最多录入 {MOST_CODES} 行，请分几次录入。", field="codes")
    if not codes:
        raise InputError("请填写签到册上已签到的行号，例如 A3 A7 B12。", field="codes")
    return list(codes)


def _codes_in(word: str) -> list[str]:
    if found := _CODE.fullmatch(word):
        return [f"{found[1]}{int(found[2])}"]
    if found := _RANGE.fullmatch(word):
        first, last = (_CODE.fullmatch(one) for one in found.groups())
        if first and last and first[1] == last[1] and int(first[2]) <= int(last[2]):
            return [f"{first[1]}{row}" for row in range(int(first[2]), int(last[2]) + 1)]
    raise InputError(f"「{word[:20]}」不是签到册上的行号，行号形如 A3，连续的写 A3-A9，请改正。", field="codes")
