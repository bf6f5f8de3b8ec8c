"""Whether the secrets at hand are the ones this database was written with.

A database keeps a check value of each secret from its first use. What was restored without its secrets, or stands beside
those of another installation, is so found out at the start, before anything is written under a key nobody knows.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError

from tongxin.access import keyring
from tongxin.access.models import KeyCheck
from tongxin.kernel.errors import UnavailableError

RESTORE_PLAN: Final = "restore.plan"
"""A restore that is moving things into place leaves this in the data folder until it is done."""
_PURPOSE: Final = "tongxin key check"
_SIGNING: Final = "signing/"
_MEND: Final = (
    "请从备份恢复密钥文件（tongxin restore，见 docs/operations.md）；若是有意更换，请运行 tongxin secrets accept"
)


@dataclass(frozen=True, kw_only=True)
class WrongKey:
    """A secret that is not the one the database knows by this name; `missing` where there is none at all."""

    name: str
    missing: bool

    @property
    def words(self) -> str:
        """Say which and what is the matter."""
        return f"{self.name}（{'不在了' if self.missing else '与数据库里记的不同'}）"


def wrong_keys() -> list[WrongKey]:
    """Return the secrets the database knows and that are missing now, or are others; and those lost before it knew any."""
    return wrong_among(dict(KeyCheck.objects.values_list("name", "value")))


def wrong_among(known: Mapping[str, str]) -> list[WrongKey]:
    """Return the same of the check values a database has, by the secret's name, wherever that database is."""
    present = check_values()
    found = [
        WrongKey(name=name, missing=name not in present)
        for name, value in sorted(known.items())
        if not hmac.compare_digest(present.get(name, ""), value)
    ]
    said = {one.name.partition("/")[0] for one in found}
    return found + [WrongKey(name=name, missing=True) for name in settings.TONGXIN_MISSING_SECRETS if name not in said]


def require_keys() -> None:
    """Note the secrets used for the first time; raise `UnavailableError` where one the database knows is missing or another.

    Neither does anything start on what a restore has put in place only in part.
    """
    if (settings.DATA_DIR / RESTORE_PLAN).exists():
        raise UnavailableError("上次恢复没有做完，请先运行 tongxin restore --finish。")
    try:
        wrong = wrong_keys()
    except DatabaseError:  # away, or not set up yet: whoever starts says so itself, and asks again at the next start
        return
    if wrong:
        raise UnavailableError(f"密钥不对：{'、'.join(one.words for one in wrong)}，没有启动。{_MEND}。")
    note_keys()


def note_keys() -> None:
    """Note those secrets the database does not know yet."""
    values = check_values()
    known = set(KeyCheck.objects.values_list("name", flat=True))
    rows = [KeyCheck(name=name, value=value) for name, value in values.items() if name not in known]
    KeyCheck.objects.bulk_create(rows, ignore_conflicts=True)  # two programs may start at once


def check_values() -> dict[str, str]:
    """Return the check value of each secret at hand by its name."""
    field_keys: Mapping[str, str] = settings.TONGXIN_FIELD_KEYS
    secrets = {f"field_keys/{name}": key for name, key in field_keys.items()}
    secrets |= {"index_key": settings.TONGXIN_INDEX_KEY, "secret_key": settings.SECRET_KEY}
    lost = set(settings.TONGXIN_MISSING_SECRETS)
    found = {name: _value(name, key) for name, key in secrets.items() if key and name not in lost}
    return found | _signing()


def _value(name: str, key: str) -> str:
    return hmac.digest(key.encode(), f"{_PURPOSE}: {name}".encode(), "sha256").hex()


def _signing() -> dict[str, str]:
    """Return the public half of every key there ever was; those of a ring that signs nothing any more do not count.

    No key is made by looking: an installation that never signed has none.
    """
    if not any(Path(settings.TONGXIN_KEYRING).glob("*.secret")):
        return {}
    return {f"{_SIGNING}{one.kid}": str(one.jwk["x"]) for one in keyring.public_keys()}
