"""What figures can be narrowed to, and who may know what it is called: each room says so of the records it keeps."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

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

    `days` are those on which it happened, where it is an event: its own figures are asked for them. `begins` is the
    first day of what goes on for long, on which 「X以来」 begins.
    """

    id: int
    names: tuple[str, ...]
    path: str
    days: Period | None = None
    begins: date | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of record whose own figures can be asked for.

    `word` is what columns of facts say they number (organisation). `known(scope, ids)` answers, in one query, for those
    of the numbered records this scope may know of; `names(scope)`, in one query, hands over all of them with every
    name. `page` names the address of a record's page. `acts` tells that such a record does things itself, as an
    organisation does, so that a text that only says where or under what something was done is not about it.
    `everywhere` tells that such a record is of no place, as a product or a cause is: its figures are asked at the place
    the text speaks of, not where it is kept. `from_begin` tells that its figures are those since it began wherever no
    time is said, as of a call for papers.
    """

    word: str
    label: str
    known: Callable[[Scope, Collection[int]], Mapping[int, Known]]
    names: Callable[[Scope], Iterable[NamedRecord]]
    page: str
    acts: bool = False
    everywhere: bool = False
    from_begin: bool = False
