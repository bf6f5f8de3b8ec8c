"""What the reader's process does, called here: the lines of a process of its own are measured nowhere."""

import os
import resource
import signal
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.office import files
from tongxin.office import child, kinds, wire
from tongxin.office.wire import packed, unpacked


def answered(monkeypatch: pytest.MonkeyPatch, content: bytes, tmp_path: Path, **asked: Any) -> Any:
    request = {"kind": "word", "options": {}, "memory": 1, "seconds": 1, "clock": 3, "answer": 10_000, **asked}
    for name, given in (("asked", packed(request)), ("given", content), ("answered", b"")):
        (tmp_path / name).write_bytes(given)
    taken: dict[int, tuple[int, int]] = {}
    alarms: list[int] = []
    monkeypatch.setattr(resource, "setrlimit", taken.__setitem__)
    monkeypatch.setattr(signal, "alarm", alarms.append)
    monkeypatch.setattr(child, "_OWN_MEMORY", tmp_path / "none" / "oom_score_adj")
    child.work(*(os.open(tmp_path / name, os.O_RDWR) for name in ("asked", "given", "answered")))
    assert taken[resource.RLIMIT_AS] == (request["memory"], request["memory"])
    assert taken[resource.RLIMIT_CPU] == (request["seconds"], request["seconds"] + 1)
    assert alarms == [request["clock"]]
    return unpacked((tmp_path / "answered").read_bytes())


def test_process_takes_its_limits_reads_and_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    content = files.word(files.text("会员312人。"))
    assert answered(monkeypatch, content, tmp_path) == {"value": "会员312人。\n"}


def test_error_is_an_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = answered(monkeypatch, b"PK", tmp_path)
    assert found == {"error": ["文件已损坏或不是 Office 文件，请用 Word、Excel 或 WPS 重新保存。", "file"]}


def test_answer_longer_than_asked_for_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    content = files.word(files.text("会员312人。"))
    assert answered(monkeypatch, content, tmp_path, answer=10) == {"failed": "answer", "at": ""}


def test_want_of_memory_is_told_wherever_it_comes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = packed
    content = files.word(files.text("人"))

    def full(value: Any) -> bytes:
        if "value" in value:
            raise MemoryError
        return real(value)

    monkeypatch.setattr(child, "packed", full)
    assert answered(monkeypatch, content, tmp_path)["failed"] == "memory"

    def fuller(_: bytes) -> str:
        raise MemoryError

    monkeypatch.setattr("tongxin.office.word.read", fuller)
    assert answered(monkeypatch, content, tmp_path)["failed"] == "memory"


def test_unexpected_error_is_told_with_its_place_and_without_its_words() -> None:
    found = kinds.outcome("word", BytesIO(b"x"), {"nonsense": "words of the file"})
    assert found["failed"] == "damage"
    assert found["at"].startswith("TypeError at ")
    assert kinds._place(ValueError()) == ""


def test_values_come_back_as_they_were() -> None:
    values = [
        None, True, 3, 2.5, "人\ud800\0", b"\x00\xff", date(2021, 9, 10), datetime(2021, 9, 10, 8, 30, 1, 5),  # noqa: DTZ001 - cells have no zone
        time(8, 30), timedelta(days=1, seconds=2, microseconds=3), {"a": [date(2021, 1, 1)]},
    ]  # fmt: skip
    found = unpacked(packed(values))
    assert found == values
    assert [type(one) for one in found] == [type(one) for one in values]


def test_only_plain_values_are_packed() -> None:
    with pytest.raises(TypeError, match="object is no plain value"):
        packed([object()])
    for noise in (b"", b"\xff", b"{", b'{"#date": "x"}', b'{"#timedelta": ["x"]}', b"[" * 10**6):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong
            wire.unpacked(noise)


@pytest.mark.parametrize("code", [0, 1, -9, -24])
def test_status_comes_back_as_it_was(code: int) -> None:
    assert wire.unpacked_status(wire.packed_status(code)) == code
    assert wire.unpacked_status(b"") is None
