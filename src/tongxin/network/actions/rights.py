"""Rights over persons that no role gives: it is one's own record, or the other side has agreed."""

from dataclasses import replace

from tongxin.access.actor import Actor
from tongxin.kernel.scope import Scope, Verb


def entitled(*, by: Actor, path: str) -> Actor:
    """Return the same one with the verb 人员信息 at this place and nothing else, for a caller who has checked why."""
    return replace(by, scope=Scope.of({path: [Verb.MEMBERS]}))
