"""The unified social credit code 统一社会信用代码 of an organisation (GB 32100-2015): its form and its check character."""

import re
from typing import Final

from tongxin.kernel.characters import plain
from tongxin.kernel.errors import InputError

LENGTH: Final = 18
# Digits and capital letters without I, O, S, V and Z, which look like digits or each other; the place is the value.
_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
# Who registers, what kind, the division of registration in six digits, the organisation's own code, the check character.
_FORM: Final = re.compile(rf"[{_CHARACTERS}]{{2}}\d{{6}}[{_CHARACTERS}]{{10}}", re.ASCII)
_BESIDE: Final = re.compile(r"[\s\-]")


def unified_code_of(text: str) -> str:
    """Return a unified code in its one form, empty for an empty text; raise `InputError` for anything that is none.

    Full-width characters, small letters, blanks and hyphens are ways of writing; a wrong check character is not.
    """
    code = _BESIDE.sub("", plain(text)).upper()
    if not code:
        return ""
    if not _FORM.fullmatch(code):
        raise InputError(
            f"「{code[:30]}」不是统一社会信用代码：应为 18 位数字或大写字母，不用 I、O、S、V、Z，第 3 至 8 位是数字，请对照营业执照核对。"
        )
    if code[-1] != check_character(code[:-1]):
        raise InputError(f"统一社会信用代码「{code}」的校验码不对，其中有一位写错了，请对照营业执照核对。")
    return code


def check_character(body: str) -> str:
    """Return the check character of the first 17 characters."""
    total = sum(_CHARACTERS.index(one) * weight for one, weight in zip(body, _WEIGHTS, strict=True))
    return _CHARACTERS[-total % 31]
