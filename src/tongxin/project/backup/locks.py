"""What a backup is locked with: an age key pair, or a passphrase that guards one.

Everything is encrypted to one X25519 recipient, so that whoever makes a backup needs nothing that opens it. A store also
has a secret of the installation: objects are named by a hash under it, which tells nobody what they hold, and headers and
manifests are sealed by it. The secret lies in the store too, encrypted to the recipient or under the passphrase.
"""

import hmac
import json
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pyrage

from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.office.writing import create_file

FORMAT: Final = 1
_FEWEST: Final = 12
_RECIPIENT, _IDENTITY = "age1", "AGE-SECRET-KEY-1"
_FOREIGN = "备份文件夹里是另一套系统的备份，或被改动过；请换一个文件夹，或先从它恢复。"


@dataclass(frozen=True, kw_only=True)
class Key:
    """What an operator holds: a recipient (encrypts only), an identity (opens too), or a passphrase (both); `file` is where it was read."""

    recipient: str = ""
    identity: str = ""
    passphrase: str = ""
    file: Path | None = field(default=None, compare=False)

    @property
    def warning(self) -> str:
        """What is to be said where everybody on the machine can read a key that opens backups; else nothing."""
        if self.file is None or not self.opens or not self.file.stat().st_mode & stat.S_IROTH:
            return ""
        return f"密钥文件 {self.file} 这台机器上人人可读，请运行 chmod 600 {self.file}。"

    @property
    def opens(self) -> bool:
        """Whether what was encrypted can be read with it."""
        return bool(self.identity or self.passphrase)


def key_of(text: str) -> Key:
    """Return the key a text means, or the file it names; raises `InputError` for none.

    What looks like a path is never a passphrase: who mistypes a path would lock backups with it and know the key to none.
    In a file a passphrase may look as it likes.
    """
    if text.startswith("/"):
        return _key_in(Path(text))
    if not _is_like_path(text):
        return _key(text)
    with suppress(OSError, RuntimeError):  # too long for a path, or of a user nobody knows
        if (path := Path(text).expanduser()).is_file():
            return _key_in(path)
    raise InputError("备份密钥看起来是密钥文件的路径，但没有这个文件；请写绝对路径。", field="key")


def _key(text: str) -> Key:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    word = lines[0] if lines else ""
    try:
        if word.startswith(_RECIPIENT):
            return Key(recipient=str(pyrage.x25519.Recipient.from_str(word)))
        if word.startswith(_IDENTITY):
            found = pyrage.x25519.Identity.from_str(word)
            return Key(recipient=str(found.to_public()), identity=word)
    except (pyrage.RecipientError, pyrage.IdentityError):
        raise InputError("备份密钥不完整：应为整行的 age1… 或 AGE-SECRET-KEY-1…，请重新复制。", field="key") from None
    if len(word) < _FEWEST:
        raise InputError(f"备份口令至少 {_FEWEST} 个字符，请换一个长的，并抄在纸上另处保存。", field="key")
    return Key(passphrase=word)


def _is_like_path(text: str) -> bool:
    return "/" in text or "\\" in text or text.strip().lower().endswith((".key", ".txt", ".pub"))


def _key_in(path: Path) -> Key:
    try:
        return replace(_key(path.read_text(encoding="utf-8")), file=path)
    except (OSError, UnicodeDecodeError):
        raise InputError(f"备份密钥文件「{str(path)[-60:]}」读不出来，请检查路径和权限。", field="key") from None


@dataclass(frozen=True, kw_only=True)
class Vault:
    """A store's lock, opened for writing; with the identity for reading too."""

    recipient: str
    secret: bytes
    identity: str = ""

    def lock(self, content: bytes) -> bytes:
        """Return a content encrypted."""
        return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(self.recipient)]))

    def unlock(self, sealed: bytes) -> bytes:
        """Return what was encrypted; raises `pyrage.DecryptError` where it was altered or is meant for another key."""
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(self.identity)]))

    def name(self, digest: str) -> str:
        """Return the name a content of this SHA-256 lies under."""
        return self.seal(f"object {digest}".encode())

    def seal(self, content: bytes) -> str:
        """Return the keyed hash by which a content is known to be ours."""
        return hmac.digest(self.secret, content, "sha256").hex()


def installation_secret(folder: Path) -> bytes:
    """Return the secret of this installation's backups, made at the first one."""
    path = folder / "backup.secret"
    create_file(path, secrets.token_hex(32).encode(), mode=0o600)
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def new_lock(key: Key, *, secret: bytes) -> tuple[bytes, bytes, Vault]:
    """Return header, locked key and vault of a store that is begun with this key."""
    identity = pyrage.x25519.Identity.generate() if key.passphrase else None
    recipient = str(identity.to_public()) if identity else key.recipient
    vault = Vault(recipient=recipient, secret=secret, identity=str(identity or key.identity))
    kept = json.dumps({"secret": secret.hex(), "identity": str(identity or "")}).encode()
    locked = pyrage.passphrase.encrypt(kept, key.passphrase) if key.passphrase else vault.lock(kept)
    header = {"format": FORMAT, "by": "passphrase" if key.passphrase else "recipient", "recipient": recipient}
    header["seal"] = vault.seal(_said(header))
    return json.dumps(header).encode(), locked, vault


def for_writing(header: bytes, locked: bytes, *, key: Key, secret: bytes) -> Vault:
    """Return the vault of a store that was begun by this installation with this key; raises `InputError` otherwise."""
    said = _header(header)
    vault = Vault(recipient=str(said["recipient"]), secret=secret)
    if not hmac.compare_digest(vault.seal(_said(said)), str(said["seal"])):
        raise InputError(_FOREIGN, field="where")
    if key.passphrase and said["by"] == "passphrase":
        return for_reading(header, locked, key=key)
    if key.recipient != vault.recipient:
        raise InputError("备份密钥与这个文件夹以前用的不同；请用原来的密钥，或换一个空文件夹。", field="key")
    return Vault(recipient=vault.recipient, secret=secret, identity=key.identity)


def for_reading(header: bytes, locked: bytes, *, key: Key) -> Vault:
    """Return the vault of a store for reading; raises `InputError` where the key is not the one."""
    said = _header(header)
    if not key.opens:
        raise InputError("这里需要能打开备份的私钥（AGE-SECRET-KEY-1…）或口令，公钥只能加密。", field="key")
    if bool(key.passphrase) != (said["by"] == "passphrase"):
        wanted = "口令" if said["by"] == "passphrase" else "私钥（AGE-SECRET-KEY-1…）"
        raise InputError(f"这份备份是用{wanted}锁的，请给出{wanted}。", field="key")
    try:
        kept = json.loads(_unlocked(locked, key))
    except pyrage.DecryptError:
        raise InputError("口令或私钥不对，打不开这份备份；请核对后再试。", field="key") from None
    vault = Vault(
        recipient=str(said["recipient"]),
        secret=bytes.fromhex(kept["secret"]),
        identity=kept["identity"] or key.identity,
    )
    if not hmac.compare_digest(vault.seal(_said(said)), str(said["seal"])):
        raise UnavailableError("备份的文件头被改动过，请换一份备份。")
    return vault


def _unlocked(locked: bytes, key: Key) -> bytes:
    if key.passphrase:
        return bytes(pyrage.passphrase.decrypt(locked, key.passphrase))
    return bytes(pyrage.decrypt(locked, [pyrage.x25519.Identity.from_str(key.identity)]))


def _header(content: bytes) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(content)
        newer, complete = int(said["format"]) > FORMAT, {"by", "recipient", "seal"} <= set(said)
    except (ValueError, KeyError, TypeError):
        newer, complete, said = False, False, {}
    if newer:
        raise UnavailableError("这份备份来自更新的版本，请先升级程序再恢复。")
    if not complete:
        raise UnavailableError("这不是备份，或文件头已损坏：里面没有可读的 FORMAT。")
    return said


def _said(header: dict[str, Any]) -> bytes:
    return json.dumps([header["format"], header["by"], header["recipient"]]).encode()
