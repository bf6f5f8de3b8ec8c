"""Where the answers of a check on a page come from: the supplied table, or the register within the asker's scope."""

from functools import partial

from tongxin.claims.answers import Answers
from tongxin.claims.between import beside
from tongxin.claims.check import Check, check
from tongxin.claims.inputs import Inputs
from tongxin.claims.phrases import with_phrases
from tongxin.claims.queries import phrases_for
from tongxin.claims.register import RegisterAnswers
from tongxin.figures import Desk
from tongxin.kernel.errors import NotFoundError, UnavailableError
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import current_desk, desk_over, store
from tongxin.ports.narrowed import all_named


def newest_snapshot() -> str:
    """Return the id of the snapshot a check begun now is held against; raises `UnavailableError` before the first."""
    return current_desk().snapshot.id


def answers_of(inputs: Inputs, *, scope: Scope) -> Answers:
    """Return what the figures are held against; the register answers nobody beyond his own scope."""
    table = inputs.table
    answers = table or register_of(_desk(inputs.snapshot), scope=scope, home=inputs.home)
    return with_phrases(answers, phrases_for(scope, table=table is not None))


def register_of(desk: Desk, *, scope: Scope, home: str) -> RegisterAnswers:
    """Return the register as a scope may know it; names said in the text narrow what is asked."""
    return RegisterAnswers(desk, scope=scope, home=home, names=partial(all_named, scope))


def _desk(snapshot: str) -> Desk:
    """Return the desk over the snapshot the check was begun with, the newest where that one has been pruned."""
    newest = current_desk()
    if newest.snapshot.id == snapshot:
        return newest
    try:
        return desk_over(store().open(snapshot))
    except (NotFoundError, UnavailableError):
        return newest


def checked(inputs: Inputs, *, scope: Scope) -> Check:
    """Check these inputs for an asker with this scope."""
    answers = answers_of(inputs, scope=scope)
    found = check(inputs.text, date=inputs.published, home=inputs.home, answers=answers, overrides=inputs.overrides)
    return beside(found, inputs.other, answers=answers) if inputs.other else found
