"""The folders that belong into a backup, and the secrets, which stay apart from them."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from tongxin.office.writing import make_folder, write_file, writing
from tongxin.project.backup.dump import Progress
from tongxin.project.backup.store import PART_BYTES, Part, Store
from tongxin.project.config import secret_file

_PASSING: Final = frozenset({"lock", "unfinished", "healing", "healing-work", "incoming"})
_PASSING_ENDINGS: Final = frozenset({".part", ".gone", ".secret", ".signed"})
_SQUEEZED: Final = frozenset({".json", ".html", ".csv", ".txt", ".upload"})
SECRETS: Final = ("secret_key", "index_key", "field_keys", "backup")
SIGNING: Final = "signing"


def folders() -> dict[str, Path]:
    """Return where each folder of a backup lies in this installation, by its name in the data folder."""
    return {
        "snapshots": Path(settings.TONGXIN_SNAPSHOTS),
        "reports": Path(settings.TONGXIN_REPORTS),
        "evidence": Path(settings.TONGXIN_EVIDENCE),
        "uploads": Path(settings.TONGXIN_UPLOADS),
        "fonts": Path(settings.TONGXIN_FONTS),
        SIGNING: Path(settings.TONGXIN_KEYRING),
    }


def files_in(root: Path) -> Iterator[str]:
    """Yield the files of a folder by their paths below it: what points to others before those.

    A pointer, and then the manifests it may name, are read before the objects they rest on, which were written first.
    """
    if not root.is_dir():
        return
    entries = sorted((one for one in root.iterdir() if not _is_passing(one)), key=lambda one: one.name, reverse=True)
    yield from (one.name for one in entries if one.is_file())
    for one in entries:
        if one.is_dir():
            yield from (f"{one.name}/{name}" for name in files_in(one))


def _is_passing(path: Path) -> bool:
    return path.name.startswith(".") or path.name in _PASSING or path.suffix in _PASSING_ENDINGS or path.is_symlink()


def put_files(store: Store, *, progress: Progress) -> list[dict[str, Any]]:
    """Put the files of all folders into the store and return what the manifest says of them."""
    named = [(folder, root, name) for folder, root in folders().items() for name in files_in(root)]
    found = []
    for done, (folder, root, name) in enumerate(named, start=1):
        if (said := _put(store, root / name)) is not None:
            found.append({"folder": folder, "name": name, **said})
        progress("文件", done, len(named))
    return found


def _put(store: Store, path: Path) -> dict[str, Any] | None:
    """Put one file; None for one that was removed meanwhile: nothing rests on it any more."""
    whole, size, parts = sha256(), 0, []
    try:
        with path.open("rb") as file:
            while content := file.read(PART_BYTES):
                whole.update(content)
                size += len(content)
                parts.append(store.add(content, squeezed=path.suffix in _SQUEEZED))
    except FileNotFoundError:
        return None
    return {"size": size, "sha256": whole.hexdigest(), "parts": parts}


def get_file(store: Store, said: dict[str, Any], *, root: Path) -> None:
    """Write one file of a backup below a folder."""
    path = root / said["folder"] / said["name"]
    make_folder(path.parent, mode=0o700)
    with writing(path, mode=0o600) as file:
        for one in said["parts"]:
            file.write(store.read(_part(one)))


def _part(said: list[Any]) -> Part:
    digest, size = said
    return str(digest), int(size)


def secrets_now() -> dict[str, str]:
    """Return every secret this installation works with by the file it belongs into, wherever it came from."""
    missing = set(settings.TONGXIN_MISSING_SECRETS)
    known = {
        "secret_key": settings.SECRET_KEY,
        "index_key": settings.TONGXIN_INDEX_KEY,
        "field_keys": json.dumps(settings.TONGXIN_FIELD_KEYS),
    }
    found = {f"{name}.secret": value for name, value in known.items() if name not in missing}
    backup = secret_file(settings.DATA_DIR, "backup")
    if backup.exists():
        found[backup.name] = backup.read_text(encoding="ascii")
    ring = Path(settings.TONGXIN_KEYRING)
    return found | {f"{SIGNING}/{one.name}": one.read_text(encoding="ascii") for one in sorted(ring.glob("*.secret"))}


def write_secrets(secrets: dict[str, str], *, root: Path) -> None:
    """Write secrets where they belong below a data folder, readable by its owner alone."""
    for name, value in secrets.items():
        path = root / name
        make_folder(path.parent, mode=0o700)
        write_file(path, value.encode(), mode=0o600)
