"""Kill the server at random moments while programs write: what was acknowledged is there once, and nothing by halves.

    python tools/kills.py [--kills 500] [--seconds 3600] [--seed 1]

Uses SQLite in a folder of its own, or the database DATABASE_URL names, which must be empty. Half of the kills end one worker
process of the server, the others the server with all of them. Prints what was acknowledged, and exits with 1 where a record
was lost, doubled, or stands without its line in the journal.
"""

import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]
os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-kills-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.project.settings"

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.core.management import call_command  # noqa: E402 - as above
from django.db import connections  # noqa: E402 - as above

from tongxin.access import tokens  # noqa: E402 - as above
from tongxin.access.actions import Post, open_account  # noqa: E402 - as above
from tongxin.access.actor import Actor  # noqa: E402 - as above
from tongxin.access.models import Entry  # noqa: E402 - as above
from tongxin.access.scopes import actor_of  # noqa: E402 - as above
from tongxin.kernel.period import today  # noqa: E402 - as above
from tongxin.kernel.scope import Verb  # noqa: E402 - as above
from tongxin.network.models import Organisation  # noqa: E402 - as above

WRITERS = 4
WAIT = 60.0


class Server:
    """The server of this run, in a process group of its own."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "tongxin.project.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "critical"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        process = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return process
            time.sleep(0.05)
        raise TimeoutError("the server does not start")

    def kill(self, *, whole: bool) -> None:
        """End one worker, which the server replaces, or everything, which is started anew."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        if not whole and children:
            with suppress(ProcessLookupError):
                os.kill(int(random.choice(children)), signal.SIGKILL)  # noqa: S311 - no secret
            return
        self.stop()
        self.process = self.start()

    def stop(self) -> None:
        """End everything at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Writer(threading.Thread):
    """A program that puts one organisation after another on record, and remembers what it was told."""

    def __init__(self, number: int, *, secret: str, port: int, over: threading.Event) -> None:
        super().__init__()
        self.number, self.port, self.over = number, port, over
        self.headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        self.acknowledged: set[str] = set()
        self.sent: set[str] = set()
        self.refused: list[str] = []

    def run(self) -> None:
        """Write until it is over; what was not answered is sent once more under its key, as programs should."""
        count = 0
        while not self.over.is_set():
            count += 1
            name = f"例会{self.number}之{count}"
            self.sent.add(name)
            for _ in range(2):
                status = self.write(name, key=f"kills-{self.number}-{count}")
                if status == 201:
                    self.acknowledged.add(name)
                    break
                if status != 0:
                    self.refused.append(f"{name}: {status}")
                    break

    def write(self, name: str, *, key: str) -> int:
        """Send one; return the status, 0 where no answer came."""
        body = {"name": name, "kind": "association", "place": "430182", "founded": "2020-01-01"}
        try:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
            link.request(
                "POST", "/api/v1/records/organisations", json.dumps(body), {**self.headers, "Idempotency-Key": key}
            )
            answer = link.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            return 0
        return answer.status


def prepared(number: int) -> list[str]:
    """Return the secrets of as many programs, each with an account of its own."""
    call_command("migrate", verbosity=0)
    call_command("setup", demo=0)
    found = []
    for one in range(number):
        post = Post(role="officer", path="43/")
        account = open_account(
            f"program{one}", by=Actor.system("kills"), name="甲", password=f"同心-kills-{one}-2026", post=post
        )
        verbs, expires = [Verb.VIEW, Verb.RECORD], today() + timedelta(days=30)
        found.append(tokens.issue(by=actor_of(account), label="kills", verbs=verbs, path="", expires=expires).secret)
    connections.close_all()
    return found


def wrong(acknowledged: set[str], sent: set[str]) -> list[str]:
    """Return what was lost, doubled, or written by halves."""
    rows = Organisation.objects.whole_network(reason="the run compares every row").filter(name__in=sent)
    told = Entry.objects.whole_network(reason="the run compares every line").filter(action="network.organisation.found")
    lines: dict[Any, int] = {}
    for number in told.values_list("record_id", flat=True):
        lines[number] = lines.get(number, 0) + 1
    times: dict[str, int] = {}
    for number, name in rows.values_list("id", "name"):
        times[name] = times.get(name, 0) + 1
        if lines.get(number) != 1:
            times[f"{name} without its line"] = 2
    lost = [f"lost: {name}" for name in sorted(acknowledged - times.keys())]
    return lost + [f"doubled or by halves: {name}" for name, count in sorted(times.items()) if count > 1]


def _until_writing_again(writers: list[Writer]) -> None:
    """Wait until some more was acknowledged: a server that has not begun yet is killed for nothing."""
    before, end = sum(len(one.acknowledged) for one in writers), time.monotonic() + WAIT
    while time.monotonic() < end and sum(len(one.acknowledged) for one in writers) < before + WRITERS:
        time.sleep(0.01)


def main() -> int:
    """Run; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    secrets, over = prepared(WRITERS), threading.Event()
    server = Server()
    writers = [Writer(one, secret=secret, port=server.port, over=over) for one, secret in enumerate(secrets)]
    for writer in writers:
        writer.start()
    end, kills = time.monotonic() + arguments.seconds, 0
    try:
        while kills < arguments.kills and time.monotonic() < end:
            _until_writing_again(writers)
            time.sleep(random.uniform(0, 0.5))  # noqa: S311 - no secret
            kills += 1
            server.kill(whole=kills % 2 == 0)
        time.sleep(2)
    finally:
        over.set()
        for writer in writers:
            writer.join()
        server.stop()
    acknowledged = set().union(*(writer.acknowledged for writer in writers))
    sent = set().union(*(writer.sent for writer in writers))
    refused = [one for writer in writers for one in writer.refused]
    found = wrong(acknowledged, sent)
    vendor = connections["default"].vendor
    sys.stdout.write(
        f"{vendor}: {kills} kills, {len(sent)} sent, {len(acknowledged)} acknowledged, {len(refused)} refused\n"
    )
    sys.stdout.writelines(f"{one}\n" for one in [*found, *refused[:20]])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
