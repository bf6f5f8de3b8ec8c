"""The text of a ticket: what the QR code of a registration holds, and what is typed where no camera reads it.

Sixteen characters of Crockford's base 32, which are eighty random bits. Shown in groups of four; whatever stands between
them, small letters and full-width ones, and the letters that look like digits are understood when it is typed.
"""

import re
import unicodedata
from secrets import choice
from typing import Final

from tongxin.kernel.errors import InputError
from tongxin.network.models.tokens import hashed

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16
_GROUP = 4
_BETWEEN = re.compile(r"[\s\-‐-―−_.·]+")
_LOOK_ALIKES = str.maketrans("OIL", "011")
_LONGEST = 60


def new_ticket() -> str:
    """Return a fresh ticket in its normal form: upper case, nothing between the characters."""
    return "".join(choice(ALPHABET) for _ in range(LENGTH))


def normal_ticket(text: str) -> str:
    """Return the normal form of a ticket however it was read or typed; raise `InputError` for what cannot be one."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).upper().translate(_LOOK_ALIKES)
    found = _BETWEEN.sub("", plain)
    if len(found) != LENGTH or not set(found) <= set(ALPHABET):
        raise InputError(f"签到码应为 {LENGTH} 位字母和数字，请对照报名页上的签到码重新输入。", field="ticket")
    return found


def written_ticket(ticket: str) -> str:
    """Return a ticket as it is shown: 「7K3M 9PQR 2XWD 5T8H」."""
    return " ".join(ticket[start : start + _GROUP] for start in range(0, len(ticket), _GROUP))


def ticket_hash(ticket: str) -> str:
    """Return what `Registration.ticket_hash` keeps of a ticket in its normal form."""
    return hashed(ticket)
