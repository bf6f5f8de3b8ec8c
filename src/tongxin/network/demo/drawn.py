"""Pictures that stand for photos: nobody is on them."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import sin

SKY, SUN, HILL, RIVER = (156, 196, 228), (244, 211, 94), (91, 140, 90), (47, 93, 138)


@dataclass(kw_only=True)
class Drawn:
    """A landscape as an upload; each number gives another one."""

    number: int
    name: str | None = "图样.png"

    def chunks(self) -> Iterator[bytes]:
        """Yield it as a PNG file."""
        yield _landscape(width=480, height=320, shift=self.number)


def _landscape(*, width: int, height: int, shift: int) -> bytes:
    """Return hills above a river, below a sun."""
    tops = [round(height * (0.62 + 0.1 * sin((x + 97 * shift) / (40 + 9 * shift)))) for x in range(width)]
    sun = 60 + 110 * shift % width, 70

    def colour(x: int, y: int) -> tuple[int, int, int]:
        if y >= height * 0.85:
            return RIVER
        if y >= tops[x]:
            return HILL
        return SUN if (x - sun[0]) ** 2 + (y - sun[1]) ** 2 < 900 else SKY

    lines = b"".join(b"\0" + bytes(part for x in range(width) for part in colour(x, y)) for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(lines)),
            (b"IEND", b""),
        )
    )
