"""What pages expect of a request: the asker's scope, set by the middleware of the room above."""

from typing import Any

from django.http import HttpRequest

from tongxin.kernel.scope import Scope


class Asked(HttpRequest):
    """A request with `scope` (what may be read) and `actor` (what is handed to an action as `by=`)."""

    scope: Scope
    actor: Any
