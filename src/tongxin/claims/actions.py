"""Writes of 核数: a check is kept only because somebody pressed 保存."""

from collections.abc import Mapping
from typing import Any

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.claims.inputs import Inputs, facts_as_json, overrides_as_json
from tongxin.claims.intervals import VERSION
from tongxin.claims.models import KeptCheck, KeptPhrase
from tongxin.claims.verdict import Verdict
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason

CHECKER = f"区间表 {VERSION}"


def keep_check(inputs: Inputs, *, by: Actor, findings: Mapping[str, Any], title: str, path: str) -> KeptCheck:
    """Keep a check for a place the actor may look at. All who may look at that place find it from now on.

    `findings` is the public JSON of the check as the actor saw it.
    """
    if not title.strip():
        raise InputError("请给这次核对起个名称，以后好找。", field="title")
    kept = KeptCheck(
        path=path,
        title=title.strip(),
        text=inputs.text,
        other=inputs.other,
        facts=None if inputs.facts is None else facts_as_json(inputs.facts),
        snapshot=inputs.snapshot,
        published=inputs.published,
        home=inputs.home,
        overrides=overrides_as_json(inputs.overrides),
        findings=findings,
        figures=len(findings["claims"]),
        contradicted=sum(claim["verdict"] == Verdict.CONTRADICTED for claim in findings["claims"]),
        checker=CHECKER,
        account_id=by.account_id,
        keeper=by.name,
    )
    with act("claims.check.keep", by=by, path=path) as doer:
        return create(kept, by=doer)


def rename_check(kept: KeptCheck, *, by: Actor, title: str) -> KeptCheck:
    """Give a kept check another name."""
    if not title.strip():
        raise InputError("请写名称。", field="title")
    with act("claims.check.rename", kept, by=by) as doer:
        return change(kept, by=doer, values={"title": title.strip()})


def delete_check(kept: KeptCheck, *, by: Actor, reason: str) -> KeptCheck:
    """Remove a kept check for good; the journal keeps its name and the reason, never its text."""
    why = require_reason(reason)
    with act("claims.check.delete", kept, by=by, reason=why) as doer:
        journal.write(kept, by=doer, action=doer.action, before=journal.values_of(kept), reason=why)
        KeptCheck.objects.same_as(kept).delete()
    return kept


def keep_phrase(*, by: Actor, said: str, name: str, measure: str, path: str) -> KeptPhrase:
    """Keep what a text calls a measure (or, without its code, an indicator of tables) for the checks of a place.

    Only words are kept: a phrase says nothing of any value.
    """
    phrase = KeptPhrase(path=path, name=name, measure=measure, account_id=by.account_id, keeper=by.name)
    with act("claims.phrase.keep", by=by, path=path) as doer:
        return create(phrase, by=doer, values={"said": said})


def correct_phrase(phrase: KeptPhrase, *, by: Actor, said: str) -> KeptPhrase:
    """Write a kept phrase otherwise."""
    with act("claims.phrase.correct", phrase, by=by) as doer:
        return change(phrase, by=doer, values={"said": said})


def delete_phrase(phrase: KeptPhrase, *, by: Actor, reason: str) -> KeptPhrase:
    """Remove a kept phrase: from now on no check uses it."""
    why = require_reason(reason)
    with act("claims.phrase.delete", phrase, by=by, reason=why) as doer:
        journal.write(phrase, by=doer, action=doer.action, before=journal.values_of(phrase), reason=why)
        KeptPhrase.objects.same_as(phrase).delete()
    return phrase
