"""Firms for tests: codes that pass their check, and the plain way to one."""

from typing import Any

from tests.cast import SYSTEM, place
from tongxin.kernel.unified_code import check_character
from tongxin.network.actions.firms import firm_of
from tongxin.network.models import Organisation

NINGXIANG, ZHUZHOU = "430182", "430200"
NAME = "湖南例山科技有限公司"


def code(number: int) -> str:
    """Return a unified code that no organisation bears."""
    body = f"91430182{number:09d}"
    return body + check_character(body)


def firm(name: str = NAME, at: str = NINGXIANG, **more: Any) -> Organisation:
    return firm_of(**{"by": SYSTEM, "name": name, "place": place(at), **more})
