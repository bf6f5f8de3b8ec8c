"""Which kinds of record may carry files: said by each, once, at start-up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tongxin.access.guard import Guarded
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.models import EvidenceFile

MISSING: Final = "没有找到这个文件，可能已删除，或不在您的权限范围内。"
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """A kind of record that carries files, and how the address of its page is found."""

    model: type[Guarded]
    address: Callable[[Any], str]


_CARRIERS: Final[dict[str, Carrier]] = {}


def allow(model: type[Guarded], *, address: Callable[[Any], str]) -> None:
    """Let records of this model carry files; `address` returns the address of a record's page."""
    _CARRIERS[model._meta.label_lower] = Carrier(model=model, address=address)


def allowed() -> tuple[type[Guarded], ...]:
    """Return the models whose records carry files."""
    return tuple(one.model for one in _CARRIERS.values())


def require(model: type[Guarded]) -> None:
    """Raise `NotFoundError` for a model whose records carry no files."""
    _carrier(model._meta.label_lower)


def address_of(record: Guarded) -> str:
    """Return the address of a record's page."""
    return _carrier(record._meta.label_lower).address(record)


def visible_record(label: str, pk: int, *, scope: Scope) -> Guarded:
    """Return the record with this model label and number as the scope sees it, else raise `NotFoundError`."""
    rows = _carrier(label.lower()).model.objects.visible_to(scope)
    found = rows.filter(pk=min(pk, _LARGEST)).first()
    if found is None:
        raise NotFoundError(MISSING)
    return found


def record_of(file: EvidenceFile) -> Guarded:
    """Return the record a file belongs to; for actions, which check its place themselves."""
    rows = _carrier(file.record_type).model.objects.whole_network(reason="the place of the record an action writes to")
    found = rows.filter(pk=file.record_id).first()
    if found is None:
        raise NotFoundError(MISSING)
    return found


def _carrier(label: str) -> Carrier:
    if label not in _CARRIERS:
        raise NotFoundError(MISSING)
    return _CARRIERS[label]
