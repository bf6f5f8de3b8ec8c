"""Gate 2: what part of the network a measure may see before it counts anything."""

from dataclasses import dataclass

from tongxin.figures.measures import Measure
from tongxin.figures.register import Place
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope, Verb


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What a question may be answered from: the scope's prefixes (None = everything), or the public version."""

    allowed: tuple[str, ...] | None
    public: bool


PUBLIC = Gate(allowed=None, public=True)


def gate_for(measure: Measure, *, place: Place, scope: Scope) -> Gate:
    """Return the exact gate within the scope, the public one for a public measure, else raise `NotFoundError`."""
    if scope.may(Verb.VIEW, place.path):
        prefixes = scope.prefixes(Verb.VIEW)
        return Gate(allowed=None if "" in prefixes else prefixes, public=False)
    if measure.public:
        return PUBLIC
    raise NotFoundError("没有找到这个数字，或不在您的权限范围内。", field="place")
