"""Videos of a few bytes, built part by part: nothing plays them, all that is looked at is there."""

from pathlib import Path

RIVER = Path(__file__).parents[3] / "src/tongxin/records/stories/data/river.webm"
"""Three seconds recorded by a browser, which does not say where they end."""
POSITION = b"+28.1937+112.9622/"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.500\n<v 甲>欢迎来到<b>湘江</b>\n".encode()


def box(kind: bytes, *content: bytes, large: bool = False) -> bytes:
    body = b"".join(content)
    if large:
        return (1).to_bytes(4) + kind + (len(body) + 16).to_bytes(8) + body
    return (len(body) + 8).to_bytes(4) + kind + body


def track(handler: bytes = b"vide", *more: bytes) -> bytes:
    return box(b"trak", box(b"tkhd", bytes(8)), box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))), *more)


def mp4(
    *inside: bytes, brands: bytes = b"isom\x00\x00\x02\x00isomavc1", data: bytes = b"pictures", behind: bytes = b""
) -> bytes:
    moov = box(b"moov", box(b"mvhd", bytes(8)), *(inside or (track(),)))
    return box(b"ftyp", brands) + box(b"free") + box(b"mdat", data) + moov + behind


def element(number: int, *content: bytes, length: int | None = None, wide: int = 1) -> bytes:
    body = b"".join(content)
    size = len(body) if length is None else length
    marked = (size | 1 << 7 * wide).to_bytes(wide)
    return number.to_bytes((number.bit_length() + 7) // 8) + marked + body


CLUSTER = element(0x1F43B675, b"pictures")
TRACKS = element(0x1654AE6B, element(0xAE, element(0xD7, b"\x01"), element(0x83, b"\x01")))


def webm(*inside: bytes, doctype: bytes = b"webm", behind: bytes = b"") -> bytes:
    head = element(0x1A45DFA3, element(0x4286, b"\x01"), element(0x4282, doctype))
    return head + element(0x18538067, *(inside or (TRACKS, CLUSTER)), wide=8) + behind
