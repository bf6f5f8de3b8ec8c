"""Publishing what two persons have seen, changing it in the open, and withdrawing it: the page never goes."""

from datetime import date
from typing import Any, Final

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, require_past, require_reason
from tongxin.network.models.tokens import new_token
from tongxin.records.factchecks.models import FactCheck, Version
from tongxin.records.factchecks.queries import as_kept, require_sources, said_by, sources_of, versions_of

State = FactCheck.State
_DAYS: Final = ("reply_asked", "reply_until", "reply_received")


def publish(one: FactCheck, *, by: Actor, day: date, reason: str = "") -> FactCheck:
    """Publish what another person has found, and give it an address that stays."""
    with act("factchecks.check.publish", one, by=by, reason=reason) as doer:
        require_past(day, field="day", since=one.received)
        require_sources(one, exception=one.exception)
        if one.reply_until is not None and not one.reply and day <= one.reply_until:
            raise ConflictError(
                f"答复期限到{chinese_date(one.reply_until)}，还没有收到答复，过期后或收到答复后再发布。"
            )
        values = {
            "state": State.PUBLISHED, "published": day, "answered": day, "reviewed_by": by.account_id,
            "public_code": new_token(),
        }  # fmt: skip
        changed = change(one, by=doer, values=values)
        _show(changed, by=doer, kind=Version.Kind.FIRST, day=day)
        return changed


def amend(one: FactCheck, *, by: Actor, amendment: str, reason: str, **values: Any) -> FactCheck:
    """Propose a change of what was published; the page stays as it is until another person agrees."""
    with act("factchecks.check.amend", one, by=by, reason=require_reason(reason)) as doer:
        if values["reply_received"] is not None:
            require_past(values["reply_received"], field="reply_received")
        if bool(values["reply"]) != (values["reply_received"] is not None):
            raise InputError("答复全文和收到答复日期要一起填写。", field="reply_received")
        shown = said_by(one)
        changed = {name: value for name, value in as_kept(values).items() if value != shown[name]}
        if {"verdict", "kind"} & changed.keys() and amendment != Version.Kind.CORRECTION:
            raise InputError("改变结论或错误类型的是「更正」，请改选。", field="amendment")
        if not changed and amendment != Version.Kind.UPDATE:
            raise InputError("没有改动任何内容。只补充来源的，选「更新」。", field="amendment")
        pending = {"kind": amendment, "reason": doer.reason, "values": changed}
        proposed = {"pending": pending, "submitted_by": by.account_id, "reviewed_by": None}
        return change(one, by=doer, values={"state": State.AMENDING, **proposed})


def confirm(one: FactCheck, *, by: Actor) -> FactCheck:
    """Agree to a change another person proposed: it is shown from now on, and what was shown before stays on record."""
    with act("factchecks.check.confirm", one, by=by) as doer:
        pending = one.pending
        values = {**pending["values"], **_days(pending["values"])}
        if not values and not sources_of(one).filter(voided=False, since=None).exists():
            raise ConflictError("这次更新没有新的内容也没有新的来源，请先登记来源，或放弃这次修订。")
        if pending["kind"] != Version.Kind.TYPO:
            require_sources(one, exception=values.get("exception", one.exception))
        agreed: dict[str, Any] = {"state": State.PUBLISHED, "pending": {}, "reviewed_by": by.account_id}
        changed = change(one, by=doer, values={**values, **agreed})
        _show(changed, by=doer, kind=pending["kind"], day=today(), reason=pending["reason"])
        return changed


def drop(one: FactCheck, *, by: Actor, reason: str) -> FactCheck:
    """Leave what was published as it is."""
    with act("factchecks.check.drop", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.PUBLISHED, "pending": {}})


def withdraw(one: FactCheck, *, by: Actor, reason: str) -> FactCheck:
    """Take a check back: it counts no longer, and its page says so and why."""
    with act("factchecks.check.withdraw", one, by=by, reason=require_reason(reason)) as doer:
        changed = change(one, by=doer, values={"state": State.WITHDRAWN, "pending": {}})
        _show(changed, by=doer, kind=Version.Kind.WITHDRAWAL, day=today(), reason=doer.reason)
        return changed


def _show(one: FactCheck, *, by: Doer, kind: str, day: date, reason: str = "") -> None:
    number = versions_of(one).count() + 1
    row = Version(factcheck=one, path=one.path, number=number, said=said_by(one))
    create(row, by=by, values={"kind": kind, "day": day, "reason": reason})
    if kind != Version.Kind.WITHDRAWAL:
        for source in sources_of(one).filter(voided=False, since=None):
            change(source, by=by, values={"since": number})


def _days(values: dict[str, str]) -> dict[str, date | None]:
    return {name: date.fromisoformat(values[name]) if values[name] else None for name in _DAYS if name in values}
