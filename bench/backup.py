"""The demonstration backed up, backed up again, lost and restored, once on SQLite and, where DATABASE_URL is set, through it.

    python bench/backup.py [--postgres URL-OF-AN-EMPTY-DATABASE]

Everything happens in a folder made for the run and removed after it. Prints seconds of each step as ratios to reading and
hashing every file of the installation once (the least any backup does), sizes as ratios to the installation, and whether the
hashes of tables and figures are equal at every station; exits with 1 where they are not.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage

ROOT = Path(__file__).resolve().parent.parent
CHANGING = {"access_entry", "access_keycheck"}  # every backup and every restore leaves a line of its own


class Installation:
    """A data folder, and a database where it is not in it."""

    def __init__(self, folder: Path, *, database: str = "") -> None:
        self.folder = folder
        folder.mkdir()
        self._env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self._env |= {"TONGXIN_DATA": str(folder), "PYTHONPATH": str(ROOT / "src")}
        self._env.setdefault("TONGXIN_NODE_MODULES", str(ROOT / "node_modules"))
        if database:
            self._env["DATABASE_URL"] = database

    def run(self, *arguments: str) -> tuple[float, str]:
        """Run a command; return its seconds and what it printed last."""
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "tongxin.project.cli", *arguments],
            env=self._env,
            check=True,
            capture_output=True,
            text=True,
        )
        return time.perf_counter() - begun, (done.stdout.strip().splitlines() or [""])[-1]

    def fingerprint(self) -> dict[str, Any]:
        """Return what must be equal everywhere."""
        found = json.loads(self.run("fingerprint", "--json")[1])
        tables = {name: one for name, one in found["tables"].items() if name not in CHANGING}
        return {"tables": tables, "figures": found["figures"], "reports": found["reports"]}


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def read_once(folder: Path) -> float:
    begun = time.perf_counter()
    for path in folder.rglob("*"):
        if path.is_file():
            sha256(path.read_bytes()).digest()
    return time.perf_counter() - begun


def trip(work: Path, *, postgres: str) -> bool:
    """Go from SQLite over a backup to each further station; tell whether all of them say the same."""
    key = work / "key"
    key.write_text(str(pyrage.x25519.Identity.generate()))
    told = ("--key-file", str(key))
    origin = Installation(work / "origin")
    origin.run("migrate", "--verbosity", "0")
    origin.run("setup", "--demo", "1")
    before, baseline, whole = origin.fingerprint(), read_once(origin.folder), size(origin.folder)
    store = work / "store"
    print(f"installation {whole / 2**20:.0f} MB, read once in {baseline:.2f} s")
    for name in ("first backup", "second backup"):
        held = size(store) if store.exists() else 0
        seconds, _ = origin.run("backup", str(store), *told)
        added = size(store) - held
        print(f"{name}: {seconds:.1f} s ({seconds / baseline:.0f}×), {added / 2**20:.2f} MB ({added / whole:.3f}×)")
    shutil.rmtree(origin.folder)
    stations = [("SQLite", ""), *([("PostgreSQL", postgres), ("SQLite again", "")] if postgres else [])]
    equal = True
    for number, (name, database) in enumerate(stations):
        there = Installation(work / f"station-{number}", database=database)
        seconds, _ = there.run("restore", str(store), *told)
        same = there.fingerprint() == before
        equal &= same
        print(
            f"restored on {name}: {seconds:.1f} s ({seconds / baseline:.0f}×), hashes {'equal' if same else 'DIFFER'}"
        )
        store = work / f"store-{number}"
        there.run("backup", str(store), *told)
    return equal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", default="", help="an empty database that may be filled")
    with tempfile.TemporaryDirectory(prefix="tongxin-bench-") as work:
        if not trip(Path(work), postgres=parser.parse_args().postgres):
            sys.exit(1)


if __name__ == "__main__":
    main()
