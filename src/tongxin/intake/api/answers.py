"""Answers kept for a day: a program that sends a write again, with the same key, gets the first answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tongxin.access.actor import Actor
from tongxin.access.models import Account, KeptAnswer
from tongxin.kernel.errors import ConflictError, InputError

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
KEPT = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A status and the JSON document beside it. It never holds values of a record: it may be kept."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A write as it was sent: the key of the sender's choice ("" for none), and what makes it this write."""

    key: str
    method: str
    path: str
    body: bytes

    def fingerprint(self) -> str:
        """Return a keyed hash of the request: bodies name people, and a plain hash could be guessed from."""
        return _hash(f"{self.method} {self.path}\n".encode() + self.body)


def once(sent: Sent, *, by: Actor, write: Callable[[], Reply]) -> Reply:
    """Write and keep the answer, in one transaction, or return the one kept for this account and key.

    Of two requests at once the second waits for the first. A refused write is not kept: nothing was written.
    """
    if not sent.key or by.account_id is None:
        return write()
    if len(sent.key) > LONGEST_KEY or not sent.key.isprintable():
        raise InputError(f"{HEADER} 应为不超过 {LONGEST_KEY} 个字的文字，请换一个。", field=HEADER)
    rows = KeptAnswer.objects.children_of_numbered(Account, [by.account_id])
    with transaction.atomic():
        rows.filter(expires__lte=timezone.now()).delete()
        try:
            with transaction.atomic():
                kept = KeptAnswer.objects.create(
                    account_id=by.account_id,
                    key_hash=_hash(sent.key.encode()),
                    request_hash=sent.fingerprint(),
                    expires=timezone.now() + KEPT,
                )
        except IntegrityError:
            return _again(rows.get(key_hash=_hash(sent.key.encode())), sent=sent)
        reply = write()
        rows.filter(pk=kept.pk).update(status=reply.status, body=reply.body)
    return reply


def _again(kept: KeptAnswer, *, sent: Sent) -> Reply:
    if kept.request_hash != sent.fingerprint():
        raise ConflictError(f"这个 {HEADER} 已用于另一个内容不同的请求，请换一个再发。", field=HEADER)
    return Reply(status=kept.status, body=kept.body)


def _hash(text: bytes) -> str:
    return salted_hmac("tongxin.intake.answers", text, algorithm="sha256").hexdigest()
