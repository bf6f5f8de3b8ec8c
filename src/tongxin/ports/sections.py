"""A room's part of the page of another room's record: what a base hosted, what a campaign brought about."""

from collections.abc import Sequence
from typing import Any, Protocol

from tongxin.kernel.scope import Scope
from tongxin.web.pages import Moment, Section


class Sections(Protocol):
    """Asked with a record the scope may read, answers what stands on its page, in a constant number of queries."""

    def __call__(self, record: Any, *, scope: Scope) -> Sequence[Section]:
        """Return the sections; none where there is nothing to say."""
        ...


class Moments(Protocol):
    """Asked with a record the scope may read, answers what happened to what hangs on it, for the record's own 经过."""

    def __call__(self, record: Any, *, scope: Scope) -> Sequence[Moment]:
        """Return the moments; names of people only where the scope reads people."""
        ...
