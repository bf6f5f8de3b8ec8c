"""An installation of a test's own: data folder, snapshots, reports, evidence, keys."""

from pathlib import Path
from typing import Any

import pytest

from tongxin.access import keyring
from tongxin.project.backup.files import folders

SMALL = {
    "snapshots/CURRENT": b"20221001-aa",
    "snapshots/snapshots/20221001-aa/manifest.json": b"{}",
    "snapshots/objects/ab/abc.parquet": b"PAR1" * 100,
    "snapshots/lock": b"",
    "snapshots/unfinished/half.parquet": b"half",
    "snapshots/healing": b"",
    "snapshots/healing-work/half.parquet": b"half",
    "reports/aa/aabb.pdf": b"%PDF issued",
    "evidence/cc/ccdd": b"\xff\xd8 a photograph",
    "evidence/incoming/xyz/file": b"being uploaded",
    "evidence/cc/.ccdd.0123.part": b"being written",
    "fonts/fangsong.ttf": b"font",
    "drafts/1.pdf": b"not kept",
}
KEPT = {
    name
    for name in SMALL
    if not any(word in name for word in ("lock", "unfinished", "healing", "incoming", ".part", "drafts"))
}


def fill_folder(data: Path) -> None:
    for name, content in SMALL.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)


def use_folder(settings: Any, data: Path) -> Path:
    """Let this be the data folder of the product."""
    data.mkdir(parents=True, exist_ok=True)
    settings.DATA_DIR = data
    for name in ("SNAPSHOTS", "REPORTS", "EVIDENCE", "UPLOADS", "FONTS", "WORKERS"):
        setattr(settings, f"TONGXIN_{name}", data / name.lower())
    settings.TONGXIN_KEYRING = data / "signing"
    return data


FIGURES = {"snapshot": "20221001-aa", "count": 3, "digest": "d", "why": ""}


@pytest.fixture
def data(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tongxin.project.backup.make.figures_of", lambda _: FIGURES)
    monkeypatch.setattr("tongxin.project.backup.make.damage_in", lambda *_, **__: "")  # SMALL is no real store
    found = use_folder(settings, tmp_path / "data")
    settings.TONGXIN_MISSING_SECRETS = []
    settings.TONGXIN_BACKUP = settings.TONGXIN_BACKUP_KEY = ""
    fill_folder(found)
    keyring.current_kid()
    return found


def found_in(data: Path) -> dict[str, bytes]:
    """Return the files of a data folder that a backup brings back."""
    return {
        f"{name}/{path.relative_to(data / name)}": path.read_bytes()
        for name in folders()
        for path in (data / name).rglob("*")
        if path.is_file()
    }
