"""Use the product without pause, as many people at once do, and say whether its memory grows.

    python tools/soak.py [--minutes 20] [--warm 12] [--people 20]

Sets up the demonstration network in a folder of its own and runs the product as `./run` does. People of every role follow
links and type into search boxes; every tenth step records an organisation through the API. Memory is looked at once every
program has done each kind of its work: the first snapshot follows the writes after ten minutes. Exits with 1 where an answer
was a 5xx other than 503, or where the processes need over 5 % more memory in the last fifth of the time than in the first.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]
os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-soak-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.project.settings"

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.conf import settings  # noqa: E402 - as above
from django.core.management import call_command  # noqa: E402 - as above
from django.db import connections  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above

from tongxin.access import tokens  # noqa: E402 - as above
from tongxin.access.actions import Post, open_account  # noqa: E402 - as above
from tongxin.access.actor import Actor  # noqa: E402 - as above
from tongxin.access.scopes import actor_of  # noqa: E402 - as above
from tongxin.kernel.period import today  # noqa: E402 - as above
from tongxin.kernel.scope import Verb  # noqa: E402 - as above

POSTS = (("officer", "43/"), ("registrar", "43/4301/"), ("officer", "43/4302/"), ("secretary", "43/4301/430182/"))
LINK = re.compile(r'href="(/[^"#]*)"')
LEFT_OUT = ("/accounts/", "/static/", "/api/")
ONE_OF_MANY = re.compile(r"[0-9a-f]{8,}|[0-9]+")
KNOWN = 50  # addresses of a kind a person remembers
SEARCHES = ("宁乡", "zhang", "培训", "2021")
MOST_GROWTH = 0.05
WAIT = 120.0


class Person(threading.Thread):
    """Somebody who follows links at random; a program of the same account writes now and then."""

    def __init__(self, number: int, *, port: int, session: str, secret: str, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.over, self.secret = number, port, over, secret
        self.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}
        self.choice = random.Random(number)  # noqa: S311 - no secret
        self.known: dict[str, list[str]] = {"/": ["/"]}
        """Addresses by their kind: every kind of page is asked for as often, the first picture or paper early."""
        self.statuses: Counter[int] = Counter()
        self.broken: list[str] = []

    def run(self) -> None:
        """Go on until it is over."""
        step = 0
        while not self.over.is_set():
            step += 1
            if self.secret and step % 10 == 0:
                self._record(step)
            else:
                self._look()

    def _look(self) -> None:
        address = self.choice.choice(self.known[self.choice.choice(list(self.known))])
        if self.choice.random() < 0.1:
            address = f"{address.partition('?')[0]}?{urlencode({'q': self.choice.choice(SEARCHES)})}"
        status, body = self._ask("GET", address, headers=self.headers)
        if status == http.client.OK:
            for one in sorted({unescape(one) for one in LINK.findall(body) if not one.startswith(LEFT_OUT)}):
                alike = self.known.setdefault(ONE_OF_MANY.sub("#", one.partition("?")[0]), [])
                if len(alike) < KNOWN:
                    alike.append(one)
                else:
                    alike[self.choice.randrange(KNOWN)] = one

    def _record(self, step: int) -> None:
        body = {"name": f"例会{self.number}之{step}", "kind": "association", "place": "430182", "founded": "2020-01-01"}
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        self._ask("POST", "/api/v1/records/organisations", headers=headers, body=json.dumps(body))

    def _ask(self, method: str, address: str, *, headers: dict[str, str], body: str | None = None) -> tuple[int, str]:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)) as link:
                link.request(method, address, body, headers)
                answer = link.getresponse()
                content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.broken.append(f"{method} {address}: {error!r}")
            time.sleep(0.5)
            return 0, ""
        self.statuses[answer.status] += 1
        if answer.status >= 500 and answer.status != 503:
            self.broken.append(f"{method} {address}: {answer.status}")
        return answer.status, content.decode(
            "utf-8", "replace"
        ) if answer.headers.get_content_type() == "text/html" else ""


def people(number: int, *, port: int, over: threading.Event) -> list[Person]:
    """Return people of every role in turn; every fifth has no account."""
    found = []
    for one in range(number):
        session = secret = ""
        if one % (len(POSTS) + 1):
            role, path = POSTS[one % (len(POSTS) + 1) - 1]
            name, password = f"person{one}", f"同心-soak-{one}-2026"
            post = Post(role=role, path=path)
            account = open_account(name, by=Actor.system("soak"), name="甲", password=password, post=post)
            client = Client()
            client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            verbs, expires = [Verb.VIEW, Verb.RECORD], today() + timedelta(days=30)
            if actor_of(account).scope.may(Verb.RECORD, "43/4301/430182/"):
                secret = tokens.issue(by=actor_of(account), label="soak", verbs=verbs, path="", expires=expires).secret
        found.append(Person(one, port=port, session=session, secret=secret, over=over))
    connections.close_all()
    return found


def wait_for(port: int) -> None:
    """Wait until the product answers."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise TimeoutError("the product does not start")


def family(process: int) -> list[int]:
    """Return a process and all its descendants."""
    with suppress(OSError):
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [process, *(one for child in children for one in family(int(child)))]
    return []


def memory(process: int) -> float:
    """Return the memory a process and its descendants need, shared pages counted once, in MB."""
    kilobytes = 0
    for one in family(process):
        with suppress(OSError):
            told = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text(), re.MULTILINE)
            kilobytes += int(told[1]) if told else 0
    return kilobytes / 1024


def main() -> int:
    """Run; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--warm", type=float, default=12, help="minutes before memory is looked at")
    parser.add_argument("--people", type=int, default=20)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("setup", demo=1)
    over = threading.Event()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    visitors = people(arguments.people, port=port, over=over)
    command = [sys.executable, "-m", "tongxin.project.cli", "run", "--address", f"127.0.0.1:{port}"]
    product = subprocess.Popen(  # noqa: S603 - our own command
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    samples: list[float] = []
    try:
        wait_for(port)
        for visitor in visitors:
            visitor.start()
        begin = time.monotonic() + 60 * arguments.warm
        while time.monotonic() < begin + 60 * arguments.minutes:
            time.sleep(5)
            if time.monotonic() >= begin:
                samples.append(memory(product.pid))
    finally:
        over.set()
        for visitor in visitors:
            visitor.join(timeout=130)
        product.send_signal(signal.SIGTERM)
        product.wait(timeout=60)
    fifth = max(len(samples) // 5, 1)
    early, late = statistics.median(samples[:fifth]), statistics.median(samples[-fifth:])
    statuses: Counter[int] = sum((one.statuses for one in visitors), Counter())
    broken = [one for visitor in visitors for one in visitor.broken]
    sys.stdout.write(f"{sum(statuses.values())} 次请求：{dict(sorted(statuses.items()))}\n")
    sys.stdout.write(f"内存：第一个五分之一 {early:.0f} MB，最后五分之一 {late:.0f} MB，{late / early - 1:+.1%}\n")
    sys.stdout.write("".join(f"{minute}: {one:.0f}\n" for minute, one in enumerate(samples[:: max(fifth // 2, 1)])))
    sys.stdout.writelines(f"{one}\n" for one in broken[:40])
    return 1 if broken or late > early * (1 + MOST_GROWTH) else 0


if __name__ == "__main__":
    sys.exit(main())
