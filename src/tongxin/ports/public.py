"""What a room shows to anybody without an account, each at an address that names one record by a code. `portal` renders it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from tongxin.web.pages import Fact, Section

ROOT = "p"


def public_path(prefix: str, code: str) -> str:
    """Return the address of a public page, below the root of the site."""
    return f"/{ROOT}/{prefix}/{code}/"


@dataclass(frozen=True, kw_only=True)
class PublicCard:
    """What anybody reads of one record.

    `holds` says whether what the reader holds in hand is in force (None: the page judges nothing), `verdict` says so in one
    sentence. `structured` is the same for programs, as JSON-LD, its `url` the page's own path. Nothing here may name a person
    who did not hand out the code. `indexed` asks search engines to list the page, `picture` is the file of the page that
    shows it where the link is passed on.
    """

    title: str
    verdict: str = ""
    holds: bool | None = None
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    structured: Mapping[str, Any] = field(default_factory=dict)
    cacheable: bool = False
    indexed: bool = False
    picture: str = ""


class PublicFile(Protocol):
    """Makes a file of a page."""

    def __call__(self, code: str, *, address: str) -> bytes:
        """Return the content; `address` is where the page is reached. Raises `NotFoundError` as the page does."""
        ...


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One page of a feed, as its readers see it: `code` names the page, `changed` is when it last said something else."""

    code: str
    title: str
    text: str
    author: str
    published: datetime
    changed: datetime


@dataclass(frozen=True, kw_only=True)
class PublicPage:
    """One kind of public page, at `/p/<prefix>/<code>/`. `read` raises `NotFoundError` for a code that names nothing.

    Where a code stands for the right to read, `throttled` bounds how often one address may ask. `files` are made for each
    page and lie below it by their names, all of them PNG pictures. `feed` gives the newest pages, at `/p/<prefix>/feed.atom`
    under the name `feed_title`.
    """

    prefix: str
    read: Callable[[str], PublicCard]
    throttled: bool = True
    files: Mapping[str, PublicFile] = field(default_factory=dict, hash=False)
    feed: Callable[[], Sequence[FeedEntry]] | None = None
    feed_title: str = ""
