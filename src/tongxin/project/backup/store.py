"""A store of backups: contents once each under names that reveal nothing, and for each backup what it consists of.

    FORMAT               how the store is locked
    key.age              what opens it, locked itself
    objects/<name>       one content, encrypted
    backups/<id>.age     the manifest of a backup, encrypted
    backups/<id>.index   the names of its objects with the hashes of their encrypted form, sealed: what pruning and
                         checking need where nothing opens a backup

The index is written last: what was killed before is no backup, and its objects go with the next one.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any, Final

import pyrage

from tongxin.kernel.errors import NotFoundError, UnavailableError
from tongxin.project.backup.locks import Key, Vault, for_reading, for_writing, new_lock
from tongxin.project.backup.shelf import HEADER, LOCKED_KEY, STAMP, Shelf, backups_in

PART_BYTES: Final = 8 * 2**20
_PLAIN, _SQUEEZED = b"p", b"z"
Part = tuple[str, int]
"""A content: its SHA-256 and how many bytes it has."""


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup as its index tells: `objects` are the hashes of the encrypted contents by their names.

    `manifest` is the hash of its encrypted manifest; empty where a version before wrote the index.
    """

    id: str
    at: datetime
    objects: dict[str, str]
    manifest: str


class Store:
    """Contents and backups on a shelf."""

    def __init__(self, shelf: Shelf, vault: Vault) -> None:
        self.shelf = shelf
        self.vault = vault
        self.added_bytes = 0
        self.added_objects = 0
        self._known: dict[str, str] = {name: one for backup in self.backups() for name, one in backup.objects.items()}
        self._there = shelf.names("objects")
        self._named: dict[str, str] = {}

    @classmethod
    def for_writing(cls, shelf: Shelf, *, key: Key, secret: bytes) -> "Store":
        """Open a store for adding to it, or begin it."""
        try:
            header = shelf.get(HEADER)
        except NotFoundError:
            header, locked, vault = new_lock(key, secret=secret)
            shelf.put(LOCKED_KEY, locked)
            shelf.put(HEADER, header)
            return cls(shelf, vault)
        return cls(shelf, for_writing(header, shelf.get(LOCKED_KEY), key=key, secret=secret))

    @classmethod
    def for_reading(cls, shelf: Shelf, *, key: Key) -> "Store":
        """Open a store for reading what is in it."""
        try:
            header = shelf.get(HEADER)
        except NotFoundError:
            raise UnavailableError("这不是备份，或文件头已损坏：里面没有可读的 FORMAT。") from None
        return cls(shelf, for_reading(header, shelf.get(LOCKED_KEY), key=key))

    def add(self, content: bytes, *, squeezed: bool = True) -> Part:
        """Put a content into the store, unless it is there; return its name in manifests."""
        digest = sha256(content).hexdigest()
        name = self.vault.name(digest)
        if name not in self._named:
            self._named[name] = self._kept(name) or self._put(name, content, squeezed=squeezed)
        return digest, len(content)

    def _kept(self, name: str) -> str:
        return self._known.get(name, "") if name in self._there else ""

    def _put(self, name: str, content: bytes, *, squeezed: bool) -> str:
        body = _SQUEEZED + zlib.compress(content, 6) if squeezed else _PLAIN + content
        sealed = self.vault.lock(body)
        self.shelf.put(f"objects/{name}", sealed)
        self.added_bytes += len(sealed)
        self.added_objects += 1
        return sha256(sealed).hexdigest()

    def read(self, part: Part) -> bytes:
        """Return a content; raises `UnavailableError` where it is missing or no longer what was put in."""
        digest, size = part
        try:
            body = self.vault.unlock(self.shelf.get(f"objects/{self.vault.name(digest)}"))
            content = zlib.decompress(body[1:]) if body[:1] == _SQUEEZED else body[1:]
        except NotFoundError:
            raise UnavailableError(f"备份缺少一块内容（{digest[:12]}），不能从它恢复；请换一份备份。") from None
        except (pyrage.DecryptError, zlib.error):
            raise UnavailableError(_damaged(digest)) from None
        if len(content) != size or sha256(content).hexdigest() != digest:
            raise UnavailableError(_damaged(digest))
        return content

    def publish(self, manifest: dict[str, Any], *, at: datetime) -> Backup:
        """Make a backup of what was added since the store was opened."""
        backup_id = f"{at.astimezone(UTC):{STAMP}}-{token_hex(2)}"
        content = to_json(manifest | {"id": backup_id})
        sealed = self.vault.lock(zlib.compress(to_json([self.vault.seal(content), content.decode()]), 6))
        self.shelf.put(f"backups/{backup_id}.age", sealed)
        self.added_bytes += len(sealed)
        made = Backup(id=backup_id, at=at.astimezone(UTC), objects=self._named, manifest=sha256(sealed).hexdigest())
        for earlier in self.backups():  # an object that was damaged was written anew, for them too
            if any(self._named.get(name, one) != one for name, one in earlier.objects.items()):
                healed = {name: self._named.get(name, one) for name, one in earlier.objects.items()}
                self._write_index(replace(earlier, objects=healed))
        self._write_index(made)
        return made

    def _write_index(self, backup: Backup) -> None:
        said = {"at": backup.at.isoformat(), "objects": backup.objects, "manifest": backup.manifest}
        self.shelf.put(f"backups/{backup.id}.index", to_json([self.vault.seal(to_json(said)), said]))

    def backups(self) -> list[Backup]:
        """Return the backups, oldest first; raises `UnavailableError` where an index was damaged."""
        return [self._backup(one) for one in backups_in(self.shelf)]

    def _backup(self, backup_id: str) -> Backup:
        try:
            seal, said = json.loads(self.shelf.get(f"backups/{backup_id}.index"))
            if seal == self.vault.seal(to_json(said)):
                at, manifest = datetime.fromisoformat(said["at"]), said.get("manifest", "")
                return Backup(id=backup_id, at=at, objects=said["objects"], manifest=manifest)
        except (ValueError, TypeError, KeyError):
            pass
        raise UnavailableError(f"备份 {backup_id} 的目录已损坏，请删去 backups 里这个编号的两个文件后再试。")

    def manifest(self, backup_id: str = "") -> dict[str, Any]:
        """Return the manifest of a backup, of the newest without a name."""
        ids = [one.id for one in self.backups()]
        if not ids or (backup_id and backup_id not in ids):
            raise NotFoundError(f"没有编号为「{backup_id[:40]}」的备份。" if ids else "里面还没有做成的备份。")
        chosen = backup_id or ids[-1]
        try:
            sealed = self.shelf.get(f"backups/{chosen}.age")
            seal, content = json.loads(zlib.decompress(self.vault.unlock(sealed)))
            manifest: dict[str, Any] = json.loads(content)
            whole = seal == self.vault.seal(content.encode()) and manifest["id"] == chosen
        except (pyrage.DecryptError, zlib.error, ValueError, TypeError, NotFoundError):
            whole = False
        if not whole:
            raise UnavailableError(f"备份 {chosen} 的清单已损坏，请换一份备份。")
        return manifest

    def damaged(self) -> Iterator[str]:
        """Yield the name of every object of any backup that is missing or no longer what was written; opens nothing."""
        every = {name: one for backup in self.backups() for name, one in backup.objects.items()}
        for name, digest in sorted(every.items()):
            try:
                whole = sha256(self.shelf.get(f"objects/{name}")).hexdigest() == digest
            except NotFoundError:
                whole = False
            if not whole:
                yield name

    def unreadable(self) -> Iterator[str]:
        """Yield the number of every backup whose manifest is missing or no longer what was written; opens nothing."""
        for backup in self.backups():
            try:
                sealed = self.shelf.get(f"backups/{backup.id}.age")
            except NotFoundError:
                yield backup.id
                continue
            if backup.manifest and sha256(sealed).hexdigest() != backup.manifest:
                yield backup.id

    def prune(self, keep: Iterable[str]) -> list[str]:
        """Remove all backups but these, and the objects no backup needs; return the removed backups."""
        kept, gone = set(keep), []
        needed: set[str] = set()
        for backup in self.backups():
            if backup.id in kept:
                needed |= set(backup.objects)
                continue
            self.shelf.remove(f"backups/{backup.id}.index")
            gone.append(backup.id)
        for name in self.shelf.names("backups"):
            if name.partition(".")[0] not in kept:
                self.shelf.remove(f"backups/{name}")
        for name in self.shelf.names("objects") - needed:
            self.shelf.remove(f"objects/{name}")
        return gone


def _damaged(digest: str) -> str:
    return f"备份里有一块内容已损坏（{digest[:12]}），不能从它恢复；请换一份备份。"


def to_json(value: object) -> bytes:
    """Return a value as JSON in one form."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
