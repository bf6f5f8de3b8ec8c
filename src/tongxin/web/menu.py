"""Entries of the left bar. Rooms declare them; the layout shows those the asker's scope allows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.core.cache import cache
from django.urls import reverse

from tongxin.kernel.scope import Verb

_REMEMBERED: Final = 60  # seconds
_SHOWN: Final = 99


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One entry. `order` sorts entries; those of one `section` stand in one group that opens ("" = by itself).

    `verb` None shows the entry to everyone who sees the bar. `search` makes the entry's page the target of the search
    box on top (the page takes `?q=`); its text is the box's placeholder. `own` entries are for those who have signed in;
    one that is not `listed` stands nowhere but there. `count` is how much waits there for the asker.
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
    count: int = 0

    @cached_property
    def url(self) -> str:
        """The page's address, found once: every page asks for those of the whole bar, several times."""
        return reverse(self.url_name)


@dataclass(frozen=True, kw_only=True)
class MenuGroup:
    """What stands as one entry: entries of one section behind its name, or one entry by itself (`label` is empty)."""

    label: str
    items: tuple[MenuItem, ...]

    @property
    def icon(self) -> str:
        """The picture of its first entry."""
        return self.items[0].icon

    @property
    def count(self) -> int:
        """How much waits behind it."""
        return sum(item.count for item in self.items)


def groups(items: Iterable[MenuItem]) -> tuple[MenuGroup, ...]:
    """Group entries, sorted by order; a group stands once, at its first entry. An only entry stands by itself."""
    members: dict[str, list[MenuItem]] = {}
    for item in sorted((one for one in items if one.listed), key=lambda item: item.order):
        members.setdefault(item.section or item.url_name, []).append(item)
    return tuple(MenuGroup(label=name if len(found) > 1 else "", items=tuple(found)) for name, found in members.items())


def current(items: Iterable[MenuItem], path: str) -> MenuItem | None:
    """Return the entry whose address is the longest beginning of this path: the place where the reader is."""
    matching = [item for item in items if item.url != "/" and path.startswith(item.url)]
    return max(matching, key=lambda item: len(item.url), default=None)


def shown_count(number: int) -> str:
    """Write how much waits: beyond 99 nobody counts."""
    return str(number) if number <= _SHOWN else f"{_SHOWN}+"


def remember_counts(account: int, counts: Mapping[str, int]) -> None:
    """Keep for a minute how much waits for an account, by the names of the addresses of menu entries."""
    cache.set(_key(account), dict(counts), _REMEMBERED)


def remembered_counts(account: int | None) -> Mapping[str, int] | None:
    """Return what is known to wait for an account, None where it was not counted lately."""
    found: Mapping[str, int] | None = cache.get(_key(account)) if account is not None else None
    return found


def forget_counts(account: int) -> None:
    """Count anew: the account has just done something."""
    cache.delete(_key(account))


def _key(account: int) -> str:
    return f"tongxin.menu.{account}"
