"""What differs from machine to machine: read from the environment, or made on first run and kept in the data folder."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from tongxin.office.writing import create_file
from tongxin.project.owner_only import keep_to_owner


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


def words(name: str, *, default: str) -> list[str]:
    """Read a comma-separated setting."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret(folder: Path, name: str) -> str:
    """Return a secret from `TONGXIN_<NAME>`, else from the data folder, where it is made once, readable by its owner."""
    if given := os.environ.get(f"TONGXIN_{name}"):
        return given
    path = folder / f"{name.lower()}.secret"
    if not path.exists():
        create_file(path, secrets.token_urlsafe(48).encode(), mode=0o600)
    return path.read_text(encoding="ascii").strip()


def field_keys(folder: Path) -> dict[str, str]:
    """Return the keys of encrypted fields by key id, newest first: base64 of 32 bytes each.

    `TONGXIN_FIELD_KEYS` is a JSON mapping; without it one key is made on first run.
    """
    if given := os.environ.get("TONGXIN_FIELD_KEYS"):
        keys: dict[str, str] = json.loads(given)
        return keys
    path = folder / "field_keys.secret"
    if not path.exists():
        made = json.dumps({"k1": urlsafe_b64encode(secrets.token_bytes(32)).decode()})
        create_file(path, made.encode(), mode=0o600)
    kept: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    return kept
