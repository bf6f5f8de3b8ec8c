"""What other visitors notice while eight hostile files are handed in at once to a real server; a quiet server as 1.

    python bench/bystanders.py

Sets up an empty register in a folder of its own and serves it as `./run` does. Two visitors open public pages one after
the other: first alone, then from the moment the files are handed in until the last of them was answered.
"""

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.office import files  # noqa: E402 - the tests lie beside this folder

PAGES = ("/", "/v/", "/check/", "/accounts/login/", "/calendar/")
QUIET_SECONDS = 8
MOST = 300
VISITORS = 2


def hostile() -> list[tuple[str, str, bytes]]:
    """Return eight files that each take all the processor a reader gets, or all the memory: address, name, content."""
    slow = files.slow_pdf(400)
    page = b"<meta name='tongxin-code' content='abc'><p " + b" ".join(b"a%d" % one for one in range(300_000)) + b">"
    return [
        *[("/v/", "报告.pdf", slow), ("/check/", "报告.pdf", slow)] * 2,
        *[("/v/", "报告.html", page)] * 2,
        *[("/check/", "事实.xlsx", files.far_cells(part="a.dat"))] * 2,
    ]


def tongxin(*words: str, data: str) -> list[str]:
    os.environ.update(TONGXIN_DATA=data, PYTHONPATH=str(ROOT / "src"))
    return [sys.executable, "-m", "tongxin.project.cli", *words]


@contextmanager
def served() -> Iterator[str]:
    """Give the address of a server over an empty register."""
    with tempfile.TemporaryDirectory() as data:
        for words in (
            ("migrate", "--verbosity", "0"),
            ("collectstatic", "--noinput", "--verbosity", "0"),
            ("setup", "--demo", "0"),
        ):
            subprocess.run(tongxin(*words, data=data), check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        server = subprocess.Popen(tongxin("serve", "--address", address, data=data), stdout=subprocess.DEVNULL)
        try:
            for _ in range(600):
                if answers(f"http://{address}/v/"):
                    break
                time.sleep(0.1)
            time.sleep(2)  # the readers are ready
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return bool(answer.read())
    except OSError:
        return False


def handed_in(base: str, path: str, name: str, content: bytes) -> int:
    """Hand a file in as a browser does, and return the status of the answer."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with browser.open(base + path, timeout=120) as form:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', form.read().decode())[1]
    field = "facts" if name.endswith(".xlsx") else "report" if path == "/check/" else "file"
    fields = {
        "csrfmiddlewaretoken": token,
        "text": "会员312人" if field == "facts" else "",
        "home": "湖南省",
        "code": "",
    }
    mark = "----tongxin"
    body = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{text}\r\n' for one, text in fields.items()
    ).encode()
    body += (
        f"--{mark}\r\nContent-Disposition: form-data; name=\"{field}\"; filename*=UTF-8''{quote(name)}\r\n\r\n".encode()
    )
    asked = urllib.request.Request(
        base + path,
        data=body + content + f"\r\n--{mark}--\r\n".encode(),
        headers={"Content-Type": f"multipart/form-data; boundary={mark}", "Referer": base + path},
    )
    try:
        with browser.open(asked, timeout=120) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def visited(base: str, goes_on: Callable[[], bool]) -> list[float]:
    """Open pages until told otherwise; return how long each took, in milliseconds."""
    times = []
    while goes_on():
        for page in PAGES:
            begun = time.perf_counter()
            assert answers(base + page), page
            times.append(1000 * (time.perf_counter() - begun))
        time.sleep(0.05)
    return times


def ninety_fifth(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def visitors(pool: ThreadPoolExecutor, base: str, goes_on: Callable[[], bool]) -> list[float]:
    both = [pool.submit(visited, base, goes_on) for _ in range(VISITORS)]
    return [one for each in both for one in each.result()]


def main() -> int:
    """Print the 95th percentile of both times; exit 1 where the second is over its limit."""
    given = hostile()
    with served() as base, ThreadPoolExecutor(len(given) + VISITORS) as pool:
        for page in PAGES:
            answers(base + page)
        until = time.monotonic() + QUIET_SECONDS
        quiet = visitors(pool, base, lambda: time.monotonic() < until)
        begun = time.monotonic()
        waiting: list[Future[int]] = [pool.submit(handed_in, base, *one) for one in given]
        beside = visitors(pool, base, lambda: not all(one.done() for one in waiting))
        took = time.monotonic() - begun
        statuses = Counter(one.result() for one in waiting)
    before, meanwhile = ninety_fifth(quiet), ninety_fifth(beside)
    print(
        f"8 个恶意文件在 {took:.1f} 秒内答复：{'、'.join(f'{status}×{times}' for status, times in sorted(statuses.items()))}"
    )
    print(f"平时       {len(quiet):5} 页  p95 {before:7.1f} 毫秒  1.00")
    print(
        f"同时有文件 {len(beside):5} 页  p95 {meanwhile:7.1f} 毫秒  {meanwhile / before:4.2f}  最慢 {max(beside):.0f}  限 {MOST}"
    )
    return 0 if meanwhile < MOST and not any(status >= 500 and status != 503 for status in statuses) else 1


if __name__ == "__main__":
    sys.exit(main())
