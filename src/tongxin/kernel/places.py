"""Place paths: where a place hangs in the division tree, written so that a prefix is the whole subtree.

`43/` is a province, `43/4301/` a prefecture, `43/4301/430121/` a county-level unit. The empty path is the whole country.
The path follows the parents in the place register, not the arithmetic of codes; a county-level unit that answers straight
to its province has the path `42/429004/`.
"""

from enum import StrEnum

from tongxin.kernel.errors import InputError

CODE_LENGTH = 6
COUNTRY = ""
COUNTRY_CODE = "000000"


class Level(StrEnum):
    """Level of a place in GB/T 2260; `zone` is a development zone, which stands outside the divisions."""

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    ZONE = "zone"

    @property
    def label(self) -> str:
        """The level on a page."""
        return _LABELS[self]


_LABELS = {
    Level.COUNTRY: "全国",
    Level.PROVINCE: "省级",
    Level.PREFECTURE: "市州",
    Level.COUNTY: "县市区",
    Level.ZONE: "开发区",
}
_SEGMENT_DIGITS = {Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6, Level.ZONE: 6}


def child_path(parent_path: str, *, code: str, level: Level) -> str:
    """Return the path of the place with this six-digit code below `parent_path`."""
    return f"{parent_path}{code[: _SEGMENT_DIGITS[level]]}/"


def parent_path(path: str) -> str:
    """Return the path one floor up; the parent of a province is the country."""
    return path[: path.rstrip("/").rfind("/") + 1]


def ancestors(path: str) -> tuple[str, ...]:
    """Return the paths above this one, country first, without the path itself."""
    steps = path.split("/")[:-1]
    return tuple("".join(f"{step}/" for step in steps[:depth]) for depth in range(len(steps)))


def check_code(text: str, *, field: str = "place") -> str:
    """Return a well-formed six-digit division code or raise `InputError` naming the field."""
    if len(text) != CODE_LENGTH or not (text.isascii() and text.isdigit()):
        raise InputError(f"区划代码应为六位数字，例如 430000，收到的是「{text[:20]}」。", field=field)
    return text
