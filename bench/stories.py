"""A long video as it is served: whole and by parts beside the same file as a static one, and the memory it takes.

    python bench/stories.py [--megabytes 200]

The database and the file are made for the run and removed after it. Prints how long taking the video in takes and how much
memory that needs, then for gunicorn with one process and four threads: milliseconds of a request for a part (median of many)
and seconds for the whole file, each with its ratio to the file sent by WhiteNoise from the same server, and how much the
server's memory grew while eight readers took the whole file at once.
"""

import argparse
import http.client
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from statistics import median

DATA = Path(tempfile.mkdtemp(prefix="tongxin-bench-"))
ROOT = Path(__file__).resolve().parent.parent
os.environ |= {"TONGXIN_DATA": str(DATA), "DJANGO_SETTINGS_MODULE": "tongxin.project.settings"}
os.environ.setdefault("TONGXIN_NODE_MODULES", str(ROOT / "node_modules"))
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.core.management import call_command  # noqa: E402

from tests.lifecycle.evidence.films import box, track  # noqa: E402
from tongxin.access.actor import Actor  # noqa: E402
from tongxin.lifecycle import evidence  # noqa: E402
from tongxin.network import actions as network  # noqa: E402
from tongxin.network.models import Place  # noqa: E402
from tongxin.ports.public import public_path  # noqa: E402
from tongxin.records.stories import actions  # noqa: E402

MEGABYTE, PART, ROUNDS, READERS = 2**20, 2**20, 60, 8
BY = Actor.system("基准")


class Film:
    """A video of zeros, never in memory as a whole."""

    name = "film.mp4"

    def __init__(self, length: int) -> None:
        self.length = length

    def chunks(self) -> Iterator[bytes]:
        """Yield it."""
        head = box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", track())
        left = self.length - len(head)
        yield head + left.to_bytes(4) + b"mdat"
        left -= 8
        while left:
            yield bytes(step := min(left, 2**16))
            left -= step


def published(film: Film) -> str:
    """Publish the film and return the address of its file; print what taking it in costs."""
    organiser = network.found_organisation(
        by=BY, name="基准联谊会", place=Place.objects.get(code="430000"), aliases=[], kind="association", parent=None,
        founded=date(2016, 1, 1), registered=None,
    )  # fmt: skip
    one = actions.draft(
        by=BY, title="长片", organiser=organiser, kind="video", lead="", text="", route=[], link="", co_organisers=[], series=None
    )  # fmt: skip
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    file = evidence.attach(one, by=BY, upload=film, kind="video", about=evidence.About(purpose="长片"))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"taken in   {time.perf_counter() - begun:8.2f} s   {grown:+.1f} MB of memory")
    actions.ask(one, by=BY, nobody=True)
    actions.submit(one, by=BY)
    actions.publish(one, by=BY)
    return f"{public_path('stories', one.public_code)}files/{file.pk}/"


def resident(pid: int) -> float:
    """Return the megabytes a server and its workers hold now."""
    workers = subprocess.run(["/usr/bin/pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    pages = 0
    for one in (pid, *map(int, workers.stdout.split())):
        pages += int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / MEGABYTE


def fetched(port: int, address: str, wish: str = "") -> int:
    """Ask for a file or a part of it; return how many bytes came."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", address, headers={"Range": wish} if wish else {})
    answer = connection.getresponse()
    assert answer.status == (206 if wish else 200), answer.status
    came = 0
    while piece := answer.read(2**16):
        came += len(piece)
    connection.close()
    return came


def seconds(ask: Callable[[], int]) -> float:
    """Return how long it takes."""
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun


def compare(port: int, *, served: str, static: str, length: int) -> None:
    """Print parts and the whole beside the static file, each asked in turn."""
    parts: dict[str, list[float]] = {served: [], static: []}
    for number in range(ROUNDS):
        first = number * 3_000_017 % (length - PART)
        for address, times in parts.items():
            wish = f"bytes={first}-{first + PART - 1}"
            times.append(1000 * seconds(lambda address=address, wish=wish: fetched(port, address, wish)))
    ours, theirs = median(parts[served]), median(parts[static])
    print(f"part 1 MB  {ours:8.2f} ms  static {theirs:.2f} ms  ratio {ours / theirs:.2f}")
    whole = {one: min(seconds(lambda one=one: fetched(port, one)) for _ in range(3)) for one in (served, static)}
    print(
        f"whole      {whole[served]:8.2f} s   static {whole[static]:.2f} s   ratio {whole[served] / whole[static]:.2f}"
    )


def main() -> None:
    """Serve and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    length = parser.parse_args().megabytes * MEGABYTE
    try:
        call_command("migrate", verbosity=0)
        film = Film(length)
        address = published(film)
        call_command("collectstatic", interactive=False, verbosity=0)
        static = Path(django.conf.settings.STATIC_ROOT) / "film.mp4"
        with static.open("wb") as file:
            for piece in film.chunks():
                file.write(piece)
        serve(address, length=length)
    finally:
        shutil.rmtree(DATA, ignore_errors=True)


def serve(address: str, *, length: int) -> None:
    """Start the server, measure, stop it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("gunicorn")), "tongxin.project.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--threads", "4", "--worker-class", "gthread", "--log-level", "warning", "--no-control-socket"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    server = subprocess.Popen(command, env=environment)
    try:
        for _ in range(120):
            time.sleep(0.25)
            try:
                fetched(port, address, "bytes=0-0")
            except OSError:
                continue
            break
        compare(port, served=address, static="/static/film.mp4", length=length)
        before = resident(server.pid)
        with ThreadPoolExecutor(READERS) as readers:
            asked = [readers.submit(fetched, port, address) for _ in range(READERS)]
            most = before
            while not all(one.done() for one in asked):
                most = max(most, resident(server.pid))
                time.sleep(0.02)
        assert {one.result() for one in asked} == {length}
        print(
            f"memory     {before:8.1f} MB before, {most:.1f} MB while {READERS} took the whole at once: {most - before:+.1f} MB"
        )
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
