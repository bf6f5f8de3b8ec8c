"""Values as bytes between a reader's process and ours: JSON, days and times and bytes with a mark.

No pickle: a reader that a file has taken over could have its reader run anything. No value has keys from a file.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

STATUS_BYTES: Final = 4
_UNMARKED: Final[dict[str, Callable[[Any], Any]]] = {
    "#datetime": datetime.fromisoformat,
    "#date": date.fromisoformat,
    "#time": time.fromisoformat,
    "#timedelta": lambda parts: timedelta(*parts),
    "#bytes": b64decode,
}


def packed(value: Any) -> bytes:
    """Return a value as bytes; texts may hold lone surrogates."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_marked).encode(
        "utf-8", "surrogatepass"
    )


def unpacked(content: bytes) -> Any:
    """Return the value `packed` was given, lists for tuples; raises `ValueError` for anything else."""
    try:
        return json.loads(content.decode("utf-8", "surrogatepass"), object_hook=_unmarked)
    except (TypeError, RecursionError) as error:
        raise ValueError("no packed value") from error


def packed_status(code: int) -> bytes:
    """Return what a process ended with as bytes."""
    return code.to_bytes(STATUS_BYTES, signed=True)


def unpacked_status(content: bytes) -> int | None:
    """Return what `packed_status` was given, None where nothing came."""
    return int.from_bytes(content, signed=True) if content else None


def _marked(value: object) -> dict[str, object]:
    if isinstance(value, bytes):
        return {"#bytes": b64encode(value).decode("ascii")}
    if isinstance(value, timedelta):
        return {"#timedelta": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, date | time):  # a datetime is a date
        return {f"#{type(value).__name__}": value.isoformat()}
    raise TypeError(f"{type(value).__name__} is no plain value")


def _unmarked(found: dict[str, Any]) -> Any:
    for mark, content in found.items():
        if mark in _UNMARKED:
            return _UNMARKED[mark](content)
    return found
