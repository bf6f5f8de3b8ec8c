"""Checks nobody has saved: a folder of short-lived files, each found again only by the browser that sent it.

A check goes on over several requests - another record is chosen, the Word file is wanted back - so the report has to
stay somewhere in between. Sending it along in hidden fields would carry up to 10 MB on every press of a button; rows in
the database would end up in its backups. A file per draft is shared by all processes of the host, as snapshots are,
needs no lock, and is gone once removed. A draft unused for two hours is removed by the schedule, at the next visit to any page of 核数,
and can never be opened again before that.

    <key>/inputs.json   owner and what is checked       <key>/report.docx   the Word file as uploaded, if it was one
    <key>/result.json   what the page shows, replaced at each change
"""

import json
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tongxin.claims.inputs import Inputs, written
from tongxin.kernel.errors import NotFoundError
from tongxin.office.writing import write_file

LIFE: Final = 2 * 60 * 60
MOST: Final = 400
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{24}")
_GONE: Final = "这次核对已过期或不在这台设备上，请重新粘贴报告。"


@dataclass(frozen=True)
class Draft:
    """One draft that its owner, or the worker, has opened."""

    folder: Path

    @property
    def key(self) -> str:
        """The name in the address of its pages."""
        return self.folder.name

    @property
    def inputs(self) -> Inputs:
        """What is checked."""
        return Inputs.from_json(self._read("inputs.json"))

    @property
    def word(self) -> bytes | None:
        """The Word file as uploaded."""
        try:
            return (self.folder / "report.docx").read_bytes()
        except FileNotFoundError:
            return None

    @property
    def result(self) -> dict[str, Any] | None:
        """What the page shows; None while the check is still running."""
        try:
            return self._read("result.json")
        except NotFoundError:
            return None

    def keep_inputs(self, inputs: Inputs) -> None:
        """Replace what is checked: another candidate was chosen."""
        self._write("inputs.json", {**inputs.as_json(), "owner": self._read("inputs.json")["owner"]})

    def keep_result(self, result: dict[str, Any]) -> None:
        """Replace what the page shows, and under `findings` the public JSON."""
        self._write("result.json", result)

    def discard(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def belongs_to(self, owner: str) -> bool:
        """Tell whether this owner made the draft."""
        return secrets.compare_digest(str(self._read("inputs.json")["owner"]).encode(), owner.encode())

    def _read(self, name: str) -> dict[str, Any]:
        try:
            values: dict[str, Any] = json.loads((self.folder / name).read_bytes())
        except (OSError, ValueError):
            raise NotFoundError(_GONE) from None
        return values

    def _write(self, name: str, values: dict[str, Any]) -> None:
        try:
            write_file(self.folder / name, written(values))
        except OSError:
            raise NotFoundError(_GONE) from None


class Drafts:
    """The folder of drafts."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def create(self, inputs: Inputs, *, owner: str, word: bytes | None = None) -> Draft:
        """Put a new draft down; the oldest make room where there are too many."""
        self.sweep(room=1)
        folder = self.root / secrets.token_urlsafe(18)
        folder.mkdir(parents=True, mode=0o700)
        if word is not None:
            write_file(folder / "report.docx", word)
        draft = Draft(folder)
        write_file(folder / "inputs.json", written({**inputs.as_json(), "owner": owner}))
        return draft

    def open(self, key: str, *, owner: str) -> Draft:
        """Return the owner's draft and let it live on; raises `NotFoundError` for any other."""
        self.sweep()
        draft = self.at(key)
        if not owner or not draft.belongs_to(owner):
            raise NotFoundError(_GONE)
        _touch(draft.folder)
        return draft

    def at(self, key: str) -> Draft:
        """Return a draft for work its owner has started."""
        if not _KEY.fullmatch(key):
            raise NotFoundError(_GONE)
        draft = Draft(self.root / key)
        if _used(draft.folder) + LIFE < time.time():
            draft.discard()
            raise NotFoundError(_GONE)
        return draft

    def sweep(self, *, room: int = 0) -> None:
        """Remove drafts that have expired, and the oldest where there are too many or `room` for new ones is wanted."""
        if not self.root.is_dir():
            return
        oldest_first = sorted((_used(folder), folder) for folder in self.root.iterdir())
        surplus = len(oldest_first) + room - MOST
        for number, (used, folder) in enumerate(oldest_first):
            if number < surplus or used + LIFE < time.time():
                shutil.rmtree(folder, ignore_errors=True)


def _used(folder: Path) -> float:
    """Return when a draft was last used; long ago for one that is gone."""
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def _touch(folder: Path) -> None:
    try:
        folder.touch()
    except OSError:
        raise NotFoundError(_GONE) from None
