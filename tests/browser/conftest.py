"""The product as it is served: its own process and data folder, collected assets, the demonstration network, a real browser."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import prepared
from tests.addresses import free_address

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PREPARE = """
import os, shutil, django
from django.conf import settings
target = settings.DATABASES["default"]["NAME"]  # the settings have made the secrets: a folder in use gets no others
if os.path.exists(os.environ["MIGRATED"]):
    shutil.copyfile(os.environ["MIGRATED"], target)
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
call_command("demo", persons=1500, years=2)
from tongxin.access.actor import Actor
from tongxin.ports.desk import take_snapshot
take_snapshot(by=Actor.system("测试"))
"""
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before some are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


JOB = 120_000
"""Milliseconds a job may take that other jobs go before, on a busy machine."""
PHONE = {"width": 375, "height": 812}
DESK = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Session:
    """A session somebody signed in to: its cookies, the page it began on, and when."""

    cookies: list[Any]
    path: str
    begun: float

    @property
    def is_young(self) -> bool:
        """Whether pages take it for one just begun: what is guarded asks for the password again after five minutes."""
        return time.monotonic() - self.begun < 200


@dataclass(frozen=True)
class Served:
    """Where the product answers, the passwords of its cast by sign-in name, and the environment it runs in."""

    address: str
    passwords: dict[str, str]
    environment: dict[str, str]
    sessions: dict[str, Session] = field(default_factory=dict)
    """The last session of each of the cast, to be gone on with by a browser that is new."""

    def does(self, script: str, *arguments: str) -> str:
        """Run a script beside the product, for what has no page, and return what it prints."""
        command = [sys.executable, "-c", f"import django\ndjango.setup()\n{script}", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(120):
        assert server.poll() is None, "the server stopped"
        try:
            with urlopen(f"{address}/accounts/login/") as answer:
                assert answer.status == 200
                return
        except URLError:
            time.sleep(0.25)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Set the product up once and serve it, on a copy of the migrated database where there is one."""
    data = tmp_path_factory.mktemp("product")
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TONGXIN_DEBUG"}}
    environment |= {
        "MIGRATED": str(prepared.SQLiteCopies().file),
        "TONGXIN_DATA": str(data),
        "TONGXIN_NODE_MODULES": str(ROOT / "node_modules"),
        "DJANGO_SETTINGS_MODULE": "tongxin.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    environment.pop("TONGXIN_SNAPSHOTS", None)
    done = subprocess.run([sys.executable, "-c", PREPARE], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    passwords = dict(re.findall(r"^  (\w+)\s+(\S+)", done.stdout, re.MULTILINE))
    address = f"http://{free_address()}"
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    command = [gunicorn, "tongxin.project.wsgi", "--bind", address.removeprefix("http://"), "--threads", "4"]
    server = subprocess.Popen(
        [*command, "--worker-class", "gthread", "--log-level", "warning", "--no-control-socket"], env=environment
    )
    tongxin = str(Path(sys.executable).with_name("tongxin"))
    worker = subprocess.Popen([tongxin, "work", "--interval", "0.2"], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(address, server)
        yield Served(address, passwords, environment)
    finally:
        for process in (worker, server):
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


class Visitor:
    """Somebody at a screen. `faults` collects what the browser complained of, among it breaches of the page policy."""

    def __init__(self, context: BrowserContext, *, served: Served) -> None:
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.served = served
        self._is_new = True
        self.page.on("console", lambda line: self.faults.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def opens(self, path: str) -> Page:
        """Open a page and wait until it says it is ready."""
        self.page.goto(self.served.address + path)
        self.page.wait_for_selector("body[data-ready]", state="attached")
        return self.page

    def signs_in(self, name: str) -> None:
        """Sign in as one of the cast: through the page, or in a new browser by going on where they are signed in already."""
        if self._goes_on(self.served.sessions.get(name)):
            return
        page = self.opens("/accounts/login/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", self.served.passwords[name])
        page.press("input[name=password]", "Enter")
        page.wait_for_url(re.compile(r"/(work|me)/$"))
        page.wait_for_selector("body[data-ready]", state="attached")
        path = page.url.removeprefix(self.served.address)
        self.served.sessions[name] = Session(page.context.cookies(), path, time.monotonic())

    def _goes_on(self, session: Session | None) -> bool:
        is_new, self._is_new = self._is_new, False
        if not is_new or session is None or not session.is_young:
            return False
        self.page.context.add_cookies(session.cookies)
        if self.opens(session.path).url == self.served.address + session.path:
            return True
        self.page.context.clear_cookies()  # somebody has signed out of it
        return False


@pytest.fixture
def stranger(browser: Browser, served: Served) -> Iterator[Visitor]:
    """A visitor at a desk who has not signed in."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    yield Visitor(context, served=served)
    context.close()


@pytest.fixture
def passer_by(browser: Browser, served: Served) -> Iterator[Visitor]:
    """A visitor with a phone."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    yield Visitor(context, served=served)
    context.close()


New = Callable[[dict[str, int]], Visitor]


@pytest.fixture
def new(browser: Browser, served: Served) -> Iterator[New]:
    """Somebody at a screen of a size, with a browser of their own."""
    with ExitStack() as contexts:

        def visitor(size: dict[str, int]) -> Visitor:
            context = browser.new_context(viewport=size, locale="zh-CN", has_touch=size is not DESK)  # type: ignore[arg-type]
            contexts.callback(context.close)
            return Visitor(context, served=served)

        yield visitor
