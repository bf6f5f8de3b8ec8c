"""Hand in what nobody would: forms, programs and uploads with values at the ends of everything. No answer may be a 5xx.

    python tools/fuzz.py [--seconds 120] [--seed 1]

Uses the prepared database of the tests: SQLite, or PostgreSQL where DATABASE_URL is set. Each request is taken back, so that
one leaves nothing to the next. Exits with 1 where something broke, and says how to ask it again.
"""

import argparse
import json
import logging
import os
import random
import re
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.apps import apps  # noqa: E402 - as above
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402 - as above
from django.db import transaction  # noqa: E402 - as above
from django.test import Client, TestCase  # noqa: E402 - as above
from django.test.utils import setup_test_environment  # noqa: E402 - as above
from django.urls import NoReverseMatch, get_resolver, reverse  # noqa: E402 - as above
from django_tasks import TaskResult, TaskResultStatus  # noqa: E402 - as above
from django_tasks.signals import task_finished  # noqa: E402 - as above
from lxml import html  # noqa: E402 - as above

from tests import prepared  # noqa: E402 - as above
from tests.cast import Cast, cast  # noqa: E402 - as above
from tests.crowd import gather  # noqa: E402 - as above
from tests.house.test_urls import addresses  # noqa: E402 - as above
from tests.intake.programs import new_record  # noqa: E402 - as above
from tongxin.access.guard import Guarded  # noqa: E402 - as above
from tongxin.intake.api.records import doors  # noqa: E402 - as above
from tongxin.lifecycle.addresses import address_of, list_of  # noqa: E402 - as above
from tongxin.lifecycle.lives import lives  # noqa: E402 - as above
from tongxin.network.models import Place, PlaceVersion  # noqa: E402 - as above
from tongxin.network.models.register import load  # noqa: E402 - as above

WHO = ("province", "secretary", "registrar", "administrator", "member", "stranger")
TEXTS = (
    "", " ", "\0", "a\0b", "界" * 5_000, "a" * 200_000, "\u202e\u200b", "\ufeff", "👨‍👩‍👧‍👦" * 50, "'; DROP TABLE x; --", "%s%d%n", "{{ 1 }}",
    "<script>", "../../etc/passwd", "\r\n\r\n", "\ud800", "null", "[]", "{}", "−1", "٣", "１２", "²", "½", "一百", "0x10", "1_000", "on",
    "甲、乙；丙\n丁", "=1+1", "\\", "\u3164", "，" * 300, "430100", "43/4301/", "甲 13800138000",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "1", "2147483648", "9223372036854775807", "9223372036854775808", "1" * 400, "1e999", "-1e-999", "NaN", "Infinity", "0.1",
    "1.123456789", "99999999999999999999.99", "1,000", "1万", "00", "+1", "1.", ".5",
)  # fmt: skip
DAYS = (
    "0001-01-01", "9999-12-31", "1949-01-01", "2199-12-31", "0000-00-00", "2021-02-30", "2021-12-31T23:59", "9999-12-31T23:59", "0001-01-01 00:00",
    "2021年12月31日", "2021-12-31T00:00:00+14:00", "24:00", "-2021-01-01", "10000-01-01", "2021-W53-7",
)  # fmt: skip
JSON = (None, True, [], {}, [[]], {"a": {"b": []}}, -1, 2**63, 1e308, 0.1, ["a"] * 3_000, "\0", "a" * 100_000)
PARAMETERS = (
    "q", "page", "after", "before", "sort", "place", "from", "to", "as_of", "by", "of", "columns", "export", "state", "year", "since", "until",
    "size", "changed_since", "next", "kind", "section", "day", "month", "measure",
)  # fmt: skip
NAMES = (
    "甲.xlsx",
    "甲.docx",
    "甲.pdf",
    "甲.txt",
    "甲.csv",
    "甲.jpg",
    "甲.mp4",
    "甲.zip",
    "甲.json",
    "甲.jwt",
    "\u202e.exe",
    "a" * 300 + ".xlsx",
)
Case = tuple[str, str, dict[str, Any]]


class Fuzz:
    """One run: who there is, what there is, and what broke."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.cast: Cast = cast()
        gather(self.cast)
        self.routes = [route for _, route in addresses(get_resolver())]
        self.numbers = sorted(
            {row for model in apps.get_models() if issubclass(model, Guarded) for row in _numbers(model)}
        )
        self.samples = [(door.name, new_record(door, self.cast)) for door in doors()]
        self.real = list(_addresses())
        self.statuses: Counter[int] = Counter()
        self.broken: dict[str, str] = {}
        self.asked = ""
        task_finished.connect(self.note_job)

    def run(self, *, seconds: float) -> None:
        """Ask until the time is over."""
        kinds: tuple[Callable[[], None], ...] = (self.page, self.form, self.form, self.program, self.upload)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.random.choice(kinds)()

    def page(self) -> None:
        """Look at a page with a query string nobody would write."""
        asked = {self.random.choice(PARAMETERS): self.value() for _ in range(self.random.randint(1, 3))}
        self.ask("get", self.address(), asked, who=self.random.choice(WHO))

    def form(self) -> None:
        """Fill in the form of a page, most of it wrongly, and hand it in where it says."""
        who, address = self.random.choice(WHO), self.address()
        self.hand_in(who, address, self.fields(who, address))

    def hand_in(self, who: str, address: str, fields: dict[str, str]) -> None:
        """Send the fields of a form with a few of them spoilt."""
        names = list(fields) or ["name", "reason"]
        spoilt = {self.random.choice(names): self.value() for _ in range(self.random.randint(1, 4))}
        self.ask("post", address, fields | spoilt, who=who)

    def program(self) -> None:
        """Write and ask as a program does."""
        door, sample = self.random.choice(self.samples)
        spoilt = {name: self.random.choice((*JSON, self.value())) for name in self.random.sample(list(sample), k=1)}
        number = self.random.choice([*self.numbers, 2**63, 0])
        method, address = self.random.choice(
            [
                ("post", door),
                ("patch", f"{door}/{number}"),
                ("post", f"{door}/{number}/{self.random.choice(self.acts(door))}"),
            ]
        )
        body = self.random.choice([json.dumps(sample | spoilt), json.dumps(spoilt), "[" * 3_000, '{"a":', "null"])
        sent = {"data": body, "content_type": "application/json"}
        self.ask(method, f"/api/v1/records/{address}", sent, who=self.random.choice(WHO[:3]), raw=True)

    def upload(self) -> None:
        """Hand in a file that is none, or nearly one."""
        who = self.random.choice(WHO[:3])
        address = self.address(self.random.choice(UPLOADING))
        fields: dict[str, Any] = self.fields(who, address)
        for name in ("file", "report", "facts", "camera", "chosen", "video", "upload", "text"):
            if self.random.random() < 0.6:
                fields[name] = SimpleUploadedFile(self.random.choice(NAMES), self.content())
        self.ask("post", address, fields, who=who)

    def fields(self, who: str, address: str) -> dict[str, str]:
        """Return what the form of a page would send as it stands."""
        self.asked = f"{who} get {address}"
        with transaction.atomic():
            answer = self.client(who).get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer_is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            transaction.set_rollback(True)
        self.note(answer.status_code, raised(answer))
        if not answer_is_page or not content.strip():
            return {}
        found: dict[str, str] = {}
        for form in html.fromstring(content).xpath("//main//form[@method='post']")[:1]:
            for one in form.xpath(".//input[@name]|.//textarea[@name]|.//select[@name]"):
                if one.get("type") == "file":
                    continue
                options = one.xpath(".//option/@value")
                found[one.get("name")] = (
                    self.random.choice(options) if options else (one.get("value") or one.text or "1")
                )
        return found

    def ask(self, method: str, address: str, sent: dict[str, Any], *, who: str, raw: bool = False) -> None:
        """Ask, note what came, take it back."""
        self.asked = f"{who} {method} {address} {str(sent)[:300]}"
        try:
            with transaction.atomic():
                with TestCase.captureOnCommitCallbacks(execute=True):
                    client = self.client(who)
                    answer = getattr(client, method)(address, **sent) if raw else getattr(client, method)(address, sent)
                    if answer.streaming:
                        b"".join(answer.streaming_content)
                transaction.set_rollback(True)  # after the jobs: they may write
        except (UnicodeEncodeError, TypeError):
            return  # the client cannot write it down
        except Exception:  # noqa: BLE001 - long work that was started broke
            self.note(500, traceback.format_exc())
            return
        self.note(answer.status_code, raised(answer))

    def note(self, status: int, said: str) -> None:
        """Count an answer; keep the first of each kind that broke."""
        self.statuses[status] += 1
        if status >= 500 and status != 503:
            where = re.findall(r'File "([^"]+)", line (\d+)', said)
            self.broken.setdefault(f"{where[-1:]}{said.strip().splitlines()[-1:]}", f"{self.asked}\n{said}")

    def note_job(self, *, task_result: TaskResult[None], **_: object) -> None:
        """Note a job that broke: it is done at once here, and whoever asked for it is told nothing."""
        if task_result.status == TaskResultStatus.FAILED:
            self.note(500, task_result.errors[-1].traceback)

    def client(self, who: str) -> Client:
        """Return the browser of one of the cast."""
        client = self.cast.client(who)
        client.raise_request_exception = False
        return client

    def acts(self, door: str) -> list[str]:
        """Return what a program may ask of a record."""
        life = next(one.life for one in doors() if one.name == door)
        return [one.code for one in life.acts] if life and life.acts else ["none"]

    def address(self, route: str = "") -> str:
        """Return the address of something there is, or one of a route with numbers of rows that may be others'."""
        if not route and self.random.random() < 0.7:
            return self.random.choice(self.real)
        filled = re.sub(r"\(\?P<\w+>[^)]*\)|[\^$\\]", "x", route or self.random.choice(self.routes))
        while found := re.search(r"<(?:(\w+):)?\w+>", filled):
            number = str(self.random.choice([*self.numbers, 2**63, 10**30]))
            word = self.random.choice([number, "training", "x", "界", "a%00b", "..", "🙂"])
            filled = filled.replace(found[0], number if found[1] == "int" else word, 1)
        return f"/{filled}"

    def value(self) -> str:
        """Return something nobody would type."""
        return self.random.choice(self.random.choice([TEXTS, NUMBERS, DAYS, [str(one) for one in self.numbers]]))

    def content(self) -> bytes:
        """Return a file: noise, or the beginning of a real kind."""
        kind = self.random.randrange(6)
        if kind == 0:
            return self.random.randbytes(self.random.choice([0, 1, 100, 20_000]))
        if kind == 1:
            return _archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": self.random.randbytes(50)})
        if kind == 2:
            return _archive({"word/document.xml": b"<w:document xmlns:w='x'>" + b"<a>" * 2_000})
        if kind == 3:
            return b"%PDF-1.7\n" + self.random.randbytes(500)
        heads = (
            b"\xff\xd8\xff\xe0",
            b"\x89PNG\r\n\x1a\n",
            b"\0\0\0\x18ftypmp42",
            b"PK\3\4",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        )
        return (
            self.random.choice(heads) + self.random.randbytes(300)
            if kind == 4
            else self.value().encode("utf-8", "replace")
        )


UPLOADING = (
    "check/", "v/", "import/", "import/new/", "evidence/add/training.trainingclass/<int:pk>/", "evidence/add/activities.activity/<int:pk>/",
    "evidence/add/training.trainingclass/<int:pk>/video/", "training/<int:pk>/roster/", "evidence/add/network.organisation/<int:pk>/",
)  # fmt: skip


def raised(answer: Any) -> str:
    """Return what a view raised, as Python tells it."""
    return "".join(traceback.format_exception(*answer.exc_info)) if getattr(answer, "exc_info", None) else ""


def _addresses() -> Iterator[str]:
    """Yield the pages of records there are, of their lists, and of all that may be done with them."""
    for life in (one for one in lives() if issubclass(one.model, Guarded)):
        for record in life.model.objects.whole_network(reason="the fuzz asks for every row")[:2]:
            for page in ("", *(act.code for act in life.acts)):
                try:
                    yield address_of(record, page) if page else address_of(record)
                except (NoReverseMatch, LookupError):
                    continue
        if life.new:
            with suppress(NoReverseMatch):
                yield list_of(life)
                yield reverse(life.name_of(life.new))


def _numbers(model: type[Guarded]) -> Iterator[int]:
    yield from list(model.objects.whole_network(reason="the fuzz asks for every row").values_list("pk", flat=True))[:5]


def _archive(parts: dict[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def main() -> int:
    """Run; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    original = django.db.connection.settings_dict["NAME"]
    prepared.prepare()
    try:
        with transaction.atomic():
            if not Place.objects.exists():
                load(Place.objects, PlaceVersion.objects)
            fuzz = Fuzz(arguments.seed)
            fuzz.run(seconds=arguments.seconds)
            transaction.set_rollback(True)
    finally:
        prepared.remove(original)
    asked = sum(fuzz.statuses.values())
    listed = ", ".join(f"{status}: {number}" for status, number in sorted(fuzz.statuses.items()))
    sys.stdout.write(f"{django.db.connection.vendor}, seed {arguments.seed}: {asked} requests ({listed})\n")
    for said in fuzz.broken.values():
        sys.stdout.write(f"\n{said}\n")
    return 1 if fuzz.broken else 0


if __name__ == "__main__":
    sys.exit(main())
