"""What the side of a co-organiser does with the record of another organisation: confirm its share, or leave it.

Whoever is named as co-organiser was only named: nobody else can say for it that it took part, and it need not stay.
"""

from collections.abc import Sequence
from typing import TypeVar

from tongxin.access.actor import Actor
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.lives import life_of
from tongxin.lifecycle.writing import change, require_reason
from tongxin.network.models import Organisation
from tongxin.network.models.organising import Organised
from tongxin.network.queries.joint import CONFIRM, DECLINE, within_reach

R = TypeVar("R", bound=Organised)


def confirm_joint(record: R, *, by: Actor, organisation: Organisation | None = None) -> R:
    """Say for a co-organiser that it has its share in a record; `organisation` says which, where there is more than one."""
    with act(_name(record, CONFIRM), record, by=by) as doer:
        chosen = _chosen(organisation, of=within_reach(record.waiting(), by.scope), said="等您一方确认的")
        return change(record, by=doer, values={"confirmed": [*record.confirmed.all(), chosen]})


def decline_joint(record: R, *, by: Actor, reason: str, organisation: Organisation | None = None) -> R:
    """Take a co-organiser out of a record, whether it had confirmed or not, and say why."""
    with act(_name(record, DECLINE), record, by=by, reason=require_reason(reason)) as doer:
        chosen = _chosen(organisation, of=within_reach(record.named(), by.scope), said="由您一方答复的")
        values = {
            name: [one for one in getattr(record, name).all() if one.pk != chosen.pk]
            for name in ("co_organisers", "confirmed")
        }
        return change(record, by=doer, values=values)


def _name(record: Organised, code: str) -> str:
    life = life_of(type(record))
    assert life is not None  # the act stands in it  # noqa: S101
    return f"{life.code}.{code}"


def _chosen(organisation: Organisation | None, *, of: Sequence[Organisation], said: str) -> Organisation:
    """Return the organisation meant; raise `InputError` where it is none of these, or where several might be meant."""
    names = "、".join(map(str, of))
    if organisation is None:
        if len(of) > 1:
            raise InputError(f"{said}合办单位不止一家，请写明是哪一家：{names}。", field="organisation")
        return of[0]
    for one in of:
        if one.pk == organisation.pk:
            return one
    raise InputError(f"「{organisation}」不是{said}合办单位，可以选的有：{names}。", field="organisation")
