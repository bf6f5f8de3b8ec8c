"""What a room shows to anybody without an account, each at an address that names one record by a code. `portal` renders it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongxin.web.pages import Fact, Section

ROOT = "p"


def public_path(prefix: str, code: str) -> str:
    """Return the address of a public page, below the root of the site."""
    return f"/{ROOT}/{prefix}/{code}/"


@dataclass(frozen=True, kw_only=True)
class PublicCard:
    """What anybody reads of one record.

    `holds` says whether what the reader holds in hand is in force (None: the page judges nothing), `verdict` says so in one
    sentence. `structured` is the same for programs, as JSON-LD. Nothing here may name a person who did not hand out the code.
    """

    title: str
    verdict: str = ""
    holds: bool | None = None
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    structured: Mapping[str, Any] = field(default_factory=dict)
    cacheable: bool = False


@dataclass(frozen=True, kw_only=True)
class PublicPage:
    """One kind of public page, at `/p/<prefix>/<code>/`. `read` raises `NotFoundError` for a code that names nothing.

    Where a code stands for the right to read, `throttled` bounds how often one address may ask.
    """

    prefix: str
    read: Callable[[str], PublicCard]
    throttled: bool = True
