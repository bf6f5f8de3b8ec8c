"""Videos are kept as they are, never decoded: told from how they are built, whole, and with nothing said beside the pictures.

Only the heads of their parts are read, however long they are. A phone writes the position into a part of its own: such
parts are named, to be written over before the file is kept.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from tongxin.kernel.errors import InputError
from tongxin.office.examining.examined import Blank

MOST_PARTS: Final = 100_000
_BRANDS: Final = frozenset(
    (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ")
)
_KNOWN: Final = frozenset(
    (
        b"ftyp",
        b"moov",
        b"mdat",
        b"free",
        b"skip",
        b"wide",
        b"moof",
        b"mfra",
        b"sidx",
        b"styp",
        b"uuid",
        b"udta",
        b"meta",
    )
)
_BESIDE: Final = frozenset((b"udta", b"meta", b"uuid"))
_HOLDERS: Final = frozenset((b"moov", b"trak", b"mdia"))
_EBML, _SEGMENT, _DOCTYPE = 0x1A45DFA3, 0x18538067, 0x4282
_TRACKS, _TRACK, _TRACK_TYPE, _CLUSTER = 0x1654AE6B, 0xAE, 0x83, 0x1F43B675
_TAGS, _ATTACHMENTS = 0x1254C367, 0x1941A469
_VIDEO: Final = 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """A box or element: its kind, where it begins, where its content does, and where it ends."""

    kind: bytes | int
    begin: int
    body: int
    end: int


def blanked(file: BinaryIO, *, form: str) -> list[Blank]:
    """Raise `InputError` for a file that is no whole video of this form; return what says something beside its pictures."""
    size = file.seek(0, os.SEEK_END)
    return _mp4(file, size) if form == "mp4" else _webm(file, size)


def _mp4(file: BinaryIO, size: int) -> list[Blank]:
    parts = list(_boxes(file, 0, size))
    if not _BRANDS & set(_brands(file, parts[0])):
        raise _other()
    kinds = {one.kind for one in parts}
    if not kinds <= _KNOWN:
        raise InputError("视频里夹有别的内容，请用播放器或剪辑软件重新导出为 MP4。", field="file")
    movies = [one for one in parts if one.kind == b"moov"]
    if len(movies) != 1 or b"mdat" not in kinds:
        raise _cut_off()
    inner = [*parts, *_within(file, movies[0], depth=len(_HOLDERS))]
    handlers = {one: _handler(file, one) for one in inner if one.kind == b"trak"}
    if b"vide" not in handlers.values():
        raise InputError("文件里没有画面，不是视频，请检查是否选错了文件。", field="file")
    beside = [one for one in inner if one.kind in _BESIDE or handlers.get(one) == b"meta"]
    return [_freed(file, one) for one in beside]


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[Part]:
    for _ in range(MOST_PARTS):
        if at == end:
            return
        head = _read(file, at, 16)
        size, kind, body = int.from_bytes(head[:4]), head[4:8], at + 8
        if size == 1:
            size, body = int.from_bytes(head[8:16]), at + 16
        elif size == 0:  # the last one goes to the end
            size = end - at
        if at + size > end or size < body - at:
            raise _cut_off()
        yield Part(kind=kind, begin=at, body=body, end=at + size)
        at += size
    raise InputError("视频过于零碎，请用播放器或剪辑软件重新导出。", field="file")


def _within(file: BinaryIO, box: Part, *, depth: int) -> Iterator[Part]:
    """Yield what is in a box that holds boxes, tracks before what is in them; refuse holders in holders without end."""
    if not depth:
        raise InputError("视频里的部分层层嵌套，请用播放器或剪辑软件重新导出。", field="file")
    for one in _boxes(file, box.body, box.end):
        yield one
        if one.kind in _HOLDERS:
            yield from _within(file, one, depth=depth - 1)


def _brands(file: BinaryIO, box: Part) -> Iterator[bytes]:
    content = _read(file, box.body, min(box.end - box.body, 512))
    yield content[:4]
    yield from (content[at : at + 4] for at in range(8, len(content), 4))


def _handler(file: BinaryIO, track: Part) -> bytes:
    """Return what a track is: moving pictures, sound, or what a device measured meanwhile."""
    found = next((one for one in _within(file, track, depth=len(_HOLDERS) - 1) if one.kind == b"hdlr"), None)
    return _read(file, found.body + 8, 4) if found is not None else b""


def _freed(file: BinaryIO, box: Part) -> Blank:
    """Make a box one that says nothing, of the same length: nothing behind it moves."""
    head = _read(file, box.begin + 4, box.body - box.begin - 4)
    return box.begin + 4, b"free" + head[4:], box.end


def _webm(file: BinaryIO, size: int) -> list[Blank]:
    head = _element(file, 0, size)
    doctype = next((one for one in _elements(file, head.body, head.end) if one.kind == _DOCTYPE), None)
    if doctype is None or _read(file, doctype.body, min(doctype.end - doctype.body, 8)).rstrip(b"\x00") != b"webm":
        raise _other()
    segment = _element(file, head.end, size)
    if segment.kind != _SEGMENT or segment.end != size:
        raise _cut_off()
    parts = list(_elements(file, segment.body, segment.end))
    tracks = [one for part in parts if part.kind == _TRACKS for one in _elements(file, part.body, part.end)]
    types = [one for track in tracks if track.kind == _TRACK for one in _elements(file, track.body, track.end)]
    pictured = any(one.kind == _TRACK_TYPE and _read(file, one.body, 1)[0] == _VIDEO for one in types)
    if not pictured or not any(one.kind == _CLUSTER for one in parts):
        raise InputError("文件里没有画面，不是视频，请检查是否选错了文件。", field="file")
    return [_voided(one) for one in parts if one.kind in (_TAGS, _ATTACHMENTS)]


def _elements(file: BinaryIO, at: int, end: int) -> Iterator[Part]:
    """Yield what stands side by side. What was recorded live does not say where it ends: it goes to the end."""
    for _ in range(MOST_PARTS):
        if at == end:
            return
        found = _element(file, at, end)
        yield found
        at = found.end
    raise InputError("视频过于零碎，请用播放器或剪辑软件重新导出。", field="file")


def _element(file: BinaryIO, at: int, end: int) -> Part:
    first = _read(file, at, 1)[0]
    long = 9 - first.bit_length()
    kind = int.from_bytes(_read(file, at, long)) if long <= 4 else 0
    mark = _read(file, at + long, 1)[0]
    wide = 9 - mark.bit_length()
    size = int.from_bytes(_read(file, at + long, wide)) & ((1 << 7 * wide) - 1)
    body = at + long + wide
    is_open = size == (1 << 7 * wide) - 1
    if body > end or (not is_open and body + size > end):
        raise _cut_off()
    return Part(kind=kind, begin=at, body=body, end=end if is_open else body + size)


def _voided(one: Part) -> Blank:
    """Make an element one that says nothing, of the same length."""
    length = one.end - one.begin
    head = b"\xec\x01" + (length - 9).to_bytes(7) if length > 9 else bytes((0xEC, 0x80 | length - 2))
    return one.begin, head, one.end


def _read(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    found = file.read(length)
    if not found:
        raise _cut_off()
    return found


def _cut_off() -> InputError:
    return InputError("视频不完整，可能没有传完，或末尾附有别的内容，请重新导出后再传。", field="file")


def _other() -> InputError:
    return InputError("这不是 MP4 或 WebM 视频，请用剪辑软件或手机相册导出为 MP4 后再传。", field="file")
