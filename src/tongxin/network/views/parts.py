"""What the pages of the network share: the words of the journal, the timeline, a page that does one thing more."""

from functools import cache

from django.urls import reverse

LARGEST = 2**63 - 1
MISSING_ORGANISATION = "没有找到这个组织，或不在您的权限范围内。"
MISSING_PERSON = "没有找到这个人，或不在您的权限范围内。"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(f"network:{name}", args=[0]).rpartition("0")
    return before, after


def address(name: str, pk: int) -> str:
    """Return the address of a page of the record with this number; a list asks for one a row."""
    before, after = _around(name)
    return f"{before}{pk}{after}"
