"""What figures can be narrowed to, and who may know what it is called: each room says so of the records it keeps."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from tongxin.kernel.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Known:
    """A subject as an asker may know it: its name, and the path of its place, where its own figures are asked."""

    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of record whose own figures can be asked for.

    `word` is what columns of facts say they number (organisation). `known(scope, ids)` answers, in one query, for those
    of the numbered records this scope may know of. `page` names the address of a record's page.
    """

    word: str
    label: str
    known: Callable[[Scope, Collection[int]], Mapping[int, Known]]
    page: str
