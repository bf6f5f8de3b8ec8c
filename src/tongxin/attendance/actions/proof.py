"""What shows that something took place."""

from typing import Unpack

from tongxin.access.actor import Actor
from tongxin.attendance.actions.folding import fold
from tongxin.attendance.actions.heads import Heads, count_heads
from tongxin.attendance.actions.lines import add_lines
from tongxin.attendance.models import Occasion
from tongxin.attendance.queries import roster
from tongxin.attendance.rosters import Proof
from tongxin.kernel.errors import ConflictError


def prove_held(occasion: Occasion, *, by: Actor, **proof: Unpack[Proof]) -> str:
    """Write what shows that it took place; return where the signed roster is kept.

    Whoever was checked in is put onto the roster beside the lines given. Raises `ConflictError` where neither a signed
    roster nor anybody who completed it is named.
    """
    lines = add_lines(occasion, by=by, roster=proof.get("roster", ""))
    fold(occasion, by=by)
    if (number := proof.get("head_count")) is not None:
        count_heads(occasion, by=by, heads=Heads(number=number, method="据签到册清点"))
    kept = proof.get("signed_roster", "").strip()
    completed = any(line.completed for line in lines) or (not kept and roster(occasion).filter(completed=True).exists())
    if not kept and not completed:
        raise ConflictError("还没有名册：请粘贴结业人员名册，或写明签到册存放在哪里，再登记为已举办。", field="roster")
    return kept
