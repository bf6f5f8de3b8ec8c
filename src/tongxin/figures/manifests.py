"""The manifests of a store: each is what was taken, names the seal of the one before, and is signed.

    snapshots/<id>/manifest.json     sealed by the last part of its id, and by the next one in the chain
    snapshots/<id>/signature         over its id, number and sha256, by the key of the installation
    snapshots/<id>/cleared.json      the manifest of a snapshot cleared away: the chain needs it, nothing else does

The first one of a chain names all that were there before there was one. Whoever removes, changes or adds a manifest, or
signs with another key, shows.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Protocol

from tongxin.figures import intact
from tongxin.figures.snapshot import DamagedError, Snapshot, canonical
from tongxin.kernel.chain import BEGINNING, seal
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.office.writing import move_into_place, write_file

TYPE: Final = "tongxin-snapshot"
_FILE, _CLEARED, _SIGNATURE = "manifest.json", "cleared.json", "signature"
_NEEDED: Final = {"taken_at", "places", "facts"}
_ordered: dict[Path, tuple[frozenset[str], list[str]]] = {}


class Signer(Protocol):
    """Who signs for the installation, and knows what it signed."""

    def sign(self, payload: Mapping[str, Any], *, typ: str) -> str:
        """Return the payload, signed."""

    def verify(self, token: str, *, typ: str) -> dict[str, Any]:
        """Return what was signed; raises `InputError` for what was not signed by the installation."""

    def note_signed(self, typ: str) -> None:
        """Remember, apart from what is signed, that there is something of this type."""

    def has_signed(self, typ: str) -> bool:
        """Tell whether there ever was something signed of this type: what is unsigned then is nobody's."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One manifest as it lies on disk, held against nothing yet."""

    id: str
    content: bytes

    @cached_property
    def document(self) -> dict[str, Any]:
        """What it says; empty where it cannot be read."""
        try:
            found = json.loads(self.content)
        except ValueError:
            return {}
        return found if isinstance(found, dict) and found.keys() >= _NEEDED else {}

    @property
    def digest(self) -> str:
        """Its sha256."""
        return sha256(self.content).hexdigest()

    @property
    def is_what_its_id_says(self) -> bool:
        """Whether the last part of the id is the beginning of its sha256."""
        return bool(self.document) and self.id.rpartition("-")[2] == self.digest[:8]

    @property
    def number(self) -> int:
        """Which one of the chain it is, from 1; 0 where it was taken before there was a chain."""
        found = self.document.get("number", 0)
        return found if isinstance(found, int) else 0

    @property
    def previous(self) -> str:
        """The seal before it."""
        return str(self.document.get("previous", ""))

    @property
    def seal(self) -> str:
        """Its own seal, which the next one names."""
        return seal(self.previous, [self.digest])


class Manifests:
    """The folder of manifests. Without a signer nothing is signed and no signature asked for."""

    def __init__(self, folder: Path, *, signer: Signer | None = None) -> None:
        self.folder = folder
        self._signer = signer

    def ids(self) -> list[str]:
        """Return every snapshot's id, oldest first: by their numbers, whatever the clock said when they were taken."""
        return [one.id for one in sorted(self._named(_FILE), key=lambda one: (one.number, one.id))]

    def newest_first(self) -> list[str]:
        """Return the ids, newest first; read again only when one has come or gone."""
        names = frozenset(path.name for path in self.folder.glob("*"))
        known = _ordered.get(self.folder)
        if known is None or known[0] != names:
            known = _ordered[self.folder] = names, self.ids()[::-1]
        return known[1]

    def all(self) -> Iterator[Manifest]:
        """Yield every manifest, those of cleared snapshots, too."""
        for name in (_FILE, _CLEARED):
            yield from self._named(name)

    def _named(self, name: str) -> Iterator[Manifest]:
        for path in self.folder.glob(f"*/{name}"):
            yield Manifest(id=path.parent.name, content=_content(path))

    @property
    def has_begun(self) -> bool:
        """Whether there ever was a signed manifest, even where none is left."""
        return self._signer is not None and self._signer.has_signed(TYPE)

    def read(self, snapshot_id: str) -> dict[str, Any]:
        """Return a manifest; raises `NotFoundError`, or `DamagedError` where it is not what was written and signed."""
        name = Path(snapshot_id).name
        try:
            content = (self.folder / name / _FILE).read_bytes()
        except (OSError, ValueError):
            raise NotFoundError(f"没有编号为「{snapshot_id[:40]}」的快照。", field="snapshot") from None
        found = Manifest(id=name, content=content)
        if why := self.fault(found):
            raise DamagedError(f"{why}，请从备份恢复或重新生成快照。")
        return found.document

    def holds(self, snapshot: Snapshot) -> bool:
        """Tell whether the manifest of an open snapshot still lies there as it was read."""
        return intact.digest_of(str(self.folder / snapshot.id / _FILE)) == snapshot.digest

    def fault(self, one: Manifest) -> str:
        """Return what is wrong with one manifest by itself, in words; empty where it is what was written and signed."""
        if not one.is_what_its_id_says:
            return f"快照 {one.id} 的清单已损坏或被改动"
        if self._signer is None:
            return ""
        if not one.number:
            return "" if self._was_there_before(one) else f"快照 {one.id} 的清单没有签名，也不在签名链上"
        token = _content(self.folder / one.id / _SIGNATURE).decode("ascii", "replace")
        try:
            said = self._signer.verify(token, typ=TYPE)
        except InputError as error:
            return f"快照 {one.id} 的清单签名不对（{error.message.rstrip('。')}）"
        return "" if said == _payload(one) else f"快照 {one.id} 的清单与签名不符"

    def gap(self) -> str:
        """Return where the chain of manifests first breaks, in words; empty where it is whole."""
        chain = self._chain()
        before = BEGINNING
        for number, one in enumerate(chain, start=1):
            if one.number != number:
                return f"快照清单的签名链缺少第 {number} 份（在 {one.id} 之前），可能被删除"
            if one.previous != before:
                return f"快照清单的签名链在第 {number} 份（{one.id}）接不上前一份，前一份可能被替换"
            before = one.seal
        earlier: dict[str, str] = chain[0].document.get("earlier", {}) if chain else {}
        there = {one.id: one.digest for one in self.all()}
        changed = (name for name, digest in sorted(earlier.items()) if there.get(name) != digest)
        return next((f"有签名链之前的快照 {name} 的清单缺失或被改动" for name in changed), "")

    def next_link(self, *, gap: bool) -> dict[str, Any]:
        """Return what the next manifest says of the chain; with `gap` one is known to be missing, and its number stays."""
        chain = self._chain()
        if chain:
            return {"number": chain[-1].number + 1 + gap, "previous": chain[-1].seal}
        return {"number": 1, "previous": BEGINNING, "earlier": {one.id: one.digest for one in self.all()}}

    def write(self, snapshot_id: str, manifest: Mapping[str, Any], *, folder: Path) -> None:
        """Write and sign a manifest in a folder for unfinished work, then put it in place as a whole."""
        one = Manifest(id=snapshot_id, content=canonical(dict(manifest)))
        made = folder / snapshot_id
        made.mkdir()
        write_file(made / _FILE, one.content)
        if self._signer is not None:
            write_file(made / _SIGNATURE, self._signer.sign(_payload(one), typ=TYPE).encode("ascii"))
        move_into_place(made, self.folder / snapshot_id)
        if self._signer is not None:
            self._signer.note_signed(TYPE)

    def clear(self, snapshot_id: str) -> None:
        """Let a snapshot be none any more; its manifest stays for the chain."""
        folder = self.folder / snapshot_id
        move_into_place(folder / _FILE, folder / _CLEARED)

    def _chain(self) -> list[Manifest]:
        whole = (one for one in self.all() if one.is_what_its_id_says and one.number)
        return sorted(whole, key=lambda one: (one.number, one.id))

    def _was_there_before(self, one: Manifest) -> bool:
        chain = self._chain()
        if not chain:
            return not self.has_begun
        return bool(chain[0].document.get("earlier", {}).get(one.id) == one.digest)


def _payload(one: Manifest) -> dict[str, Any]:
    return {"snapshot": one.id, "number": one.number, "previous": one.previous, "manifest": one.digest}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
