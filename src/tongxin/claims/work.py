"""A check too long for one request, done by the worker; the draft it belongs to shows the result."""

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from tongxin.access import jobs
from tongxin.access.actor import Actor
from tongxin.access.jobs import Handle, JobKind
from tongxin.access.models import Job
from tongxin.claims.drafts import Draft, Drafts
from tongxin.claims.inputs import Inputs
from tongxin.claims.output import as_json
from tongxin.claims.shown import Shown
from tongxin.claims.sources import checked
from tongxin.kernel.errors import ForbiddenError
from tongxin.kernel.scope import Verb

_STEPS: Final = 2


def drafts() -> Drafts:
    """Return this site's drafts."""
    return Drafts(Path(settings.DATA_DIR) / "drafts")


def sweep() -> None:
    """Remove the drafts whose two hours are over, whether anybody comes by or not."""
    drafts().sweep()


def answer(draft: Draft, *, by: Actor) -> Shown:
    """Check a draft and keep what its page shows."""
    inputs = draft.inputs
    check = checked(inputs, scope=by.scope)
    shown = Shown.of(check, linked=inputs.facts is None)
    draft.keep_result({**shown.as_json(), "findings": as_json(check)})
    return shown


def begin(draft: Draft, *, by: Actor) -> Job | None:
    """Answer a short draft at once; queue a long one and return its job.

    Raises `ForbiddenError` for a long report of a visitor who may look at no place: long work is for accounts.
    """
    inputs = draft.inputs
    if not inputs.is_large:
        answer(draft, by=by)
        return None
    places = by.scope.prefixes(Verb.VIEW)
    if by.account_id is None or not places:
        raise ForbiddenError("报告超过五万字，请登录后核对，或分成几份分别核对。")
    label = f"核对一份约 {len(inputs.text) // 10_000} 万字的报告"
    return jobs.start("claims.check", by=by, path=places[0], label=label, arguments={"draft": draft.key})


def begin_new(inputs: Inputs, *, owner: str, by: Actor, word: bytes | None = None) -> tuple[Draft, Job | None]:
    """Put a new draft down and begin it; nothing stays where it cannot be begun."""
    draft = drafts().create(inputs, owner=owner, word=word)
    try:
        return draft, begin(draft, by=by)
    except BaseException:
        draft.discard()
        raise


def check_job(handle: Handle, *, by: Actor, draft: str) -> dict[str, Any]:
    """Do the long check as a job."""
    one = drafts().at(draft)
    handle.say(f"正文 {len(one.inputs.text):,} 字，正在核对。")
    handle.step(1, _STEPS)
    shown = answer(one, by=by)
    handle.step(_STEPS, _STEPS)
    handle.say(f"共 {len(shown.notes):,} 个数字。")
    return {"url": reverse("claims:result", args=[draft])}


CHECK_JOB: Final = JobKind(code="claims.check", label="核对长报告", verb=Verb.VIEW, run=check_job)
