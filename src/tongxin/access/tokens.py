"""Access tokens: how a program signs in for an account, with no more than a part of the account's scope."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tongxin.access import journal, throttle
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant, Token
from tongxin.access.scopes import scope_of
from tongxin.kernel import characters
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError, UnknownAskerError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb

PREFIX = "tongxin_"  # lets a secret scanner recognise one that was left in a file
LONGEST_DAYS = 366
REQUESTS_A_MINUTE = 600
_LONGEST_SECRET = 100
_LONGEST_NAME = 50
_WRONG = "访问令牌无效或已停用，请在「访问令牌」页面核对或新建。"


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A new token with its secret, which can be read here and never again."""

    token: Token
    secret: str


def issue(*, by: Actor, label: str, verbs: Sequence[Verb], path: str, expires: date) -> Issued:
    """Give the actor's own account a token for these verbs at this place and below, until (not including) a day.

    The token can never do more than the account may on the day it is used.
    """
    account_id = _own_account(by)
    day = today()
    if not day < expires <= day + timedelta(days=LONGEST_DAYS):
        raise InputError(f"有效期应在一天到 {LONGEST_DAYS} 天之间，请重新选择。", field="expires")
    if not verbs:
        raise InputError("请至少选择一项权限。", field="verbs")
    lacking = [verb for verb in verbs if not by.scope.narrowed({verb}, path).grants]
    if lacking:
        listed = "、".join(f"「{verb.label}」" for verb in lacking)
        raise ForbiddenError(f"您在这个地区没有{listed}权限，令牌的权限不能比本人大，请去掉后再建。")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        account_id=account_id,
        label=characters.visible(label).strip(),
        secret_hash=_hash(secret),
        verbs=sorted(verb.value for verb in verbs),
        path=path,
        begin=day,
        expires=expires,
    )
    if not token.label:
        raise InputError("请写明令牌给哪个程序用。", field="label")
    with transaction.atomic():
        token.save()
        journal.write(token, by=by, action="access.token.issue")
    return Issued(token=token, secret=secret)


def revoke(token: Token, *, by: Actor, reason: str) -> Token:
    """Stop a token at once: its owner, or who administers its place."""
    if token.account_id != by.account_id and not visible(by=by).filter(pk=token.pk).exists():
        by.scope.require(Verb.ADMINISTER, token.path)
    why = reason.strip()
    if not why:
        raise InputError("请写明停用令牌的原因。", field="reason")
    with transaction.atomic():
        held = Token.objects.same_as(token).select_for_update().get()
        if held.revoked is not None:
            raise ConflictError("这个令牌已经停用。")
        before = journal.values_of(held)
        held.revoked = timezone.now()
        held.save(update_fields=["revoked"])
        journal.write(held, by=by, action="access.token.revoke", before=before, reason=why)
    return held


def visible(*, by: Actor) -> QuerySet[Token]:
    """Return the actor's own tokens, and those of every account that holds a role where the actor administers."""
    held = Grant.objects.visible_to(by.scope, verb=Verb.ADMINISTER).values("account")
    administered = Token.objects.children_of_numbered(Account, held) | Token.objects.visible_to(by.scope)
    return Token.objects.children_of_numbered(Account, _own(by)) | administered


def visible_token(pk: int, *, by: Actor) -> Token:
    """Return one of them, or raise `NotFoundError`."""
    found = visible(by=by).filter(pk=pk).select_related("account").first() if pk < _TOO_LARGE else None
    if found is None:
        raise NotFoundError("没有找到这个访问令牌。")
    return found


def actor_with(secret: str) -> Actor:
    """Return who a program with this secret is.

    Raises `UnknownAskerError` for a wrong, expired or revoked one, `TooManyError` beyond `REQUESTS_A_MINUTE`.
    """
    token = None
    if len(secret) <= _LONGEST_SECRET:
        rows = Token.objects.with_secret(secret_hash=_hash(secret)).filter(account__is_active=True)
        token = rows.select_related("account").first()
    day = today()
    if token is None or not token.valid_on(day):
        raise UnknownAskerError(_WRONG)
    throttle.count(f"token.{token.pk}", most=REQUESTS_A_MINUTE, seconds=60)
    if token.last_used != day:
        Token.objects.same_as(token).update(last_used=day)
    verbs = {Verb(name) for name in token.verbs}
    return Actor(
        scope=scope_of(token.account_id).narrowed(verbs, token.path),
        name=f"{str(token.account)[:_LONGEST_NAME]}（令牌：{token.label}）",
        account_id=token.account_id,
    )


def _own(by: Actor) -> list[int]:
    return [] if by.account_id is None else [by.account_id]


def _own_account(by: Actor) -> int:
    if by.account_id is None or not Account.objects.filter(pk=by.account_id, is_active=True).exists():
        raise ForbiddenError("请先登录，再建立自己的访问令牌。")
    return by.account_id


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


_TOO_LARGE = 2**63
