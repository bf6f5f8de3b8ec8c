"""Entries of the left bar. Rooms declare them; the layout shows those the asker's scope allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from tongxin.kernel.scope import Verb


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One entry. `order` sorts entries; neighbours with one `section` stand under one heading ("" = without).

    `verb` None shows the entry to everyone who sees the bar. `search` makes the entry's page the target of the search
    box on top (the page takes `?q=`); its text is the box's placeholder. `own` entries are for those who have signed in;
    one that is not `listed` stands nowhere but there.
    """

    label: str
    url_name: str
    icon: str = "dot"
    section: str = ""
    order: int = 50
    verb: Verb | None = None
    search: str = ""
    own: bool = False
    listed: bool = True

    @property
    def url(self) -> str:
        """The page's address."""
        return reverse(self.url_name)


@dataclass(frozen=True, kw_only=True)
class MenuGroup:
    """Entries under one heading."""

    label: str
    items: tuple[MenuItem, ...]


def groups(items: Iterable[MenuItem]) -> tuple[MenuGroup, ...]:
    """Group entries, sorted by order, under their headings; a heading appears once, at its first entry."""
    listed = sorted((item for item in items if item.listed), key=lambda item: item.order)
    first: dict[str, int] = {}
    for item in listed:
        first.setdefault(item.section, item.order)
    listed.sort(key=lambda item: (first[item.section], item.section, item.order))
    return tuple(
        MenuGroup(label=label, items=tuple(members))
        for label, members in groupby(listed, key=lambda item: item.section)
    )


def current(items: Iterable[MenuItem], path: str) -> MenuItem | None:
    """Return the entry whose address is the longest beginning of this path: the place where the reader is."""
    matching = [item for item in items if item.url != "/" and path.startswith(item.url)]
    return max(matching, key=lambda item: len(item.url), default=None)
