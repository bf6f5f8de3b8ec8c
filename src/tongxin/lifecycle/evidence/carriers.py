"""The records that carry files: those whose life says so, read through their own scope."""

from typing import Final

from tongxin.access.guard import Guarded
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.lives import life_of, lives
from tongxin.lifecycle.models import EvidenceFile

MISSING: Final = "没有找到这个文件，可能已删除，或不在您的权限范围内。"
_LARGEST: Final = 2**63 - 1


def carries_files(model: type[Guarded]) -> bool:
    """Tell whether records of a table carry files."""
    life = life_of(model)
    return life is not None and life.evidence


def require(model: type[Guarded]) -> None:
    """Raise `NotFoundError` for a table whose records carry no files."""
    if not carries_files(model):
        raise NotFoundError(MISSING)


def visible_record(label: str, pk: int, *, scope: Scope) -> Guarded:
    """Return the record with this model label and number as the scope sees it, else raise `NotFoundError`."""
    rows = _model(label.lower()).objects.visible_to(scope)
    found = rows.filter(pk=min(pk, _LARGEST)).first()
    if found is None:
        raise NotFoundError(MISSING)
    return found


def record_of(file: EvidenceFile) -> Guarded:
    """Return the record a file belongs to; for actions, which check its place themselves."""
    rows = _model(file.record_type).objects.whole_network(reason="the place of the record an action writes to")
    found = rows.filter(pk=file.record_id).first()
    if found is None:
        raise NotFoundError(MISSING)
    return found


def _model(label: str) -> type[Guarded]:
    for life in lives():
        if life.evidence and life.model._meta.label_lower == label:
            return life.model
    raise NotFoundError(MISSING)
