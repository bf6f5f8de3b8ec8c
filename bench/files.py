"""What reading a foreign file in a process of its own costs on top of reading it here, idle and busy; reading here as 1.

    python bench/files.py

Usual files: a report in Word, one in PDF, a roster of 300 rows, a photo. Busy means one process for each core that only
counts, at the priority pages have. Where the machine does other work meanwhile, the best of the rounds and the processor's
time tell more than the median.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.office import files  # noqa: E402 - the tests lie beside this folder
from tongxin.office.readers import READERS  # noqa: E402 - as above
from tongxin.office.reading import read  # noqa: E402 - as above
from tongxin.office.turns import share  # noqa: E402 - as above

ROUNDS = 30
MOST_ON_TOP = 30


def usual() -> Mapping[str, tuple[str, bytes]]:
    from PIL import Image  # noqa: PLC0415 - only to make a photo

    photo = io.BytesIO()
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(photo, "JPEG")
    return {
        "Word 报告": ("word", files.word(files.text("全省会员312人，基地41个。") * 200)),
        "PDF 报告": ("pdf", (ROOT / "tests" / "claims" / "data" / "report.pdf").read_bytes()),
        "花名册 300 行": ("workbook", files.roster(300)),
        "照片": ("evidence", photo.getvalue()),
    }


def processor() -> float:
    """Return the milliseconds of processor that this process, the template and all its readers have had."""
    template = READERS._template  # noqa: SLF001 - nobody else asks for its number
    fields = Path(f"/proc/{template.process.pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return 1000 * (time.process_time() + sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK"))


def cost(kind: str, content: bytes, *, isolated: bool) -> tuple[float, float, float]:
    """Return what reading takes: in the median, at best, and of the processor."""
    times = []
    before = processor()
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            options = {"folder": folder} if kind == "evidence" else None
            begun = time.perf_counter()
            read(kind, content, options=options, isolated=isolated)
            times.append(1000 * (time.perf_counter() - begun))
    return median(times), min(times), (processor() - before) / ROUNDS


@contextmanager
def busy() -> Iterator[None]:
    counting = [
        subprocess.Popen([sys.executable, "-c", "while True: sum(range(10**5))"]) for _ in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for one in counting:
            one.kill()
            one.wait()


def compare(title: str) -> float:
    """Print one line a file; return the most of the processor that reading apart adds."""
    worst = 0.0
    for name, (kind, content) in usual().items():
        here, apart = cost(kind, content, isolated=False), cost(kind, content, isolated=True)
        more = [there - one for one, there in zip(here, apart, strict=True)]
        worst = max(worst, more[2])
        print(
            f"{title} {name:<10} 本进程 {here[0]:6.1f} 毫秒  另一进程 {apart[0]:6.1f} 毫秒  {apart[0] / here[0]:5.2f}  "
            f"多：中位 {more[0]:5.1f}  最好 {more[1]:5.1f}  处理器 {more[2]:5.1f}"
        )
    return worst


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        share(Path(folder))
        READERS.warm()
        read("word", usual()["Word 报告"][1])  # the template is ready
        worst = compare("空闲")
        with busy():
            compare("繁忙")
        READERS.close()
    print(f"处理器最多多 {worst:.1f} 毫秒，限 {MOST_ON_TOP} 毫秒")
    return 0 if worst <= MOST_ON_TOP else 1


if __name__ == "__main__":
    sys.exit(main())
