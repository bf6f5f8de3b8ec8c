"""What figures can be narrowed to, and who may know what it is called: each room says so of the records it keeps."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Known:
    """A subject as an asker may know it: its name, and the path of its place, where its own figures are asked."""

    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class NamedRecord:
    """A record that a text may speak of by any of its names, the recorded one first, former and short ones behind it.

    `days` are those on which it happened, where it is an event: its own figures are asked for them.
    """

    id: int
    names: tuple[str, ...]
    path: str
    days: Period | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of record whose own figures can be asked for.

    `word` is what columns of facts say they number (organisation). `known(scope, ids)` answers, in one query, for those
    of the numbered records this scope may know of; `names(scope)`, in one query, hands over all of them with every
    name. `page` names the address of a record's page. `acts` tells that such a record does things itself, as an
    organisation does, so that a text that only says where or under what something was done is not about it.
    """

    word: str
    label: str
    known: Callable[[Scope, Collection[int]], Mapping[int, Known]]
    names: Callable[[Scope], Iterable[NamedRecord]]
    page: str
    acts: bool = False
