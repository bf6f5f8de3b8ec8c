"""Which phone may check people in, for one occasion and for a time."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.attendance.models import Device, Occasion, Session
from tongxin.attendance.queries import owner_of
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import SHANGHAI
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import change, create, lock, require_reason
from tongxin.network.models.tokens import hashed, new_token

AFTERWARDS: Final = timedelta(hours=24)
"""How long after the occasion a device may still hand in what it scanned."""
MOST_DEVICES: Final = 50
LONGEST_LABEL: Final = 20


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A device with its secret, which can be read here and never again."""

    device: Device
    secret: str


def open_device(occasion: Occasion, *, by: Actor, label: str, with_names: bool = False) -> Opened:
    """Let a device check people in until a day after the occasion; `with_names` gives it the list of those registered."""
    now, secret = timezone.now(), new_token()
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)
        if with_names:
            by.scope.require(Verb.MEMBERS, occasion.path)
        if not label.strip() or len(label.strip()) > LONGEST_LABEL:
            raise InputError(f"请写明是哪一台设备，例如「东门手机」，不超过 {LONGEST_LABEL} 个字。", field="label")
        owner = owner_of(occasion)
        if not owner.keeps_names:
            raise ConflictError(f"「{owner}」只登记人数，不登记姓名，不能签到。")
        expires = _end_of(occasion) + AFTERWARDS
        if now >= expires:
            raise ConflictError("这场活动结束已超过一天，不能再开通签到设备，请补录纸质签到册或粘贴名册。")
        opened = Device.objects.children_of(occasion).filter(revoked=None)
        if opened.count() >= MOST_DEVICES:
            raise ConflictError(f"一场活动最多同时开通 {MOST_DEVICES} 台设备，请先停用不用的。")
        device = Device(
            occasion=occasion,
            path=occasion.path,
            label=label.strip(),
            token_hash=hashed(secret),
            with_names=with_names,
            begins=now,
            expires=expires,
            account_id=by.account_id,
            opened_by=by.name,
        )
        create(device, by=by, action="attendance.device.open", reason="持有本场报名名单" if with_names else "")
    return Opened(device=device, secret=secret)


def revoke_device(device: Device, *, by: Actor, reason: str) -> Device:
    """Stop a device at once. What it has not handed in stays on it until another link is opened there."""
    why = require_reason(reason)
    with transaction.atomic():
        by.scope.require(Verb.RECORD, device.occasion.path)
        device = Device.objects.same_as(device).select_for_update().get()
        if device.revoked is not None:
            raise ConflictError("这台设备已经停用。")
        return change(device, by=by, values={"revoked": timezone.now()}, action="attendance.device.revoke", reason=why)


def _end_of(occasion: Occasion) -> datetime:
    """Return the midnight after the last day of an occasion."""
    last = Session.objects.children_of(occasion).order_by("-day").values_list("day", flat=True).first()
    if last is None:
        raise ConflictError("这场活动还没有日程，请先更正日期，再开通签到。")
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=SHANGHAI)
