"""What differs from machine to machine: read from the environment, or made on first run and kept in the data folder."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

from tongxin.office.writing import create_file
from tongxin.project.owner_only import keep_to_owner

DATABASE_FILE: Final = "tongxin.sqlite3"
_LATER: Final = ("signing", "snapshots", "evidence", "reports")
MISSING: list[str] = []
"""Names of the secrets whose files are gone from a data folder in use."""


def data_dir() -> Path:
    """Return the folder that holds database, snapshots and secrets: `TONGXIN_DATA`, else `var` below the current one.

    It, and whatever this process makes from now on, is open to its owner alone.
    """
    folder = Path(os.environ.get("TONGXIN_DATA") or "var").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep_to_owner(folder)
    return folder


def flag(name: str, *, default: bool) -> bool:
    """Read an on/off setting: 1, true, yes, on count as on."""
    text = os.environ.get(name)
    return default if text is None else text.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, *, default: int) -> int:
    """Read a whole number of 0 or more; raises `ImproperlyConfigured`."""
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit()):
        raise ImproperlyConfigured(f"{name} 应为 0 或更大的整数，收到的是「{text[:20]}」。")
    return int(text)


def database_url(folder: Path) -> str:
    """Return `DATABASE_URL`, else SQLite in the data folder; an SQLite file elsewhere raises `ImproperlyConfigured`.

    Backups, restores and what tells a data folder in use look for the file in the folder alone.
    """
    own = f"sqlite:///{folder / DATABASE_FILE}"
    url = os.environ.get("DATABASE_URL") or own
    if url.startswith("sqlite") and url != own:
        raise ImproperlyConfigured(
            "SQLite 的数据库文件总在数据文件夹里：请去掉 DATABASE_URL，用 TONGXIN_DATA 指明这个文件夹。"
        )
    return url


def words(name: str, *, default: str) -> list[str]:
    """Read a comma-separated setting."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret(folder: Path, name: str) -> str:
    """Return a secret from `TONGXIN_<NAME>`, else from the data folder, where it is made once, readable by its owner.

    Where the data folder has been in use before and its file is gone, none is made: it is noted as missing and empty.
    """
    return os.environ.get(f"TONGXIN_{name}") or _kept(folder, name.lower(), make=_new_secret)


def token(folder: Path, name: str) -> str:
    """Return a secret nothing on record depends on: where it is missing another one is made, in a folder in use, too."""
    if given := os.environ.get(f"TONGXIN_{name}"):
        return given
    path = secret_file(folder, name.lower())
    create_file(path, _new_secret().encode(), mode=0o600)  # leaves alone what is there
    return path.read_text(encoding="ascii").strip()


def secret_key(folder: Path) -> str:
    """Return what signs sessions. Without it Django does not even start a restore: a missing one is made up for this process."""
    return secret(folder, "SECRET_KEY") or _new_secret()


def field_keys(folder: Path) -> dict[str, str]:
    """Return the keys of encrypted fields by key id, newest first: base64 of 32 bytes each.

    `TONGXIN_FIELD_KEYS` is a JSON mapping; without it one key is made on first run, under an id no other key ever had.
    """
    text = os.environ.get("TONGXIN_FIELD_KEYS") or _kept(folder, "field_keys", make=_new_field_keys)
    keys: dict[str, str] = json.loads(text or "{}")
    return keys


def make_missing(folder: Path) -> list[str]:
    """Make the secrets that are missing anew, for good, and return their names: what the lost ones sealed stays sealed."""
    made = [name for name in MISSING if create_file(secret_file(folder, name), _MAKERS[name]().encode(), mode=0o600)]
    MISSING.clear()
    return made


def secret_file(folder: Path, name: str) -> Path:
    """Return where a secret is kept."""
    return folder / f"{name}.secret"


def _kept(folder: Path, name: str, *, make: Callable[[], str]) -> str:
    path = secret_file(folder, name)
    if not path.exists():
        if _in_use(folder):
            MISSING.append(name)
            return ""
        create_file(path, make().encode(), mode=0o600)
    return path.read_text(encoding="ascii").strip()


def _in_use(folder: Path) -> bool:
    """Tell whether somebody has worked with this data folder: its secrets were made then."""
    return any((folder / name).exists() for name in (DATABASE_FILE, *_LATER))


def _new_secret() -> str:
    return secrets.token_urlsafe(48)


def _new_field_keys() -> str:
    return json.dumps({f"k-{secrets.token_hex(4)}": urlsafe_b64encode(secrets.token_bytes(32)).decode()})


_MAKERS: Final[Mapping[str, Callable[[], str]]] = {
    "secret_key": _new_secret,
    "index_key": _new_secret,
    "field_keys": _new_field_keys,
}
