"""The screen in the hall: opened by staff, moved on one step at a time once the result is sealed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, lock
from tongxin.network.models.tokens import hashed, new_token
from tongxin.records.contests.models import Contest, HallScreen, Result
from tongxin.records.contests.queries import outcome_of, result_of, rounds_of, screen_of
from tongxin.records.contests.rules import Reveal, read_levels, reveals

OPEN_DAYS = 30
SEALED = (Contest.State.SEALED, Contest.State.PUBLISHED)


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What a screen has revealed of the sealed result of the last round, and whether there is more; nothing before the seal."""

    result: Result | None = None
    shown: tuple[Reveal, ...] = ()
    more: bool = False

    @classmethod
    def of(cls, screen: HallScreen) -> Self:
        """Return what a screen has revealed. A result that was sealed anew begins again."""
        last = rounds_of(screen.contest).last() if screen.contest.state in SEALED else None
        result = result_of(last) if last is not None else None
        if last is None or result is None:
            return cls()
        levels = read_levels(screen.levels) if screen.levels else ()
        steps = reveals(outcome_of(last)["places"], levels)
        shown = screen.shown if screen.result_id == result.pk else 0
        return cls(result=result, shown=tuple(steps[:shown]), more=shown < len(steps))


def open_screen(contest: Contest, *, by: Actor, levels: str = "", with_names: bool = False) -> str:
    """Open the screen of a contest anew and return the token of its address: told once, the earlier one is closed.

    It begins before the first step. To have entrants named by it needs the right to read persons.
    """
    if levels.strip():
        read_levels(levels)
    if with_names:
        by.scope.require(Verb.MEMBERS, contest.path)
    token = new_token()
    values = {
        "token_hash": hashed(token), "expires": timezone.now() + timedelta(days=OPEN_DAYS), "levels": levels.strip(),
        "with_names": with_names, "result": None, "shown": 0,
    }  # fmt: skip
    with act("contests.contest.screen", contest, by=by) as doer:
        present = screen_of(contest)
        if present is None:
            create(HallScreen(contest=contest, path=contest.path), by=doer, values=values)
        else:
            change(present, by=doer, values=values)
    return token


def reveal_next(screen: HallScreen, *, by: Actor, shown: int) -> HallScreen:
    """Reveal one more step. `shown` is how many the caller sees: two who press at once reveal one step, not two.

    The caller has checked that it holds the address. Raises `ConflictError` before the seal and after the last step.
    """
    doer = Actor(scope=Scope.of({screen.path: [Verb.RECORD]}), name="大屏幕", account_id=by.account_id)
    with transaction.atomic():
        lock(screen.contest, by=doer, verb=Verb.RECORD)
        lock(screen, by=doer, verb=Verb.RECORD)
        seen = Steps.of(screen)
        if seen.result is None:
            raise ConflictError("成绩还没有封存，不能揭晓。")
        if shown != len(seen.shown):
            return screen
        if not seen.more:
            raise ConflictError("已经全部揭晓。")
        values = {"result": seen.result, "shown": shown + 1}
        return change(screen, by=doer, values=values, action="contests.screen.reveal")
