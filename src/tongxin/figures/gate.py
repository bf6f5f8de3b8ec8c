"""Gate 2: what part of the network a measure may see before it counts anything."""

from dataclasses import dataclass

from tongxin.figures.measures import Measure
from tongxin.figures.narrowing import Of
from tongxin.figures.register import Place
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope, Verb


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What a question may be answered from: the scope's prefixes (None = everything), or the public version.

    `of` narrows it further, to the records of one subject.
    """

    allowed: tuple[str, ...] | None
    public: bool
    of: Of | None = None


def gate_for(measure: Measure, *, place: Place, scope: Scope, of: Of | None = None, of_persons: bool = False) -> Gate:
    """Return the exact gate within the scope, the public one for a public measure, else raise `NotFoundError`.

    A narrowed figure behind which persons stand (`of_persons`) has no public version: one organisation's few members
    could be subtracted from the tables that are public.
    """
    if scope.may(Verb.VIEW, place.path):
        prefixes = scope.prefixes(Verb.VIEW)
        return Gate(allowed=None if "" in prefixes else prefixes, public=False, of=of)
    if measure.public and not (of and of_persons):
        return Gate(allowed=None, public=True, of=of)
    raise NotFoundError("没有找到这个数字，或不在您的权限范围内。", field="place")
