"""Opens the accounts of the demonstration's cast, each with a password shown once."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from tongxin.access.actions import Post, open_account
from tongxin.access.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Seat:
    """An account of the cast and where it stands."""

    username: str
    name: str
    role: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Key:
    """What is printed once: the sign-in name, what it is for, and its password."""

    seat: Seat
    password: str


CAST = (
    Seat(username="sheng", name="省业务干部（演示）", role="officer", code="430000"),
    Seat(username="guanli", name="系统管理员（演示）", role="administrator", code="430000"),
    Seat(username="renyuan", name="人员管理员（演示）", role="registrar", code="430000"),
    Seat(username="changsha", name="长沙业务干部（演示）", role="officer", code="430100"),
    Seat(username="zhuzhou", name="株洲业务干部（演示）", role="officer", code="430200"),
    Seat(username="ningxiang", name="宁乡秘书（演示）", role="secretary", code="430182"),
    Seat(username="huiyuan", name="会员（演示）", role="reader", code="430182"),
)


def open_accounts(paths: dict[str, str], *, by: Actor) -> list[Key]:
    """Open the accounts whose place is among `paths` (code to place path)."""
    keys = []
    for seat in CAST:
        if seat.code in paths:
            password = secrets.token_urlsafe(9)
            open_account(
                seat.username,
                by=by,
                name=seat.name,
                password=password,
                post=Post(role=seat.role, path=paths[seat.code]),
            )
            keys.append(Key(seat=seat, password=password))
    return keys


def password_lines(keys: Iterable[Key]) -> list[str]:
    """Return the lines that show the passwords, once."""
    lines = [f"  {key.seat.username:<10} {key.password}  {key.seat.name}" for key in keys]
    return ["演示数据已装入。试用账号（密码只显示这一次）：", *lines]
