"""Whether a release is still what was written: each is signed, and every manifest names those there were when it was taken.

    releases/<table>/<snapshot>.json     the release, and a signature over its table, its snapshot and its sha256

Files of a table are only added, each of a later snapshot than those before: a manifest says how many there were, and their
seal. What was written before releases were signed is taken as it is until a manifest names releases; from then on it holds
because it is named, or not at all. No file is ever signed again.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Final

from tongxin.figures import intact
from tongxin.figures.manifests import Signer
from tongxin.figures.snapshot import DamagedError
from tongxin.kernel.chain import BEGINNING, seal
from tongxin.kernel.errors import InputError
from tongxin.office.writing import create_file

TYPE: Final = "tongxin-release"
Named = Mapping[str, Any]
"""What a manifest says of the releases of each table."""
_whole: set[tuple[str, str, str, Signer]] = set()
"""Files whose signature was held against them in this process, by table, snapshot and sha256."""
_kept: dict[Path, "Kept"] = {}


@dataclass(frozen=True, kw_only=True)
class _File:
    """A file of a release as it lies on disk, held against nothing yet."""

    path: Path

    @cached_property
    def content(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError:
            return b""

    @cached_property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()

    @cached_property
    def _document(self) -> dict[str, Any]:
        try:
            found = json.loads(self.content)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def release(self) -> Any:
        """What it holds; one from before there were signatures is all of its file."""
        return self._document.get("release", self._document)

    @property
    def signature(self) -> str:
        """Its signature, empty where it has none."""
        return str(self._document.get("signature", ""))

    def fault(self, signer: Signer | None) -> str:
        """Return what is wrong with it by itself, in words; empty where nothing is, or where nobody signed it."""
        if not isinstance(self.release, dict) or self.release.get("snapshot") != self.path.stem:
            return "读不出来，或不是这个快照的"
        if signer is None or not self.signature:
            return ""
        known = self.path.parent.name, self.path.stem, self.digest, signer
        if known in _whole:
            return ""
        try:
            said = signer.verify(self.signature, typ=TYPE)
        except InputError as error:
            return f"签名不对（{error.message.rstrip('。')}）"
        if said != _payload(self.path, self.release):
            return "与签名不符"
        _whole.add(known)
        return ""


class Kept:
    """The releases of all tables beside the snapshots. Without a signer nothing is signed and no signature asked for.

    `named` returns what the manifest of now says of releases, None where no manifest has named any yet.
    """

    def __init__(self, root: Path, *, signer: Signer | None, named: Callable[[], Named | None]) -> None:
        self._folder = root / "releases"
        self._signer = signer
        self._named = named
        _kept[root] = self

    def folder(self, table: str) -> Path:
        """Return where the releases of a table lie."""
        return self._folder / table

    def add(self, table: str, release: Mapping[str, Any]) -> None:
        """Write a release, signed, unless its snapshot has one in the table."""
        path = self.folder(table) / f"{release['snapshot']}.json"
        signature = self._signer.sign(_payload(path, release), typ=TYPE) if self._signer is not None else ""
        create_file(path, _canonical({"release": release, "signature": signature}), mode=0o600)

    def read(self, table: str) -> list[Any]:
        """Return the releases of a table, oldest first; raises `DamagedError` where one is not what it was, or is gone."""
        named = self._named()  # before the files: those it names are there, whatever is added meanwhile
        files = self._files(table)
        for fault in self._faults(table, files, named=named):
            raise DamagedError(fault)
        return [one.release for one in files]

    def faults(self, named: Named | None) -> Iterator[str]:
        """Yield what does not hold, in words: every file is read."""
        for table in self._tables(named):
            yield from self._faults(table, self._files(table), named=named)

    def names(self, named: Named | None) -> dict[str, Any]:
        """Return what the next manifest says of releases, where the one before says `named`.

        Where a table is not what was named it goes on to be named as it was, and no file is named that does not hold.
        """
        found = {table: self._name(table, named=named) for table in self._tables(named)}
        return {table: said for table, said in found.items() if said["files"]}

    def _name(self, table: str, *, named: Named | None) -> Mapping[str, Any]:
        said, files = _said(table, named), self._files(table)
        digests = [(one.path.stem, intact.digest_of(str(one.path))) for one in files]
        if not _is_there(said, digests):
            return said
        number: int = said["files"]
        for one in files[number:]:
            if one.fault(self._signer) or self._is_stranger(one, named=named):
                break
            digests[number] = one.path.stem, one.digest
            number += 1
        return {"files": number, "seal": _seal(digests[:number])}

    def _faults(self, table: str, files: Sequence[_File], *, named: Named | None) -> Iterator[str]:
        said, whole = _said(table, named), True
        for place, one in enumerate(files):
            why = one.fault(self._signer)
            if not why and place >= said["files"] and self._is_stranger(one, named=named):
                why = "没有签名，也不在快照清单上"
            if why:
                whole = False
                yield _sentence(f"{table}/{one.path.name} {why}", table=table)
        if whole and not _is_there(said, [(one.path.stem, one.digest) for one in files]):
            yield _sentence(f"{table} 不是快照清单所列的 {said['files']} 份，有的被删除或替换", table=table)

    def _is_stranger(self, one: _File, *, named: Named | None) -> bool:
        """Tell whether nothing vouches for a file that is not named: it is not signed, and came after others were named."""
        return self._signer is not None and not one.signature and named is not None

    def _files(self, table: str) -> list[_File]:
        return [_File(path=path) for path in sorted(self.folder(table).glob("*.json"))]

    def _tables(self, named: Named | None) -> list[str]:
        return sorted({path.parent.name for path in self._folder.glob("*/*.json")} | set(named or ()))


def kept_at(root: Path) -> Kept:
    """Return the releases in a folder of snapshots as the store opened there keeps them; signed by nobody where none was."""
    return _kept.get(root) or Kept(root, signer=None, named=lambda: None)


def _said(table: str, named: Named | None) -> Mapping[str, Any]:
    said: Mapping[str, Any] = (named or {}).get(table, {"files": 0, "seal": _seal(())})
    return said


def _is_there(said: Mapping[str, Any], digests: Sequence[tuple[str, str]]) -> bool:
    """Tell whether the files a manifest names of a table are the first ones there."""
    return bool(_seal(digests[: said["files"]]) == said["seal"])


def _seal(digests: Iterable[tuple[str, str]]) -> str:
    return seal(BEGINNING, chain.from_iterable(digests))


def _sentence(what: str, *, table: str) -> str:
    return f"公开数字的发布记录 {what}；这张表暂不公开，请从备份恢复快照文件夹中的 releases/{table}。"


def _payload(path: Path, release: Any) -> dict[str, Any]:
    digest = sha256(_canonical(release)).hexdigest()
    return {"table": path.parent.name, "snapshot": path.stem, "release": digest}


def _canonical(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
