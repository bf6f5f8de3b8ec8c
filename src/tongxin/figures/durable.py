"""Files that are either there whole or not there, even after a power cut."""

import os
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Put a small file in place: readers see the old or the new one, never a part."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync(path.parent)


def move_into_place(source: Path, target: Path) -> None:
    """Sync a finished file and rename it to where it belongs."""
    sync(source)
    make_folder(target.parent)
    source.replace(target)
    sync(target.parent)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, each of them durable."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        sync(path.parent)


def sync(path: Path) -> None:
    """Make a file's content, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
