"""The acts of the co-organisers' side, once for every kind of record organisations hold together."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tongxin.kernel.scope import Scope
from tongxin.lifecycle.life import Act
from tongxin.network.actions.joint import confirm_joint, decline_joint
from tongxin.network.forms.joint import DeclineForm, JointForm
from tongxin.network.models import Organisation
from tongxin.network.models.organising import Organised
from tongxin.network.queries.joint import CONFIRM, DECLINE, within_reach

_Of = Callable[[Organised], Sequence[Organisation]]


def joint_acts(*, from_: tuple[str, ...] = ()) -> tuple[Act, ...]:
    """Return what the co-organisers' side may do with an `Organised` record, in these states (none: in any).

    It needs the verb RECORD where a co-organiser is; the organiser's side has none of it.
    """
    return (
        _act(
            CONFIRM, "确认合办", confirm_joint, of=lambda one: one.waiting(), form=JointForm, from_=from_, icon="check"
        ),
        _act(DECLINE, "谢绝合办", decline_joint, of=lambda one: one.named(), form=DeclineForm, from_=from_),
    )


def _act(code: str, label: str, do: Callable[..., Any], *, of: _Of, **other: Any) -> Act:
    def refusal(record: Organised, scope: Scope, _account: int | None) -> str:
        return "" if within_reach(of(record), scope) else f"这条记录没有要由您一方{label}的单位。"

    def arguments(record: Organised, scope: Scope) -> Mapping[str, Any]:
        return {"sides": within_reach(of(record), scope)}

    return Act(
        code,
        label,
        do,
        sides=lambda record: [one.path for one in record.named()],
        refusal=refusal,
        arguments=arguments,
        **other,
    )
