"""How personal values are kept: encrypted at rest, found again by a keyed hash, and never copied into the journal."""

import hmac
import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from os import urandom
from typing import TYPE_CHECKING, Any, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from tongxin.kernel.characters import plain
from tongxin.kernel.errors import InputError, UnavailableError

if TYPE_CHECKING:
    _CharField: TypeAlias = models.CharField[str, str]
    _TextField: TypeAlias = models.TextField[str, str]
else:
    _CharField, _TextField = models.CharField, models.TextField
_NONCE_BYTES = 12
_LOST = "密钥文件不在了，个人信息现在存不了，请管理员从备份恢复密钥文件。"
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−_.·()]+")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$)")


@cache
def _cipher(key: str) -> AESGCM:
    return AESGCM(urlsafe_b64decode(key))


def encrypt(text: str) -> str:
    """Return `key id:base64` of the text under the newest key of `TONGXIN_FIELD_KEYS`; empty text stays empty."""
    if not text:
        return ""
    if not settings.TONGXIN_FIELD_KEYS:
        raise UnavailableError(_LOST)
    key_id, key = next(iter(settings.TONGXIN_FIELD_KEYS.items()))
    nonce = urandom(_NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, text.encode(), key_id.encode())
    return f"{key_id}:{b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """Return the text; raise `UnavailableError` when its key is not among the installed ones or the value was altered."""
    if not stored:
        return ""
    key_id, _, packed = stored.partition(":")
    key = settings.TONGXIN_FIELD_KEYS.get(key_id)
    if key is None:
        raise UnavailableError(f"缺少解密密钥「{key_id[:20]}」，请管理员把它放回密钥文件。")
    raw = b64decode(packed)
    try:
        return _cipher(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], key_id.encode()).decode()
    except InvalidTag:
        raise UnavailableError("加密内容已损坏或被改动，无法读出，请联系管理员。") from None


def blind_index(text: str) -> str:
    """Return the keyed hash by which an encrypted value is found again; empty text stays empty."""
    if not text:
        return ""
    if not settings.TONGXIN_INDEX_KEY:
        raise UnavailableError(_LOST)
    digest = hmac.digest(settings.TONGXIN_INDEX_KEY.encode(), text.encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def normal_mobile(text: str) -> str:
    """Return the eleven digits of a mainland mobile number however it was typed; raise `InputError` for anything else."""
    digits = _COUNTRY.sub("", _SEPARATORS.sub("", plain(text)), count=1)
    if digits and not _MOBILE.fullmatch(digits):
        raise InputError("手机号应为 11 位数字，例如 13800138000，请核对。", field="mobile")
    return digits


class PrivateCharField(_CharField):
    """Text about a person. The journal says that it was written, never what."""

    keeps_secret = is_private = True


class EncryptedField(_TextField):
    """Text encrypted in the database and plain in Python."""

    keeps_secret = is_private = True

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way into the database."""
        return encrypt(str(value or ""))

    def from_db_value(self, value: str | None, *_: object) -> str:
        """Decrypt on the way out."""
        return decrypt(value or "")


class BlindIndexField(_CharField):
    """The keyed hash of another field, kept in step on every insert and save, bulk inserts included."""

    keeps_secret = is_private = True

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        kwargs |= {"max_length": 43, "editable": False, "default": "", "db_index": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Tell migrations the one argument that is our own."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "editable", "default", "db_index"):
            kwargs.pop(fixed, None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's own signature
        """Hash what the source field holds now."""
        del add
        value = blind_index(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value
