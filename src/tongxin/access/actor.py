"""Who does something: the scope it is done under and the name the journal keeps."""

from dataclasses import dataclass, replace
from typing import Self

from tongxin.kernel.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The one who writes. Every action takes it as `by=`.

    `batch` is the number of the import in whose course something is written; every journal line then carries it.
    """

    scope: Scope
    name: str
    account_id: int | None = None
    batch: int | None = None

    @classmethod
    def system(cls, name: str) -> Self:
        """Return the actor of a set-up command or scheduled job, with the whole network as its scope."""
        return cls(scope=Scope.everything(), name=name)

    @classmethod
    def nobody(cls) -> Self:
        """Return the actor of an anonymous request."""
        return cls(scope=Scope(), name="访客")

    def under_name(self, name: str, *, account_id: int | None = None) -> Self:
        """Return the same one under a name the journal may keep: a member's own acts tell no name."""
        return replace(self, name=name, account_id=account_id or self.account_id, batch=None)

    def outside_batch(self) -> Self:
        """Return the same one for a line that is no part of the import it is written in: undoing that leaves it."""
        return replace(self, batch=None)
